package io.github.kongperf.result;

import java.util.List;

/** What came of a trial. One that failed is a result, too. */
public sealed interface Outcome {

    /** What was measured, which is less than was planned if the trial failed in the middle. */
    List<Slice> slices();

    /** @param slices at least one */
    record Measured(List<Slice> slices) implements Outcome {
        public Measured {
            slices = List.copyOf(slices);
            if (slices.isEmpty()) {
                throw new IllegalArgumentException("a measured trial has at least one slice");
            }
        }
    }

    /** @param reason what happened, to what, and what to do about it */
    record Failed(String reason, List<Slice> slices) implements Outcome {
        public Failed {
            slices = List.copyOf(slices);
        }
    }
}
