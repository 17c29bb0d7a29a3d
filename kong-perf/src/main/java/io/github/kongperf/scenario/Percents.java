package io.github.kongperf.scenario;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Percentages as users write them: {@code 3%} is 0.03. */
public final class Percents {

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?) ?%");

    private Percents() {}

    /** @throws IllegalArgumentException naming what may be written, if {@code text} is no percentage */
    public static double parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'%s' is no percentage; write one such as 3%%".formatted(text));
        }
        return new BigDecimal(matcher.group(1)).movePointLeft(2).doubleValue();
    }
}
