package io.github.kongperf.compare;

import io.github.kongperf.result.Session;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * Hodges' and Lehmann's estimators with distribution-free intervals: they see through the two speeds that equal processes
 * may have, where a mean pays for every throw of the dice.
 *
 * <p>Source: J. L. Hodges, E. L. Lehmann, Ann. Math. Stat. 34 (1963), 598–611.
 */
final class Ranks {

    private Ranks() {}

    /** @param interval empty if there are too few values for the wanted confidence */
    record Location(double center, Optional<Interval> interval) {}

    record Interval(double low, double high) {}

    /** How far {@code sample} lies above {@code base}: the median of all differences. */
    static Location shift(double[] base, double[] sample, double confidence) {
        double[] differences = new double[base.length * sample.length];
        int next = 0;
        for (double b : base) {
            for (double s : sample) {
                differences[next++] = s - b;
            }
        }
        Arrays.sort(differences);
        return location(differences, RankDistributions.twoSampleRank(base.length, sample.length, confidence));
    }

    /** Where the middle of {@code sample} lies: the median of the means of all pairs, each value with itself included. */
    static Location center(double[] sample, double confidence) {
        if (sample.length == 0) {
            return new Location(Double.NaN, Optional.empty());
        }
        double[] averages = new double[sample.length * (sample.length + 1) / 2];
        int next = 0;
        for (int i = 0; i < sample.length; i++) {
            for (int j = i; j < sample.length; j++) {
                averages[next++] = (sample[i] + sample[j]) / 2;
            }
        }
        Arrays.sort(averages);
        return location(averages, RankDistributions.oneSampleRank(sample.length, confidence));
    }

    /** The fewest trials of one subject that give its center an interval at all. */
    static int fewestTrials(double confidence) {
        return fewest(trials -> RankDistributions.oneSampleRank(trials, confidence));
    }

    /** The fewest trials of each of two subjects that give their difference an interval at all. */
    static int fewestBlocks(Session.Pairing pairing, double confidence) {
        return pairing == Session.Pairing.BLOCKS
                ? fewestTrials(confidence)
                : fewest(trials -> RankDistributions.twoSampleRank(trials, trials, confidence));
    }

    private static int fewest(IntUnaryOperator rank) {
        int trials = 1;
        while (rank.applyAsInt(trials) == 0) {
            trials++;
        }
        return trials;
    }

    private static Location location(double[] ordered, int rank) {
        int n = ordered.length;
        double median = n % 2 == 1 ? ordered[n / 2] : (ordered[n / 2 - 1] + ordered[n / 2]) / 2;
        return new Location(
                median, rank == 0 ? Optional.empty() : Optional.of(new Interval(ordered[rank - 1], ordered[n - rank])));
    }
}
