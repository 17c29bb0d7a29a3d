package io.github.kongperf.experiment;

import io.github.kongperf.result.Measurement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The slices of a subject's warm-up, and whether it is warm. A process that warms up gets faster, and stops: it is stable when its
 * last slice needed no less per answer than the best of those before, but for 2 %. CPU time of the gateway is what counts, where
 * each slice has it, else time.
 *
 * <p>A fixed time does not do: of 26 nginx with LuaJIT that were warmed for a second, 3 were still off in their first slice after
 * it. And a comparison with the slice before would take noise for warming: of n equal slices one in two is better than the one
 * before it, but the last is the best of all in one of n cases only.
 *
 * @param slices in the order in which they were made
 */
record WarmUp(List<Cost> slices) {

    static final WarmUp NONE = new WarmUp(List.of());

    private static final double TOLERATED = 0.02;

    WarmUp {
        slices = List.copyOf(slices);
    }

    /**
     * Of one slice, per answer, in ns; infinite if there was none.
     *
     * @param cpu of the gateway; empty if it was not read
     */
    record Cost(OptionalDouble cpu, double time) {

        static Cost of(Measurement measurement, Optional<Duration> gatewayCpu) {
            long answers = measurement.answers();
            return new Cost(
                    gatewayCpu.map(cpu -> OptionalDouble.of(each(cpu, answers))).orElse(OptionalDouble.empty()),
                    each(measurement.duration(), answers));
        }

        private static double each(Duration duration, long answers) {
            return answers == 0 ? Double.POSITIVE_INFINITY : (double) duration.toNanos() / answers;
        }
    }

    WarmUp and(Cost slice) {
        List<Cost> more = new ArrayList<>(slices);
        more.add(slice);
        return new WarmUp(more);
    }

    boolean stable() {
        return judged() && gain() <= TOLERATED;
    }

    /** For the conditions of a run: {@code no, still 3.1 % better after 9 slices}; empty with fewer than two slices. */
    Optional<String> inWords() {
        if (!judged()) {
            return Optional.empty();
        }
        return Optional.of(
                stable()
                        ? "yes, after %d slices".formatted(slices.size())
                        : String.format(
                                Locale.ROOT, "no, still %.1f %% better after %d slices", 100 * gain(), slices.size()));
    }

    private boolean judged() {
        return slices.size() >= 2;
    }

    /** How much less than the best of the others the last one needed, from 0 to 1. */
    private double gain() {
        boolean byCpu = slices.stream().allMatch(slice -> slice.cpu().isPresent());
        double[] costs = slices.stream()
                .mapToDouble(slice -> byCpu ? slice.cpu().getAsDouble() : slice.time())
                .toArray();
        double last = costs[costs.length - 1];
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < costs.length - 1; i++) {
            best = Math.min(best, costs[i]);
        }
        return last >= best ? 0 : 1 - last / best;
    }
}
