package io.github.kongperf.compare;

import java.util.OptionalDouble;

/**
 * By how much one frame costs more, or less. Costs are in the unit of the ranking.
 *
 * @param frame its name
 * @param baseline what it costs itself, without what it calls
 * @param subject the same, as if the subject had run at the baseline's speed: what the frames that did not change cost is taken for equal
 * @param difference of the two; the interval is the one that decides, and excludes 0
 * @param share of the total difference between the profiled trials, which it may exceed if other frames became cheaper;
 *     empty where the total is not proven to be other than 0
 * @param inclusive by how much it costs more with what it calls; an estimate, of which nothing is proven
 * @param callers the most frequent path to it, of the subject where it costs more and of the baseline where it costs less: folded, the
 *     outermost frame first; empty if it is the outermost
 */
public record FrameDifference(
        String frame,
        double baseline,
        double subject,
        Difference difference,
        OptionalDouble share,
        double inclusive,
        String callers) {

    /** Which part of another difference it is, such as that of the trials that were measured; in the unit of the ranking. */
    public double shareOf(double whole) {
        return difference.value() / whole;
    }
}
