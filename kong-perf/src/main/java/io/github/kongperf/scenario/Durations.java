package io.github.kongperf.scenario;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as users write them: a number and its unit, such as {@code 20us}, {@code 500ms}, {@code 1.5s}, {@code 2m}. */
public final class Durations {

    /** Few enough digits for nanoseconds in a long, and enough decimals for one nanosecond. */
    private static final Pattern TEXT = Pattern.compile("(?<small>[0-9]{1,9}(?:\\.[0-9]{1,3})?)(?<unit>us|µs|ms|s)"
            + "|(?<large>[0-9]{1,4}(?:\\.[0-9]{1,3})?)(?<long>m|h)");

    private static final Map<String, Long> NANOS = Map.of(
            "us",
            1_000L,
            "µs",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3600_000_000_000L);

    private Durations() {}

    /** @throws IllegalArgumentException naming what may be written, if {@code text} is no duration */
    public static Duration parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no duration; write a number with a unit: us, ms, s, m or h, such as 500ms"
                            .formatted(text));
        }
        boolean small = matcher.group("unit") != null;
        BigDecimal number = new BigDecimal(matcher.group(small ? "small" : "large"));
        long unit = unit(matcher.group(small ? "unit" : "long"));
        return Duration.ofNanos(number.multiply(BigDecimal.valueOf(unit)).longValueExact());
    }

    /** Whether {@link #parse} reads {@code text}. */
    public static boolean isDuration(String text) {
        return TEXT.matcher(text).matches();
    }

    private static long unit(String name) {
        return NANOS.getOrDefault(name, 1L);
    }
}
