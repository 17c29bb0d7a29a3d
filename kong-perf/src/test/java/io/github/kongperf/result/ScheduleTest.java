package io.github.kongperf.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void isKeptWithUpToOneRequestInAHundredUnsent() {
        assertThat(schedule(1000, 1000).kept()).isTrue();
        assertThat(schedule(1000, 990).kept()).isTrue();
        assertThat(schedule(1000, 989).kept()).isFalse();
        assertThat(schedule(0, 0).kept()).isTrue();
    }

    @Test
    void refusesNumbersThatMakeNoSchedule() {
        assertRefused(0, 1, 1);
        assertRefused(Double.NaN, 1, 1);
        assertRefused(1, -1, -1);
        assertRefused(1, 1, -1);
        assertRefused(1, 1, 2);
    }

    private static void assertRefused(double rate, long due, long sent) {
        assertThatThrownBy(() -> new Schedule(rate, due, sent, Latencies.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rate %s, due %d, sent %d".formatted(rate, due, sent));
    }

    private static Schedule schedule(long due, long sent) {
        return new Schedule(1000, due, sent, Latencies.none());
    }
}
