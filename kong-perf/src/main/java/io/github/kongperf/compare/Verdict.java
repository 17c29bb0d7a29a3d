package io.github.kongperf.compare;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What can be said of a subject against its baseline, by the deciding metric of a case. */
public sealed interface Verdict {

    /**
     * What an interval says; empty if it is undecided.
     *
     * @param margin up to which a subject is not slower: 0.03 is 3 %
     */
    static Optional<Verdict> of(Estimate estimate, double margin) {
        if (estimate.high() < 0) {
            return Optional.of(new Faster(estimate));
        }
        if (estimate.high() <= margin) {
            return Optional.of(new NotSlower(estimate));
        }
        return estimate.low() > 0 ? Optional.of(new Slower(estimate)) : Optional.empty();
    }

    /** The whole interval lies beyond 0, and its upper bound beyond the margin. */
    record Slower(Estimate estimate) implements Verdict {}

    /** The whole interval lies below 0. */
    record Faster(Estimate estimate) implements Verdict {}

    /** The upper bound lies inside the margin: that bound is what was proved. */
    record NotSlower(Estimate estimate) implements Verdict {}

    /**
     * The interval holds both 0 and more than the margin.
     *
     * @param estimate empty if there are too few trials for any interval
     * @param moreBlocks how many more blocks would about settle it; empty if nothing can be said of that
     * @param moreTime how long they would take
     */
    record Undecided(Optional<Estimate> estimate, OptionalInt moreBlocks, Optional<Duration> moreTime)
            implements Verdict {}

    /** Something other than the subjects was measured. */
    record Invalid(List<Caveat> reasons) implements Verdict {
        public Invalid {
            reasons = List.copyOf(reasons);
        }
    }
}
