package io.github.kongperf.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AlignedHumpsTest {

    @Test
    void seesThroughUnequalLuck() {
        // The same program; 8 of the baseline's 36 processes were lucky, and 15 of the subject's.
        Random random = new Random(4711);
        double[] base = new double[36];
        double[] sample = new double[36];
        for (int block = 0; block < 36; block++) {
            base[block] = 0.01 * random.nextGaussian() - (block < 8 ? 0.08 : 0);
            sample[block] = 0.01 * random.nextGaussian() - (block % 5 < 2 ? 0.08 : 0);
        }
        Ranks.Location humps = AlignedHumps.shift(base, sample, 0.99);
        Ranks.Location ranks = Ranks.shift(base, sample, 0.99);
        assertThat(humps.center()).isCloseTo(0, within(0.006));
        assertThat(width(humps)).isLessThan(width(ranks) / 2);
    }

    @Test
    void usesThePairingWhereTrialsOfABlockCorrelate() {
        Random random = new Random(4715);
        double[] base = new double[36];
        double[] sample = new double[36];
        for (int block = 0; block < 36; block++) {
            double common = 0.1 * random.nextGaussian();
            base[block] = common + 0.02 * random.nextGaussian();
            sample[block] = common + 0.02 * random.nextGaussian();
        }
        // As wide as that of 36 differences of 2.8 %, and far from that of trials of 10 %.
        assertThat(width(AlignedHumps.shift(base, sample, 0.99))).isLessThan(0.035);
        assertThat(width(Ranks.shift(base, sample, 0.99))).isGreaterThan(0.09);
    }

    @Test
    void sortsTrialsIntoHumpsWhereThereAreTwo() {
        Random random = new Random(4716);
        double[] base = new double[30];
        double[] sample = new double[30];
        double[] one = new double[30];
        double[] other = new double[30];
        for (int block = 0; block < 30; block++) {
            base[block] = 0.01 * random.nextGaussian() + (block < 5 ? 0.08 : 0);
            sample[block] = 0.02 + 0.01 * random.nextGaussian() + (block % 3 > 0 ? 0.08 : 0);
            one[block] = 0.03 * random.nextGaussian();
            other[block] = 0.03 * random.nextGaussian();
        }
        AlignedHumps.Humps humps = AlignedHumps.humps(base, sample, 0.02).orElseThrow();
        assertThat(humps.apart()).isCloseTo(0.08, within(0.01));
        assertThat(humps.baseHigh()).isEqualTo(5);
        assertThat(humps.sampleHigh()).isEqualTo(20);
        // Blocks 0 and 3.
        assertThat(humps.onlyBase()).isEqualTo(2);
        assertThat(humps.onlySample()).isEqualTo(17);
        assertThat(AlignedHumps.humps(one, other, 0)).isEmpty();
    }

    @Test
    void movesWithTheShiftAndTurnsWithTheSubjects() {
        Random random = new Random(4712);
        double[] base = speeds(random, 20, 0);
        double[] sample = speeds(random, 20, 0.02);
        Ranks.Location there = AlignedHumps.shift(base, sample, 0.99);
        Ranks.Location back = AlignedHumps.shift(sample, base, 0.99);
        assertThat(back.center()).isCloseTo(-there.center(), within(1e-4));
        assertThat(back.interval().orElseThrow().low())
                .isCloseTo(-there.interval().orElseThrow().high(), within(1e-4));
        double[] further = Arrays.stream(sample).map(value -> value + 1).toArray();
        Ranks.Location moved = AlignedHumps.shift(base, further, 0.99);
        assertThat(moved.center()).isCloseTo(there.center() + 1, within(1e-4));
        assertThat(moved.interval().orElseThrow().high())
                .isCloseTo(there.interval().orElseThrow().high() + 1, within(1e-4));
    }

    @Test
    void countsSignsAsWilcoxonsDistributionDoes() {
        // Scores of 1 to 20 are signed ranks, and whole steps: the minus signs at 2, 7 and 11 give T- = 20.
        double[] ranks = new double[20];
        Arrays.setAll(ranks, i -> i + 1 == 2 || i + 1 == 7 || i + 1 == 11 ? -(i + 1) : i + 1);
        double expected =
                Arrays.stream(RankDistributions.signedRank(20)).limit(21).sum();
        assertThat(AlignedHumps.tail(ranks)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void leavesFewBlocksToTheRanks() {
        Random random = new Random(4713);
        double[] base = speeds(random, 12, 0);
        double[] sample = speeds(random, 12, 0.03);
        assertThat(AlignedHumps.shift(base, sample, 0.99)).isEqualTo(Ranks.shift(base, sample, 0.99));
    }

    @Test
    void comparesFewBlocksWithinThemselvesWhereTheirTrialsCorrelate() {
        Random random = new Random(4717);
        double[] base = new double[12];
        double[] sample = new double[12];
        double[] differences = new double[12];
        for (int block = 0; block < 12; block++) {
            double common = 0.1 * random.nextGaussian();
            base[block] = common + 0.01 * random.nextGaussian();
            sample[block] = common + 0.01 * random.nextGaussian();
            differences[block] = sample[block] - base[block];
        }
        assertThat(AlignedHumps.shift(base, sample, 0.99)).isEqualTo(Ranks.center(differences, 0.99));
        // Too few for signed ranks, not for ranks of all.
        assertThat(AlignedHumps.shift(Arrays.copyOf(base, 6), Arrays.copyOf(sample, 6), 0.99))
                .isEqualTo(Ranks.shift(Arrays.copyOf(base, 6), Arrays.copyOf(sample, 6), 0.99));
    }

    @Test
    void bearsEqualValues() {
        double[] base = new double[20];
        double[] sample = new double[20];
        Arrays.fill(sample, 0.02);
        Ranks.Location shift = AlignedHumps.shift(base, sample, 0.99);
        assertThat(shift.center()).isCloseTo(0.02, within(1e-9));
        assertThat(shift.interval().orElseThrow()).isEqualTo(new Ranks.Interval(0.02, 0.02));
    }

    @Test
    void wantsWholeBlocks() {
        assertThatThrownBy(() -> AlignedHumps.shift(new double[20], new double[19], 0.99))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20 blocks of the baseline, but 19 of the subject");
    }

    @Test
    void holdsTheTruthAsOftenAsItSays() {
        Random random = new Random(4714);
        int sessions = 1000;
        int held = 0;
        for (int session = 0; session < sessions; session++) {
            double[] base = speeds(random, 16, 0);
            double[] slower = speeds(random, 16, 0.03);
            Ranks.Interval interval =
                    AlignedHumps.shift(base, slower, 0.95).interval().orElseThrow();
            if (interval.low() <= 0.03 && 0.03 <= interval.high()) {
                held++;
            }
        }
        // Two standard errors are 1.4 %.
        assertThat((double) held / sessions).isBetween(0.936, 0.984);
    }

    private static double width(Ranks.Location location) {
        return location.interval().orElseThrow().high()
                - location.interval().orElseThrow().low();
    }

    /** Two humps 8 % apart, three in ten lucky, as equal LuaJIT processes have them. */
    private static double[] speeds(Random random, int count, double shift) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = shift - (random.nextDouble() < 0.3 ? 0.08 : 0) + 0.01 * random.nextGaussian();
        }
        return values;
    }
}
