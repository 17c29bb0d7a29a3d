package io.github.kongperf.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.PValueMethod;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;
import org.junit.jupiter.api.Test;

final class RankDistributionsTest {

    @Test
    void agreesWithCommonsStatisticsOnMannWhitney() {
        MannWhitneyUTest library =
                MannWhitneyUTest.withDefaults().with(PValueMethod.EXACT).with(AlternativeHypothesis.LESS_THAN);
        double[] ours = RankDistributions.mannWhitney(6, 9);
        // All of x below all of y but for the largest x, which has u of the y below it.
        for (int u = 0; u <= 9; u++) {
            double[] x = {1, 2, 3, 4, 5, 10 + u + 0.5};
            double[] y = DoubleStream.iterate(11, value -> value + 1).limit(9).toArray();
            double cumulative = Arrays.stream(ours, 0, u + 1).sum();
            assertThat(library.test(x, y).getPValue()).isCloseTo(cumulative, within(1e-12));
        }
    }

    @Test
    void agreesWithCommonsStatisticsOnSignedRanks() {
        WilcoxonSignedRankTest library =
                WilcoxonSignedRankTest.withDefaults().with(PValueMethod.EXACT).with(AlternativeHypothesis.LESS_THAN);
        double[] ours = RankDistributions.signedRank(10);
        for (int positive = 1; positive <= 10; positive++) {
            double[] sample = new double[10];
            for (int i = 0; i < 10; i++) {
                sample[i] = i + 1 == positive ? i + 1 : -(i + 1);
            }
            double cumulative = Arrays.stream(ours, 0, positive + 1).sum();
            assertThat(library.test(sample).getPValue()).isCloseTo(cumulative, within(1e-12));
        }
    }

    @Test
    void givesThePublishedRanksOfIntervals() {
        // Hollander and Wolfe, table A.6 and A.4: P(U <= 2) = 0.0079 for 5 and 5 at U = 0; P(T <= 0) = 1/256 for n = 8.
        assertThat(RankDistributions.twoSampleRank(5, 5, 0.99)).isEqualTo(1);
        assertThat(RankDistributions.twoSampleRank(4, 4, 0.99)).isZero();
        assertThat(RankDistributions.twoSampleRank(5, 5, 0.95)).isEqualTo(3);
        assertThat(RankDistributions.oneSampleRank(8, 0.99)).isEqualTo(1);
        assertThat(RankDistributions.oneSampleRank(7, 0.99)).isZero();
    }

    @Test
    void goesOnSmoothlyWhereSamplesAreTooLargeToCount() {
        // The normal approximation beyond 60 is within a rank or two of what the exact one would go on to.
        double exact = RankDistributions.oneSampleRank(60, 0.99);
        double approximate = RankDistributions.oneSampleRank(61, 0.99);
        assertThat(approximate - exact).isBetween(12.0, 25.0);
        double exactOfTwo = RankDistributions.twoSampleRank(60, 60, 0.99);
        assertThat(RankDistributions.twoSampleRank(61, 61, 0.99) - exactOfTwo).isBetween(35.0, 60.0);
        assertThat(RankDistributions.oneSampleRank(10_000, 0.99)).isBetween(24_000_000, 25_002_500);
        assertThat(RankDistributions.twoSampleRank(10_000, 10_000, 0.99)).isBetween(48_000_000, 50_000_000);
    }

    @Test
    void staysADistributionForManyBlocks() {
        double[] distribution = RankDistributions.mannWhitney(48, 48);
        assertThat(Arrays.stream(distribution).sum()).isCloseTo(1, within(1e-9));
        assertThat(distribution[0]).isPositive();
        assertThat(distribution[10]).isEqualTo(distribution[48 * 48 - 10], within(1e-30));
    }
}
