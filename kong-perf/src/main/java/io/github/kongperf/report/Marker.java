package io.github.kongperf.report;

import java.util.List;

/** How a subject looks in charts: a shape and a dash, no colour. The baseline is hollow. */
record Marker(String shape, String line) {

    private static final List<String> FILLED = List.of("square", "triangle", "diamond", "cross", "bar", "down");

    /** @param index of the subject in its case; the baseline is 0. Beyond the sixth the shapes begin again. */
    static Marker of(int index) {
        return index == 0
                ? new Marker("ring", "kp-l0")
                : new Marker(FILLED.get((index - 1) % FILLED.size()), "kp-l" + ((index - 1) % FILLED.size() + 1));
    }
}
