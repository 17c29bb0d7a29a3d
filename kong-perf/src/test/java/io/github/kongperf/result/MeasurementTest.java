package io.github.kongperf.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeasurementTest {

    @Test
    void mergesAsIfItHadBeenOneStretch() {
        Measurement merged = Measurement.merged(List.of(
                closed(Duration.ofSeconds(1), Map.of(200, 10L, 502, 1L), Map.of(ErrorKind.READ, 2L), 100, 1000),
                closed(
                        Duration.ofSeconds(3),
                        Map.of(200, 9L),
                        Map.of(ErrorKind.READ, 1L, ErrorKind.CLOSED, 4L),
                        50,
                        7)));
        assertThat(merged)
                .isEqualTo(new Measurement(
                        Duration.ofSeconds(4),
                        Map.of(200, 19L, 502, 1L),
                        Map.of(ErrorKind.READ, 3L, ErrorKind.CLOSED, 4L),
                        150,
                        Latencies.ofMicros(7, 1000),
                        Optional.empty()));
        assertThat(merged.answers()).isEqualTo(20);
        assertThat(merged.failures()).isEqualTo(7);
        assertThat(merged.throughput()).isEqualTo(5.0);
    }

    @Test
    void mergesSchedules() {
        Measurement first = open(new Schedule(10, 10, 9, Latencies.ofMicros(1)));
        Measurement second = open(new Schedule(10, 20, 20, Latencies.ofMicros(2)));
        assertThat(Measurement.merged(List.of(first, second)).schedule())
                .contains(new Schedule(10, 30, 29, Latencies.ofMicros(1, 2)));
    }

    @Test
    void mergesOneToItself() {
        Measurement one = open(new Schedule(10, 10, 9, Latencies.ofMicros(1)));
        assertThat(Measurement.merged(List.of(one))).isEqualTo(one);
    }

    @Test
    void leavesOutErrorsThatDidNotOccur() {
        Measurement measurement =
                closed(Duration.ofSeconds(1), Map.of(), Map.of(ErrorKind.READ, 0L, ErrorKind.TIMEOUT, 1L), 0, 1);
        assertThat(measurement.errors()).isEqualTo(Map.of(ErrorKind.TIMEOUT, 1L));
    }

    @Test
    void hasWordsForAStatusThatNobodyRead() {
        assertThat(Measurement.statusInWords(404)).isEqualTo("404");
        assertThat(Measurement.statusInWords(Measurement.UNREAD_ERROR_STATUS)).isEqualTo("400 or above");
    }

    @Test
    void refusesToTakeNoTime() {
        for (Duration duration : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
            assertThatThrownBy(() -> closed(duration, Map.of(), Map.of(), 0, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("takes time");
        }
    }

    @Test
    void refusesToMergeNothing() {
        assertThatThrownBy(() -> Measurement.merged(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static Measurement closed(
            Duration duration, Map<Integer, Long> statuses, Map<ErrorKind, Long> errors, long bytes, long micros) {
        return new Measurement(duration, statuses, errors, bytes, Latencies.ofMicros(micros), Optional.empty());
    }

    private static Measurement open(Schedule schedule) {
        return new Measurement(
                Duration.ofSeconds(1), Map.of(200, 1L), Map.of(), 0, Latencies.ofMicros(1), Optional.of(schedule));
    }
}
