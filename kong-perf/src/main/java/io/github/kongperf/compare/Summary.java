package io.github.kongperf.compare;

import io.github.kongperf.result.Metric;
import java.util.List;
import java.util.Optional;

/**
 * The values of one metric and subject over its measured trials, in the unit of the metric.
 *
 * @param values one per measured trial, in order of blocks
 * @param center the pseudo-median (Hodges and Lehmann's estimator)
 * @param bounds of the center, at the confidence of the session; empty with too few trials
 */
public record Summary(Metric metric, List<TrialValue> values, double mean, double center, Optional<Bounds> bounds) {
    public Summary {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a summary needs at least one value");
        }
    }

    /** @param block from 1 */
    public record TrialValue(int block, double value) {}

    public record Bounds(double low, double high, double confidence) {}
}
