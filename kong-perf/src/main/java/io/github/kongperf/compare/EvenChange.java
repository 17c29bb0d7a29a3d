package io.github.kongperf.compare;

import java.util.Locale;

/**
 * By how much the frames that are not ranked cost more per request, all alike: the speed of the machine, or a cost that is spread
 * over all code, as that of a compiler's option.
 *
 * @param change over the blocks; its interval is as sure as all intervals of frames are together
 */
public record EvenChange(Estimate change) {

    /** The interval excludes 0. */
    public boolean proven() {
        return change.low() > 0 || change.high() < 0;
    }

    /** A sentence without a full stop. */
    public String text() {
        return proven()
                ? String.format(
                        Locale.ROOT,
                        "spread evenly: functions that are not listed cost %.1f %% [%.1f, %.1f] %s per request, none of them by itself",
                        100 * Math.abs(change.change()),
                        100 * Math.min(Math.abs(change.low()), Math.abs(change.high())),
                        100 * Math.max(Math.abs(change.low()), Math.abs(change.high())),
                        change.change() > 0 ? "more" : "less")
                : String.format(
                        Locale.ROOT,
                        "functions that are not listed cost %+.1f %% [%+.1f, %+.1f] per request together: no change is proven",
                        100 * change.change(),
                        100 * change.low(),
                        100 * change.high());
    }
}
