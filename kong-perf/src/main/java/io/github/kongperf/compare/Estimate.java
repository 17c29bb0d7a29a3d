package io.github.kongperf.compare;

import java.util.Optional;

/**
 * How much worse a subject is than its baseline: a relative change, counted so that more is worse, whatever the metric.
 * {@code 0.021} is 2.1 % less throughput, or 2.1 % more latency; a negative change is an improvement.
 *
 * @param low lower bound of the interval
 * @param change the estimate; {@code low <= change <= high}
 * @param high upper bound of the interval
 * @param confidence how often at least such an interval holds the truth: 0.99 is 99 %
 */
public record Estimate(double low, double change, double high, double confidence) {
    /**
     * What a shift between logarithms is as a relative change; empty without an interval.
     *
     * @param shift of the subject from its baseline
     */
    static Optional<Estimate> of(Ranks.Location shift, boolean higherIsBetter, double confidence) {
        return shift.interval()
                .map(interval -> higherIsBetter
                        ? new Estimate(
                                -Math.expm1(interval.high()),
                                -Math.expm1(shift.center()),
                                -Math.expm1(interval.low()),
                                confidence)
                        : new Estimate(
                                Math.expm1(interval.low()),
                                Math.expm1(shift.center()),
                                Math.expm1(interval.high()),
                                confidence));
    }

    public Estimate {
        if (!(low <= change && change <= high)) {
            throw new IllegalArgumentException("%s does not lie in [%s, %s]".formatted(change, low, high));
        }
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("confidence (%s) must lie between 0 and 1".formatted(confidence));
        }
    }
}
