package io.github.kongperf.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a case is profiled, in trials of their own.
 *
 * @param profilers their names; none: it is not profiled
 * @param node which of Kong's nodes; empty: the one that is loaded
 * @param workers how many of its worker processes, at least 1; empty: all
 * @param duration load of one profiled trial, after its warm-up
 * @param blocks how often each subject is started afresh for each profiler, at least 1
 */
public record Profiling(
        List<String> profilers, Optional<String> node, OptionalInt workers, Duration duration, int blocks) {

    /** Names of all profilers there are. */
    public static final List<String> ALL = List.of("lua", "perf", "stapxx");

    static final Duration DEFAULT_DURATION = Duration.ofSeconds(10);
    static final int DEFAULT_BLOCKS = 5;

    public Profiling {
        profilers = List.copyOf(profilers);
        if (blocks < 1 || workers.orElse(1) < 1 || duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(
                    "nothing can be profiled in %d blocks of %s with %s workers".formatted(blocks, duration, workers));
        }
        for (String name : profilers) {
            if (!ALL.contains(name)) {
                throw new IllegalArgumentException(
                        "'%s' is no profiler%s".formatted(name, Spelling.suggestion(name, ALL)));
            }
        }
    }

    /**
     * With these profilers, as if nothing else were said.
     *
     * @throws IllegalArgumentException naming those that there are, if one is none
     */
    public static Profiling with(List<String> profilers) {
        return new Profiling(profilers, Optional.empty(), OptionalInt.empty(), DEFAULT_DURATION, DEFAULT_BLOCKS);
    }

    /** Not at all. */
    public static Profiling none() {
        return with(List.of());
    }

    /**
     * The same by other profilers.
     *
     * @throws IllegalArgumentException naming those that there are, if one is none
     */
    public Profiling by(List<String> others) {
        return new Profiling(others, node, workers, duration, blocks);
    }
}
