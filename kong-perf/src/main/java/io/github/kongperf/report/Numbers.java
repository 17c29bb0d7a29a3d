package io.github.kongperf.report;

import io.github.kongperf.compare.Difference;
import io.github.kongperf.compare.Estimate;
import io.github.kongperf.compare.Summary;
import io.github.kongperf.result.Metric;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * Numbers as text: with no-break spaces, a true minus sign, and as many digits as interval and resolution bear. What isn't 0
 * is never printed as 0.
 */
public final class Numbers {

    static final char SPACE = '\u00a0';
    static final char MINUS = '\u2212';

    /** A histogram keeps three significant digits, and no clock here is finer than a microsecond. */
    private static final int SIGNIFICANT = 3;

    private Numbers() {}

    /** {@code 21 403}. */
    public static String count(long count) {
        return fixed((double) count, 0);
    }

    /** {@code 1 trial}, {@code 24 trials}. */
    public static String counted(long count, String what) {
        return "%s%c%s%s".formatted(count(count), SPACE, what, count == 1 ? "" : "s");
    }

    /** A value of {@code metric} without its unit: {@code 21 403}, {@code 1.02}. */
    public static String value(Metric metric, double value) {
        return fixed(value, significantDecimals(metric, value));
    }

    /** {@code 21 403 req/s}, {@code 1.02 ms}. */
    public static String valueWithUnit(Metric metric, double value) {
        return value(metric, value) + SPACE + metric.unit();
    }

    /** A number as a user wrote it, with the unit of {@code metric}: {@code 20 ms}. */
    static String written(Metric metric, double value) {
        return stripped(value) + SPACE + metric.unit();
    }

    /** Without zeros at the end. */
    static String stripped(double value) {
        BigDecimal exact = BigDecimal.valueOf(value).setScale(6, RoundingMode.HALF_UP);
        return text(exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros());
    }

    /** The center and its bounds, without unit: {@code 21 403 [21 210, 21 590]}; only the center if there are no bounds. */
    public static String center(Summary summary) {
        return summary.bounds()
                .map(bounds -> {
                    int decimals = decimalsFor((bounds.high() - bounds.low()) / 2, summary);
                    return interval(fixed(summary.center(), decimals), bounds.low(), bounds.high(), decimals);
                })
                .orElseGet(() -> value(summary.metric(), summary.center()));
    }

    /** {@code 8.1 % [7.6, 8.5]}: worse by so much; negative numbers are improvements. */
    public static String change(Estimate estimate) {
        return percents(estimate.low(), estimate.change(), estimate.high());
    }

    /** {@code +20.3 [18.7, 21.9]}, in the unit of the metric. */
    static String difference(Difference difference) {
        double half = (difference.high() - difference.low()) / 2;
        int decimals = half == 0 ? 1 : Math.min(Math.max(-(int) Math.floor(Math.log10(half / 3)), 0), SIGNIFICANT);
        String sign = difference.value() > 0 ? "+" : "";
        return interval(sign + fixed(difference.value(), decimals), difference.low(), difference.high(), decimals);
    }

    /** The same without its sign: {@code 20.3 [18.7, 21.9]} of either direction. */
    static String magnitude(Difference difference) {
        return difference.value() >= 0
                ? difference(difference).replaceFirst("^\\+", "")
                : difference(new Difference(-difference.value(), -difference.high(), -difference.low()))
                        .replaceFirst("^\\+", "");
    }

    /** A number with two significant digits: {@code 0.034}, {@code 4.8}, {@code 52}. */
    static String rough(double value) {
        return fixed(value, value == 0 ? 0 : Math.max(0, 1 - magnitude(value)));
    }

    /** The same with its sign: {@code +4.8}. */
    static String signed(double value) {
        return (value > 0 ? "+" : "") + rough(value);
    }

    /** The same as an improvement: low and high change places, so that {@code [-0.026, -0.012]} is 1.2 to 2.6 % better. */
    static String improvement(Estimate estimate) {
        return percents(-estimate.high(), -estimate.change(), -estimate.low());
    }

    /** A bound of {@code estimate} as a percentage, rounded up, for it is a promise. */
    static String upperBound(Estimate estimate) {
        int decimals = percentDecimals(estimate.high() - estimate.low());
        BigDecimal bound = BigDecimal.valueOf(estimate.high() * 100).setScale(decimals, RoundingMode.CEILING);
        return text(bound) + SPACE + "%";
    }

    /** A share or a relative change as a percentage with the digits it needs: {@code 3 %}, {@code 0.1 %}. */
    public static String percent(double share) {
        return stripped(share * 100) + SPACE + "%";
    }

    /** A share with two significant digits: {@code 0.034 %}. */
    public static String roughPercent(double share) {
        double percent = share * 100;
        return fixed(percent, percent == 0 ? 0 : Math.max(0, 1 - magnitude(percent))) + SPACE + "%";
    }

    /** {@code 45 s}, {@code 21 min}, {@code 3 h 5 min}: rounded, as one would say it. */
    public static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1000) {
            return "%d%cms".formatted(millis, SPACE);
        }
        if (millis < 90_000) {
            BigDecimal seconds = BigDecimal.valueOf(millis, 3).setScale(millis < 10_000 ? 1 : 0, RoundingMode.HALF_UP);
            return text(seconds.stripTrailingZeros()) + SPACE + "s";
        }
        long minutes = Math.round(millis / 60_000.0);
        if (minutes < 60) {
            return "%d%cmin".formatted(minutes, SPACE);
        }
        String hours = "%d%ch".formatted(minutes / 60, SPACE);
        return minutes % 60 == 0 ? hours : hours + SPACE + minutes % 60 + SPACE + "min";
    }

    /** With {@code decimals} places, or as many as show that it is not 0. */
    static String fixed(double value, int decimals) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
        if (rounded.signum() == 0 && value != 0) {
            rounded = BigDecimal.valueOf(value).setScale(-magnitude(value), RoundingMode.HALF_UP);
        }
        return text(rounded);
    }

    private static String percents(double low, double change, double high) {
        int decimals = percentDecimals(high - low);
        return interval(fixed(change * 100, decimals) + SPACE + "%", low * 100, high * 100, decimals);
    }

    private static String interval(String center, double low, double high, int decimals) {
        return "%s [%s,%c%s]"
                .formatted(center, fixed(low, decimals), SPACE, fixed(high, decimals))
                .replace(' ', SPACE);
    }

    /** One place for the usual interval of some percent; none for a wide one, more for a narrow one. */
    private static int percentDecimals(double width) {
        double half = width * 100 / 2;
        if (half == 0) {
            return 1;
        }
        return half >= 10 ? 0 : Math.max(1, -magnitude(half));
    }

    /** So that half the interval has one digit, or two if they are below 30. */
    private static int decimalsFor(double half, Summary summary) {
        if (half == 0) {
            return significantDecimals(summary.metric(), summary.center());
        }
        int decimals = -(int) Math.floor(Math.log10(half / 3));
        return Math.min(Math.max(decimals, 0), SIGNIFICANT);
    }

    private static int significantDecimals(Metric metric, double value) {
        if (value == 0 || (metric == Metric.THROUGHPUT && value >= 100)) {
            return 0;
        }
        return Math.min(Math.max(SIGNIFICANT - 1 - magnitude(value), 0), SIGNIFICANT);
    }

    /** 0 for 1 to 9, 1 for 10 to 99, -1 for 0.1 to 0.9. */
    private static int magnitude(double value) {
        return (int) Math.floor(Math.log10(Math.abs(value)));
    }

    private static String text(BigDecimal number) {
        String plain = number.abs().toPlainString();
        int point = plain.indexOf('.') < 0 ? plain.length() : plain.indexOf('.');
        StringBuilder grouped = new StringBuilder(plain);
        for (int i = point - 3; i > 0; i -= 3) {
            grouped.insert(i, SPACE);
        }
        return number.signum() < 0 ? MINUS + grouped.toString() : grouped.toString();
    }
}
