package io.github.kongperf.flamegraph;

import io.github.kongperf.result.StackSamples;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** What is said of a profile beside its picture. */
final class Wording {

    private Wording() {}

    /** How it was sampled, on a line: not escaped. */
    static String facts(StackSamples samples) {
        return "%s by %s, %d a second for %s s, from %s; %s %% rooted: their stack reaches the outermost function"
                .formatted(
                        count(samples.samples(), "sample"),
                        Markup.shown(samples.profiler()),
                        samples.frequency(),
                        number(samples.duration().toMillis() / 1e3, 1),
                        count(samples.processes(), "process"),
                        number(samples.rootedShare() * 100, 0));
    }

    /** From which width on frames are drawn: empty if all are. */
    static String leftOut(double minPercent) {
        return minPercent == 0
                ? ""
                : "Frames narrower than %s %% of all samples are left out.".formatted(number(minPercent, 3));
    }

    static String percent(double value) {
        return number(value, 2) + " %";
    }

    static String samples(long count) {
        return count(count, "sample");
    }

    private static String count(long count, String what) {
        String plural = what.endsWith("s") ? what + "es" : what + "s";
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? what : plural);
    }

    private static String number(double value, int digits) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
