package io.github.kongperf.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "20us, PT0.00002S",
        "20µs, PT0.00002S",
        "500ms, PT0.5S",
        "3s, PT3S",
        "1.5s, PT1.5S",
        "0.1ms, PT0.0001S",
        "2m, PT2M",
        "1h, PT1H",
        "0s, PT0S"
    })
    void readsANumberAndItsUnit(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
        assertThat(Durations.isDuration(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "3", "s", "-3s", "3 s", "3sec", "1m30s", "1,5s", "3S", "9999999999s", "10000h", "0.0001us"})
    void refusesEverythingElse(String text) {
        assertThat(Durations.isDuration(text)).isFalse();
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'%s' is no duration; write a number with a unit: us, ms, s, m or h, such as 500ms", text);
    }

    @Test
    void reachesFromANanosecondToMoreThanAYear() {
        assertThat(Durations.parse("0.001us")).isEqualTo(Duration.ofNanos(1));
        assertThat(Durations.parse("9999.999h")).isGreaterThan(Duration.ofDays(365));
        assertThat(Durations.parse("999999999s").toNanos()).isPositive();
    }
}
