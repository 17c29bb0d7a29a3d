package io.github.kongperf.flamegraph;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;

/** How wide a frame must be to be drawn, so that a page stays small whatever the profile. */
final class Width {

    /** The most that a page may have, in bytes. */
    static final int LIMIT = 2_000_000;

    /** In percent. Frames that wide, {@value FrameTree#DEEPEST} below each other, always fit. */
    private static final List<Double> STEPS =
            List.of(0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0);

    private Width() {}

    /**
     * The page with the narrowest frames that fits.
     *
     * @param least in percent: no frame narrower than this is wanted
     * @param draw a page by the least width in percent; empty if it can tell that this would be too large
     */
    static String fitting(double least, DoubleFunction<Optional<String>> draw) {
        List<Double> steps = STEPS.stream().filter(step -> step >= least).toList();
        return drawn(steps.get(0), draw)
                .or(() -> narrowest(steps.subList(1, steps.size()), draw))
                .orElseThrow(() -> new IllegalStateException("no flame graph is that large"));
    }

    /** By halving: a profile that is too large takes long to draw, most of all with narrow frames. */
    private static Optional<String> narrowest(List<Double> steps, DoubleFunction<Optional<String>> draw) {
        Optional<String> fits = Optional.empty();
        int from = 0;
        int to = steps.size();
        while (from < to) {
            int middle = (from + to) / 2;
            Optional<String> page = drawn(steps.get(middle), draw);
            if (page.isPresent()) {
                fits = page;
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return fits;
    }

    private static Optional<String> drawn(double step, DoubleFunction<Optional<String>> draw) {
        return draw.apply(step).filter(page -> page.getBytes(UTF_8).length <= LIMIT);
    }
}
