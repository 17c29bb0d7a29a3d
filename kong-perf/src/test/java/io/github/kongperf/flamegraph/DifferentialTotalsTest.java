package io.github.kongperf.flamegraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.result.StackSamples;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DifferentialTotalsTest {

    @Test
    void bothSumUpToTheSame() {
        StackSamples base = Recordings.read("c-perf-dwarf.folded");
        StackSamples other = Recordings.read("c-perf-dwarf-docker.folded");
        EqualTotals scaled = EqualTotals.of(base.stacks(), other.stacks());
        assertThat(scaled.total()).isEqualTo(1_000_000);
        assertThat(sum(scaled.base())).isEqualTo(1_000_000);
        assertThat(sum(scaled.other())).isEqualTo(1_000_000);
        assertThat(scaled.base()).containsOnlyKeys(base.stacks().keySet());
        base.stacks()
                .forEach((stack, count) -> assertThat(scaled.base().get(stack))
                        .isBetween(count * 1_000_000 / base.samples(), count * 1_000_000 / base.samples() + 1));
    }

    @Test
    void missingSamplesGoToTheLargestRemainders() {
        Map<String, Long> thirds = Map.of("a", 1L, "b", 1L, "c", 1L);
        assertThat(EqualTotals.of(thirds, thirds).base())
                .isEqualTo(Map.of("a", 333_334L, "b", 333_333L, "c", 333_333L));
    }

    @Test
    void aRareStackAmongManyStays() {
        EqualTotals scaled = EqualTotals.of(Map.of("often", 123_456_789L, "once", 1L), Map.of("a", 1L));
        assertThat(scaled.total()).isEqualTo(1_000_000_000);
        assertThat(scaled.base().get("once")).isPositive();
        assertThat(sum(scaled.base())).isEqualTo(1_000_000_000);
    }

    @Test
    void refusesMoreThanCanBeCounted() {
        assertThatThrownBy(() -> EqualTotals.of(Map.of("a", Long.MAX_VALUE), Map.of("a", 1L)))
                .isInstanceOf(ArithmeticException.class);
    }

    private static long sum(Map<String, Long> stacks) {
        return stacks.values().stream().mapToLong(Long::longValue).sum();
    }
}
