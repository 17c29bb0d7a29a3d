package io.github.kongperf.compare;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * What a plan can prove, before anything runs: by simulated sessions on noise that was measured elsewhere. Another machine,
 * and another Kong, may be quieter or noisier.
 */
public final class Prospect {

    /** The noise that is assumed, in words. */
    public static final String ASSUMED =
            "if processes vary as equal ones of nginx with LuaJIT did (8 % apart in two humps, 1 % within each)";

    private static final double APART = 0.08;
    private static final double LUCKY = 0.3;
    private static final double WITHIN = 0.01;

    private static final int SESSIONS = 60;
    private static final double SHARE = 0.9;

    /** More take long, and then an interval shrinks with the root of their number. */
    private static final int MOST = 60;

    private Prospect() {}

    /**
     * The smallest change of throughput or CPU time that 9 of 10 sessions prove: 0.02 is 2 %. For subjects that have processes
     * of their own.
     *
     * @param blocks of each case
     * @param comparisons of the session
     * @param errorRate of the session
     * @return about that; empty if so few blocks can prove nothing
     */
    public static OptionalDouble smallestChange(int blocks, int comparisons, double errorRate) {
        double confidence = 1 - Looks.level(Looks.of(blocks), blocks, errorRate / Math.max(1, comparisons));
        int simulated = Math.min(blocks, MOST);
        double[] missing = new double[SESSIONS];
        Random random = new Random(1);
        for (int session = 0; session < SESSIONS; session++) {
            Ranks.Location shift = AlignedHumps.shift(trials(random, simulated), trials(random, simulated), confidence);
            if (shift.interval().isEmpty()) {
                return OptionalDouble.empty();
            }
            // An interval moves with what it is about, so what it lacks here is what has to be there.
            missing[session] = -shift.interval().get().low();
        }
        Arrays.sort(missing);
        double enough = missing[(int) Math.ceil(SHARE * SESSIONS) - 1];
        return OptionalDouble.of(Math.expm1(enough * Math.sqrt((double) simulated / blocks)));
    }

    private static double[] trials(Random random, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = (random.nextDouble() < LUCKY ? APART : 0) + WITHIN * random.nextGaussian();
        }
        return values;
    }
}
