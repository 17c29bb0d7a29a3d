package io.github.kongperf.result;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What came of a trial, and under what conditions. One file.
 *
 * @param order the place of its subject in its block, from 0: the order in which they were started
 * @param warmup how long it was warmed before the first slice
 */
public record Run(TrialId id, int order, Instant started, Duration warmup, Conditions conditions, Outcome outcome) {

    /** Whether this is no trial of a subject, but the load put on the upstream directly, for scale. */
    public boolean isControl() {
        return id.subject().equals(TrialId.CONTROL);
    }

    /** All slices of a measured trial as one; empty if it failed. */
    public Optional<Measurement> measurement() {
        return outcome instanceof Outcome.Measured measured
                ? Optional.of(Measurement.merged(
                        measured.slices().stream().map(Slice::measurement).toList()))
                : Optional.empty();
    }

    /**
     * The value of {@code metric} in its unit, or empty if the trial failed, or the metric was not read, or nothing was
     * answered.
     */
    public OptionalDouble value(Metric metric) {
        Optional<Measurement> all = measurement();
        if (all.isEmpty() || all.get().answers() == 0) {
            return OptionalDouble.empty();
        }
        // In the open model the time that a request waited to be sent belongs to its latency.
        Latencies latencies =
                all.get().schedule().map(Schedule::sinceDue).orElse(all.get().latencies());
        if (metric == Metric.THROUGHPUT) {
            return OptionalDouble.of(all.get().throughput());
        }
        if (metric == Metric.CPU) {
            return cpuPerAnswer(Role.GATEWAY);
        }
        if (metric == Metric.MEMORY) {
            return memory();
        }
        if (latencies.count() == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(millis(
                switch (metric) {
                    case P50 -> latencies.percentile(50);
                    case P90 -> latencies.percentile(90);
                    case P99 -> latencies.percentile(99);
                    case P99_9 -> latencies.percentile(99.9);
                    case MAX -> latencies.max();
                    case MEAN -> latencies.mean();
                    case THROUGHPUT, CPU, MEMORY -> throw new IllegalStateException(metric + " is no latency");
                }));
    }

    /** CPU time of {@code role} per answer in µs, or empty if it was not read in every slice. */
    public OptionalDouble cpuPerAnswer(Role role) {
        List<Slice> slices = outcome.slices();
        long answers = slices.stream()
                .mapToLong(slice -> slice.measurement().answers())
                .sum();
        if (answers == 0 || slices.stream().anyMatch(slice -> !slice.cpu().containsKey(role))) {
            return OptionalDouble.empty();
        }
        long nanos = slices.stream()
                .mapToLong(
                        slice -> slice.cpu().getOrDefault(role, Duration.ZERO).toNanos())
                .sum();
        return OptionalDouble.of(nanos / 1e3 / answers);
    }

    /** Memory of the gateway's workers in MiB at the end of the last slice, or empty if it was not read. */
    private OptionalDouble memory() {
        List<Slice> slices = outcome.slices();
        OptionalLong last = slices.isEmpty()
                ? OptionalLong.empty()
                : slices.get(slices.size() - 1).memory();
        return last.isPresent() ? OptionalDouble.of(last.getAsLong() / 1048576.0) : OptionalDouble.empty();
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
