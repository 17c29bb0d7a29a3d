package io.github.kongperf.scenario;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as users write them: a number and its unit, such as {@code 20us}, {@code 500ms}, {@code 1.5s}, {@code 2m}. */
public final class Durations {

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(us|µs|ms|s|m|h)");
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
        BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit(matcher.group(2))));
        BigDecimal[] seconds = nanos.divideAndRemainder(BigDecimal.valueOf(1_000_000_000L));
        return Duration.ofSeconds(seconds[0].longValue(), seconds[1].longValue());
    }

    /** Whether {@link #parse} reads {@code text}. */
    public static boolean isDuration(String text) {
        return TEXT.matcher(text).matches();
    }

    private static long unit(String name) {
        return NANOS.getOrDefault(name, 1L);
    }
}
