package io.github.kongperf.result;

import java.util.List;

/**
 * What the open model adds to a measurement: requests have a time at which they are due, whether or not the target is ready.
 *
 * @param rate requests per second that were wanted
 * @param due requests that were due in the time
 * @param sent how many of them were sent before the time was over
 * @param sinceDue latencies from the moment a request was due, so that waiting for a free connection counts
 */
public record Schedule(double rate, long due, long sent, Latencies sinceDue) {

    /** The share of due requests that may stay unsent before the rate counts as missed. */
    public static final double TOLERATED = 0.01;

    public Schedule {
        if (!(rate > 0) || due < 0 || sent < 0 || sent > due) {
            throw new IllegalArgumentException("no schedule: rate %s, due %d, sent %d".formatted(rate, due, sent));
        }
    }

    /** Whether the generator kept its rate. If not, its latencies are those of a smaller load. */
    public boolean kept() {
        return sent >= due * (1 - TOLERATED);
    }

    static Schedule merged(List<Schedule> parts) {
        return new Schedule(
                parts.get(0).rate,
                parts.stream().mapToLong(Schedule::due).sum(),
                parts.stream().mapToLong(Schedule::sent).sum(),
                Latencies.merged(parts.stream().map(Schedule::sinceDue).toList()));
    }
}
