package io.github.kongperf.scenario;

import io.github.kongperf.result.Metric;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bounds as users write them, in the unit of their metric. */
final class Goals {

    private static final Pattern SIZE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?(KiB|MiB|GiB)");
    private static final Map<String, Integer> BITS = Map.of("KiB", -10, "MiB", 0, "GiB", 10);

    private Goals() {}

    /** {@code text} as a number in {@link Metric#unit()}; the schema has checked it. */
    static double value(Metric metric, String text) {
        return switch (metric) {
            case THROUGHPUT -> Double.parseDouble(text);
            case MEMORY -> mebibytes(text);
            case CPU -> Durations.parse(text).toNanos() / 1e3;
            case P50, P90, P99, P99_9, MAX, MEAN -> Durations.parse(text).toNanos() / 1e6;
        };
    }

    private static double mebibytes(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'%s' is no size; write one such as 200MiB".formatted(text));
        }
        return Math.scalb(new BigDecimal(matcher.group(1)).doubleValue(), BITS.getOrDefault(matcher.group(2), 0));
    }
}
