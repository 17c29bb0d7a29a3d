package io.github.kongperf.compare;

/**
 * How far a subject lies from its baseline, in the unit of the metric: subject minus baseline, at the confidence of the
 * session.
 *
 * @param value the estimate; {@code low <= value <= high}
 */
public record Difference(double low, double value, double high) {
    public Difference {
        if (!(low <= value && value <= high)) {
            throw new IllegalArgumentException("%s does not lie in [%s, %s]".formatted(value, low, high));
        }
    }
}
