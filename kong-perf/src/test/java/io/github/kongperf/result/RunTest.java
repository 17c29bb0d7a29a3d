package io.github.kongperf.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RunTest {

    private static final TrialId TRIAL = Samples.trial(1, "embedded");

    @ParameterizedTest
    @CsvSource({
        "THROUGHPUT, 500",
        "P50, 1.0",
        "P90, 1.8",
        "P99, 1.98",
        "P99_9, 1.997",
        "MAX, 1.998",
        "MEAN, 0.9995",
        "CPU, 20.5",
    })
    void givesEachMetricInItsUnit(Metric metric, double expected) {
        // 1000 answers in two slices of a second each: 1, 5, … 1997 µs and 2, 6, … 1998 µs.
        Run run = Samples.run(
                TRIAL,
                new Outcome.Measured(List.of(slice(1, Duration.ofMillis(10)), slice(2, Duration.ofNanos(10_500_000)))));
        assertThat(run.value(metric).orElseThrow()).isCloseTo(expected, within(expected * 0.002));
    }

    @Test
    void readsNoMemoryYet() {
        assertThat(Samples.measured(TRIAL).value(Metric.MEMORY)).isEmpty();
    }

    @Test
    void countsTheWaitOfTheOpenModel() {
        assertThat(Samples.openModel(TRIAL).value(Metric.MAX).orElseThrow()).isCloseTo(990, within(1.0));
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void hasNoValuesIfTheTrialFailed(Metric metric) {
        assertThat(Samples.failedHalfway(TRIAL).value(metric)).isEmpty();
        assertThat(Samples.failedHalfway(TRIAL).measurement()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void hasNoValuesIfNothingWasAnswered(Metric metric) {
        assertThat(Samples.withoutAnswers(TRIAL).value(metric)).isEmpty();
    }

    @Test
    void hasNoCpuTimeIfASliceLacksIt() {
        Slice without = new Slice(1, Samples.NOON, slice(1, Duration.ZERO).measurement(), Map.of());
        Run run = Samples.run(TRIAL, new Outcome.Measured(List.of(slice(1, Duration.ofMillis(1)), without)));
        assertThat(run.value(Metric.CPU)).isEqualTo(OptionalDouble.empty());
        assertThat(run.value(Metric.THROUGHPUT)).isPresent();
    }

    @Test
    void givesCpuTimeOfOtherRoles() {
        // Two slices with 3 ms each, and 6 answers.
        assertThat(Samples.measured(TRIAL).cpuPerAnswer(Role.GENERATOR)).hasValue(1000);
    }

    @Test
    void refusesAMeasuredTrialWithoutSlices() {
        assertThatThrownBy(() -> new Outcome.Measured(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one slice");
    }

    @Test
    void refusesBlocksBelowOne() {
        assertThatThrownBy(() -> Samples.trial(0, "embedded"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("blocks count from 1, not 0");
    }

    @Test
    void findsEachMetricByItsKey() {
        assertThat(Arrays.stream(Metric.values()).map(metric -> Metric.named(metric.key())))
                .containsExactlyElementsOf(
                        Arrays.stream(Metric.values()).map(Optional::of).toList());
        assertThat(Metric.named("P99")).isEmpty();
    }

    private static Slice slice(int first, Duration gatewayCpu) {
        long[] micros = new long[500];
        Arrays.setAll(micros, i -> first + 4L * i);
        return new Slice(
                first,
                Samples.NOON,
                new Measurement(
                        Duration.ofSeconds(1),
                        Map.of(200, 500L),
                        Map.of(),
                        0,
                        Latencies.ofMicros(micros),
                        Optional.empty()),
                Map.of(Role.GATEWAY, gatewayCpu));
    }
}
