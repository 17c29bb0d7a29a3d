package io.github.kongperf.result;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * A short stretch of load within a trial.
 *
 * @param order its place among all slices of all subjects of its block, from 0
 * @param cpu CPU time that each role used meanwhile; a role that was not read is missing
 */
public record Slice(int order, Instant started, Measurement measurement, Map<Role, Duration> cpu) {
    public Slice {
        EnumMap<Role, Duration> sorted = new EnumMap<>(Role.class);
        sorted.putAll(cpu);
        cpu = Collections.unmodifiableMap(sorted);
    }
}
