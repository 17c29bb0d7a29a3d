package io.github.kongperf.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

final class LooksTest {

    private static final List<Double> FIFTHS = List.of(0.2, 0.4, 0.6, 0.8, 1.0);

    /** Two-sided bounds at 5 % for five equal steps, as the programs of Lan and DeMets give them (and R's ldbounds after them). */
    @Test
    void findsTheBoundsOfLanAndDeMets() {
        NormalDistribution normal = NormalDistribution.of(0, 1);
        double quantile = normal.inverseSurvivalProbability(0.05 / 4);
        assertBounds(
                Looks.levels(FIFTHS, 0.05, time -> 4 * normal.survivalProbability(quantile / Math.sqrt(time)) / 0.05),
                4.8769,
                3.3569,
                2.6803,
                2.2898,
                2.0310);
        assertBounds(
                Looks.levels(FIFTHS, 0.05, time -> Math.log(1 + (Math.E - 1) * time)),
                2.4380,
                2.4268,
                2.4101,
                2.3966,
                2.3859);
        // Kim and DeMets' power family with exponent 1: the first is plain, 1 % in two tails.
        assertBounds(Looks.levels(FIFTHS, 0.05, time -> time), 2.5758, 2.4924, 2.4107, 2.3389, 2.2758);
    }

    private static void assertBounds(double[] levels, double... bounds) {
        NormalDistribution normal = NormalDistribution.of(0, 1);
        assertThat(levels).hasSameSizeAs(bounds);
        for (int look = 0; look < bounds.length; look++) {
            assertThat(normal.inverseSurvivalProbability(levels[look] / 2)).isCloseTo(bounds[look], within(0.002));
        }
    }

    @Test
    void looksFiveTimesAtMostAndNotTooEarly() {
        assertThat(Looks.of(48)).containsExactly(12, 21, 28, 38, 48);
        assertThat(Looks.of(16)).containsExactly(10, 13, 16);
        assertThat(Looks.of(12)).containsExactly(12);
        assertThat(Looks.of(1)).containsExactly(1);
        assertThat(Looks.of(1000)).hasSize(5).endsWith(1000);
    }

    @Test
    void spendsAllOfTheErrorRateOnASingleLook() {
        assertThat(Looks.level(List.of(12), 12, 0.01)).isCloseTo(0.01, within(1e-6));
        // What a look costs before its time is what it would have cost if planned.
        assertThat(Looks.level(List.of(12), 6, 0.01)).isCloseTo(0.0025, within(1e-6));
    }

    @Test
    void alarmsAtAllLooksTogetherAsOftenAsItSays() {
        Random random = new Random(4711);
        List<Integer> looks = Looks.of(48);
        double errorRate = 0.05;
        int sessions = 2000;
        int alarms = 0;
        for (int session = 0; session < sessions; session++) {
            double[] base = speeds(random);
            double[] other = speeds(random);
            if (looks.stream().anyMatch(look -> alarm(base, other, look, Looks.level(looks, look, errorRate)))) {
                alarms++;
            }
        }
        // Two standard errors are 1 %; ranks are a little on the safe side.
        assertThat((double) alarms / sessions).isBetween(0.03, 0.06);
    }

    private static boolean alarm(double[] base, double[] other, int look, double level) {
        Ranks.Interval interval = Ranks.shift(
                        java.util.Arrays.copyOf(base, look), java.util.Arrays.copyOf(other, look), 1 - level)
                .interval()
                .orElseThrow();
        return interval.low() > 0 || interval.high() < 0;
    }

    private static double[] speeds(Random random) {
        double[] values = new double[48];
        for (int i = 0; i < values.length; i++) {
            values[i] = (random.nextDouble() < 0.3 ? 0.08 : 0) + 0.01 * random.nextGaussian();
        }
        return values;
    }
}
