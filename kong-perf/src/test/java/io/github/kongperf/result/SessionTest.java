package io.github.kongperf.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionTest {

    @Test
    void expectsEvery2xxUnlessToldOtherwise() {
        assertThat(expecting(List.of()).expects(204)).isTrue();
        assertThat(expecting(List.of()).expects(302)).isFalse();
        assertThat(expecting(List.of()).expects(199)).isFalse();
    }

    @Test
    void expectsWhatItWasTold() {
        assertThat(expecting(List.of(404, 429)).expects(429)).isTrue();
        assertThat(expecting(List.of(404, 429)).expects(200)).isFalse();
    }

    private static Session.PlannedCase expecting(List<Integer> statuses) {
        return new Session.PlannedCase(
                "s",
                "c",
                List.of(),
                Map.of(),
                List.of(),
                "",
                Duration.ZERO,
                Duration.ZERO,
                statuses,
                Metric.P99,
                0.1,
                Map.of());
    }
}
