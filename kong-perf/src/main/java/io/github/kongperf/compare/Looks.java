package io.github.kongperf.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * When verdicts are looked at, and how sure each look must be so that all of them together keep one error rate.
 *
 * <p>Of the error rate a look may have spent the square of the share of blocks that are measured: by simulation that finds more
 * than spending in proportion, for hardly more blocks. The level of a look follows from what was spent before, since a
 * statistic that grows block by block is a Brownian motion seen at a few times. The intervals at these levels hold the truth at
 * all looks at once ("repeated confidence intervals"), so a session may end at any look, for any reason.
 *
 * <p>Sources: K. K. G. Lan, D. L. DeMets, Biometrika 70 (1983), 659–663; K. Kim, D. L. DeMets, Biometrika 74 (1987), 149–154
 * (the power family, here with exponent 2); P. Armitage, C. K. McPherson, B. C. Rowe, J. R. Stat. Soc. A 132 (1969), 235–244
 * (the recursion); C. Jennison, B. W. Turnbull, J. R. Stat. Soc. B 51 (1989), 305–361 (the intervals).
 */
public final class Looks {

    /** Of the largest number of blocks; by simulation about the quickest, over equal subjects and changes of 2 to 5 %. */
    private static final double[] SHARES = {0.25, 0.42, 0.58, 0.79, 1};

    /** With fewer blocks, hardly any verdict can stand. */
    private static final int EARLIEST = 8;

    /** With fewer blocks in all, what looks cost is more than what they save. */
    private static final int FEWEST = 16;

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    /** Odd, for Simpson's rule. Twice as many change a level by less than a millionth of it. */
    private static final int POINTS = 401;

    private static final int HALVINGS = 60;

    /** Each is asked for many times: by every metric of every pair, and by simulations. */
    private static final Map<Question, Double> ANSWERED = new ConcurrentHashMap<>();

    private record Question(List<Integer> looks, int blocks, double errorRate) {}

    private Looks() {}

    /**
     * After how many blocks to look, ascending.
     *
     * @param blocks the largest number, at which the last look is
     */
    public static List<Integer> of(int blocks) {
        if (blocks < FEWEST) {
            return List.of(blocks);
        }
        return Arrays.stream(SHARES)
                .mapToInt(share -> (int) Math.ceil(share * blocks))
                .filter(look -> look >= EARLIEST)
                .distinct()
                .boxed()
                .toList();
    }

    /**
     * The two-sided level of a look: the interval then has the confidence 1 minus that.
     *
     * @param looks all that are planned
     * @param blocks how many are measured now; one that is no planned look is treated as if it had been planned
     * @param errorRate of all looks together
     */
    static double level(List<Integer> looks, int blocks, double errorRate) {
        return ANSWERED.computeIfAbsent(
                new Question(List.copyOf(looks), blocks, errorRate),
                question -> computed(question.looks(), question.blocks(), question.errorRate()));
    }

    private static double computed(List<Integer> looks, int blocks, double errorRate) {
        int largest = looks.get(looks.size() - 1);
        List<Double> times = new ArrayList<>();
        looks.stream().filter(look -> look < blocks).forEach(look -> times.add((double) look / largest));
        times.add(Math.min(1, (double) Math.max(1, blocks) / largest));
        double[] levels = levels(times, errorRate, time -> time * time);
        return levels[levels.length - 1];
    }

    /**
     * The levels of all looks.
     *
     * @param times shares of all information, ascending, above 0 and at most 1
     * @param spent share of {@code errorRate} that may be spent until a time
     */
    static double[] levels(List<Double> times, double errorRate, DoubleUnaryOperator spent) {
        double[] levels = new double[times.size()];
        Path path = new Path();
        double before = 0;
        for (int look = 0; look < levels.length; look++) {
            double until = errorRate * spent.applyAsDouble(times.get(look));
            double bound = path.next(times.get(look), until - before);
            levels[look] = 2 * NORMAL.survivalProbability(bound / Math.sqrt(times.get(look)));
            before = until;
        }
        return levels;
    }

    /** Where a Brownian motion may be that has not crossed a bound at an earlier look. */
    private static final class Path {
        private double time;
        private double[] places = {};
        private double[] weights = {};

        /** @return the bound at {@code now} that is crossed for the first time with that probability */
        double next(double now, double probability) {
            double step = Math.sqrt(now - time);
            double low = 0;
            double high = 40 * Math.sqrt(now);
            for (int halving = 0; halving < HALVINGS; halving++) {
                double middle = (low + high) / 2;
                if (crossed(middle, step) > probability) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            move(high, step);
            time = now;
            return high;
        }

        private double crossed(double bound, double step) {
            if (places.length == 0) {
                return 2 * NORMAL.survivalProbability(bound / step);
            }
            double sum = 0;
            for (int i = 0; i < places.length; i++) {
                sum += weights[i]
                        * (NORMAL.survivalProbability((bound - places[i]) / step)
                                + NORMAL.cumulativeProbability((-bound - places[i]) / step));
            }
            return sum;
        }

        /** The density within the bound, times the weights of Simpson's rule. */
        private void move(double bound, double step) {
            double[] next = new double[POINTS];
            double[] density = new double[POINTS];
            double width = 2 * bound / (POINTS - 1);
            for (int i = 0; i < POINTS; i++) {
                next[i] = -bound + i * width;
                double sum = places.length == 0 ? NORMAL.density(next[i] / step) : 0;
                for (int j = 0; j < places.length; j++) {
                    sum += weights[j] * NORMAL.density((next[i] - places[j]) / step);
                }
                double simpson = i == 0 || i == POINTS - 1 ? 1 : i % 2 == 1 ? 4 : 2;
                density[i] = sum / step * simpson * width / 3;
            }
            places = next;
            weights = density;
        }
    }
}
