package io.github.kongperf.compare;

import io.github.kongperf.result.Metric;
import java.util.Optional;

/**
 * Whether a subject meets a bound that the user set.
 *
 * @param goal in the unit of the metric: the most that a latency may be, the least that a throughput may be
 * @param summary empty if nothing was measured
 */
public record GoalResult(Metric metric, double goal, Optional<Summary> summary, State state) {
    public enum State {
        /** The whole interval lies on the right side of the goal. */
        MET,
        /** The whole interval lies beyond the goal. */
        MISSED,
        /** The interval straddles the goal, or there is none. */
        UNDECIDED
    }
}
