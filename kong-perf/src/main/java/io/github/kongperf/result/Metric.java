package io.github.kongperf.result;

import java.util.Arrays;
import java.util.Optional;

/** Something that has one value per trial. Knows its unit, which way is better, and what change is too small to matter. */
public enum Metric {
    THROUGHPUT("throughput", "req/s", true, 0.03),
    P50("p50", "ms", false, 0.05),
    P90("p90", "ms", false, 0.05),
    P99("p99", "ms", false, 0.10),
    P99_9("p99.9", "ms", false, 0.20),
    MAX("max", "ms", false, 0.50),
    MEAN("mean", "ms", false, 0.05),
    /** CPU time of the gateway per request. */
    CPU("cpu", "µs/req", false, 0.03),
    MEMORY("memory", "MiB", false, 0.05);

    private final String key;
    private final String unit;
    private final boolean higherIsBetter;
    private final double margin;

    Metric(String key, String unit, boolean higherIsBetter, double margin) {
        this.key = key;
        this.unit = unit;
        this.higherIsBetter = higherIsBetter;
        this.margin = margin;
    }

    /** The name in scenario files, results and pages. */
    public String key() {
        return key;
    }

    /** The unit of its values: requests per second, milliseconds, microseconds per request, mebibytes. */
    public String unit() {
        return unit;
    }

    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** The relative change up to which a subject counts as not slower, unless a case says otherwise: 0.03 is 3 %. */
    public double defaultMargin() {
        return margin;
    }

    public static Optional<Metric> named(String key) {
        return Arrays.stream(values()).filter(metric -> metric.key.equals(key)).findFirst();
    }
}
