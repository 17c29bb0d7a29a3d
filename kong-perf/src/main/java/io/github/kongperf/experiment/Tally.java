package io.github.kongperf.experiment;

import io.github.kongperf.result.Outcome;
import io.github.kongperf.result.Run;

/** How many trials gave a measurement, and how many failed. */
public record Tally(int measured, int failed) {

    public int all() {
        return measured + failed;
    }

    Tally and(Run run) {
        return run.outcome() instanceof Outcome.Measured
                ? new Tally(measured + 1, failed)
                : new Tally(measured, failed + 1);
    }
}
