package io.github.kongperf.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.result.Latencies;
import io.github.kongperf.result.Measurement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WarmUpTest {

    @Test
    void isNotStableBeforeTwoSlices() {
        assertThat(WarmUp.NONE.stable()).isFalse();
        assertThat(byCpu(9).stable()).isFalse();
        assertThat(byCpu(9).inWords()).isEmpty();
        assertThat(byCpu(9, 9).stable()).isTrue();
    }

    @Test
    void isStableOnceASliceIsNoBetterThanTheBestBefore() {
        assertThat(byCpu(12, 10, 9).stable()).isFalse();
        assertThat(byCpu(12, 10, 9).inWords()).contains("no, still 10.0 % better after 3 slices");
        assertThat(byCpu(12, 10, 9, 8.9).inWords()).contains("yes, after 4 slices");
    }

    @Test
    void isNotFooledByABadSlice() {
        // Better than the one before by a third, but than the best by nothing.
        assertThat(byCpu(9, 9, 13, 9).stable()).isTrue();
    }

    @Test
    void toleratesTwoPercent() {
        assertThat(byCpu(100, 98.1).stable()).isTrue();
        assertThat(byCpu(100, 97.9).stable()).isFalse();
    }

    @Test
    void goesByTimeIfCpuWasNotReadInEachSlice() {
        WarmUp warmUp = WarmUp.NONE
                .and(new WarmUp.Cost(OptionalDouble.of(9), 20))
                .and(new WarmUp.Cost(OptionalDouble.empty(), 10));
        assertThat(warmUp.inWords()).contains("no, still 50.0 % better after 2 slices");
    }

    @Test
    void goesOnWhenTheFirstAnswersCome() {
        WarmUp.Cost none = WarmUp.Cost.of(measurement(0), Optional.of(Duration.ofMillis(1)));
        WarmUp.Cost some = WarmUp.Cost.of(measurement(1000), Optional.of(Duration.ofMillis(1)));
        assertThat(some).isEqualTo(new WarmUp.Cost(OptionalDouble.of(1000), 1e6));
        assertThat(WarmUp.NONE.and(none).and(some).stable()).isFalse();
        assertThat(WarmUp.NONE.and(none).and(none).stable()).isTrue();
    }

    @Test
    void seldomRunsLongOnNoiseAlone() {
        Random random = new Random(1);
        int long6 = 0;
        for (int trial = 0; trial < 10_000; trial++) {
            WarmUp warmUp = WarmUp.NONE;
            while (warmUp.slices().size() < 6 && !warmUp.stable()) {
                warmUp = warmUp.and(new WarmUp.Cost(OptionalDouble.empty(), Math.exp(0.1 * random.nextGaussian())));
            }
            long6 += warmUp.stable() ? 0 : 1;
        }
        // A slice is better than all before it in one of 2 · 3 · 4 · 5 · 6 cases at the most.
        assertThat(long6).isLessThan(10_000 / 720 + 10);
    }

    @Test
    void cutsTheLeastWarmUpIntoTwoSlicesOrMore() {
        assertThat(rounds(3000, 0)).isEqualTo(new WarmUpRounds(Duration.ofSeconds(1), 3, 9));
        assertThat(rounds(1000, 0)).isEqualTo(new WarmUpRounds(Duration.ofMillis(500), 2, 6));
        assertThat(rounds(300, 0)).isEqualTo(new WarmUpRounds(Duration.ofMillis(150), 2, 6));
        assertThat(rounds(2500, 0)).isEqualTo(new WarmUpRounds(Duration.ofNanos(833_333_333), 3, 9));
    }

    @Test
    void staysWithWholeSecondsAfterOneThatIsOver() {
        assertThat(rounds(3000, 1000)).isEqualTo(new WarmUpRounds(Duration.ofSeconds(1), 2, 8));
        assertThat(rounds(2000, 1000)).isEqualTo(new WarmUpRounds(Duration.ofSeconds(1), 1, 5));
        assertThat(rounds(1000, 1000)).isEqualTo(new WarmUpRounds(Duration.ofSeconds(1), 0, 2));
    }

    @Test
    void doesNotWarmWhereNobodyAsksForIt() {
        assertThat(rounds(0, 0).most()).isZero();
        assertThat(rounds(0, 1000).most()).isZero();
        assertThat(rounds(300, 1000).most()).isZero();
    }

    private static WarmUpRounds rounds(int least, int over) {
        return WarmUpRounds.of(Duration.ofMillis(least), Duration.ofMillis(over));
    }

    private static WarmUp byCpu(double... costs) {
        WarmUp warmUp = WarmUp.NONE;
        for (double cost : costs) {
            warmUp = warmUp.and(new WarmUp.Cost(OptionalDouble.of(cost), 1));
        }
        return warmUp;
    }

    private static Measurement measurement(long answers) {
        return new Measurement(
                Duration.ofSeconds(1), Map.of(200, answers), Map.of(), 0, Latencies.none(), Optional.empty());
    }
}
