package io.github.kongperf.compare;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Exact null distributions of two rank statistics, as needed to turn ordered differences into intervals.
 *
 * <p>Sources: H. B. Mann and D. R. Whitney, Ann. Math. Stat. 18 (1947), 50–60; F. Wilcoxon, Biometrics Bulletin 1 (1945),
 * 80–83; how an interval comes from them: M. Hollander, D. A. Wolfe, Nonparametric Statistical Methods, 2nd ed. (1999), 3.3
 * and 4.3.
 */
final class RankDistributions {

    /** Larger samples would take too much time, and counts too large for a double. */
    private static final int EXACT = 60;

    /** A distribution takes some milliseconds, and few sizes occur. */
    private static final Map<Sizes, double[]> KNOWN = new ConcurrentHashMap<>();

    private record Sizes(int n, int m) {}

    private RankDistributions() {}

    /**
     * How many of the smallest of the {@code n·m} ordered differences lie below a two-sided interval of the shift between two
     * samples: the interval goes from the k-th smallest to the k-th largest.
     *
     * @return k, from 1; 0 if the samples are too small for that confidence
     */
    static int twoSampleRank(int n, int m, double confidence) {
        double tail = (1 - confidence) / 2;
        return Math.max(n, m) <= EXACT
                ? rank(KNOWN.computeIfAbsent(new Sizes(n, m), sizes -> mannWhitney(n, m)), tail)
                : rank((double) n * m / 2, Math.sqrt((double) n * m * (n + m + 1) / 12), tail);
    }

    /** The same for the {@code n·(n+1)/2} ordered Walsh averages of one sample. */
    static int oneSampleRank(int n, double confidence) {
        double tail = (1 - confidence) / 2;
        return n <= EXACT
                ? rank(signedRank(n), tail)
                : rank(n * (n + 1.0) / 4, Math.sqrt(n * (n + 1.0) * (2.0 * n + 1) / 24), tail);
    }

    /** P(U = u) for u from 0 to n·m, if both samples come from one continuous distribution. */
    static double[] mannWhitney(int n, int m) {
        // ways[j][u]: how many subsets of size j of the ranks so far have u inversions; scaled at the end.
        double[][] ways = new double[n + 1][n * m + 1];
        ways[0][0] = 1;
        for (int rank = 1; rank <= n + m; rank++) {
            for (int size = Math.min(rank, n); size >= 1; size--) {
                int before = rank - size;
                if (before > m) {
                    continue;
                }
                for (int u = n * m; u >= before; u--) {
                    ways[size][u] += ways[size - 1][u - before];
                }
            }
        }
        return scaled(ways[n]);
    }

    /** P(T = t) for t from 0 to n·(n+1)/2, if the sample is symmetric about 0. */
    static double[] signedRank(int n) {
        double[] ways = new double[n * (n + 1) / 2 + 1];
        ways[0] = 1;
        for (int rank = 1; rank <= n; rank++) {
            for (int t = ways.length - 1; t >= rank; t--) {
                ways[t] += ways[t - rank];
            }
        }
        return scaled(ways);
    }

    private static int rank(double[] probabilities, double tail) {
        double cumulative = 0;
        int rank = 0;
        while (rank < probabilities.length && cumulative + probabilities[rank] <= tail) {
            cumulative += probabilities[rank];
            rank++;
        }
        return rank;
    }

    /** By the normal distribution with a continuity correction, which differs little from the exact one for large samples. */
    private static int rank(double mean, double deviation, double tail) {
        double quantile = NormalDistribution.of(mean, deviation).inverseCumulativeProbability(tail);
        return (int) Math.max(0, Math.floor(quantile + 0.5));
    }

    private static double[] scaled(double[] ways) {
        double total = java.util.Arrays.stream(ways).sum();
        return java.util.Arrays.stream(ways).map(count -> count / total).toArray();
    }
}
