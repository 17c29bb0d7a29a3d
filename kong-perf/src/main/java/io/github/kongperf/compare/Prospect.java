package io.github.kongperf.compare;

import io.github.kongperf.result.Session;
import java.util.List;
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
    /** Of no account here: no verdict is asked for. */
    private static final double MARGIN = 0.03;

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
        DrawnSessions.Rule rule = new DrawnSessions.Rule(
                Session.Pairing.NONE, false, simulated, List.of(simulated), errorRate, MARGIN, 0);
        return DrawnSessions.smallest(
                        (random, count) -> new double[][] {trials(random, count), trials(random, count)},
                        rule,
                        confidence,
                        SESSIONS,
                        1)
                .map(change -> OptionalDouble.of(change * Math.sqrt((double) simulated / blocks)))
                .orElse(OptionalDouble.empty());
    }

    private static double[] trials(Random random, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = (random.nextDouble() < LUCKY ? APART : 0) + WITHIN * random.nextGaussian();
        }
        return values;
    }
}
