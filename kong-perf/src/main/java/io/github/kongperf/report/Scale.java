package io.github.kongperf.report;

import java.util.ArrayList;
import java.util.List;

/** Maps values to a place along an axis, which is told in percent of its length: pictures are as wide as their page. */
record Scale(double min, double max, double from, double to) {

    Scale {
        if (!(min < max)) {
            throw new IllegalArgumentException("an axis from %s to %s has no length".formatted(min, max));
        }
    }

    /** With some room on both sides of what is shown, from round number to round number. */
    static Scale around(double low, double high, double from, double to) {
        double span = high > low ? high - low : Math.max(Math.abs(high) * 0.1, 1e-9);
        double step = step(span / 12);
        double min = Math.floor((low - span * 0.03) / step) * step;
        return new Scale(low >= 0 ? Math.max(min, 0) : min, Math.ceil((high + span * 0.03) / step) * step, from, to);
    }

    /** Values beyond the ends stay at the ends. */
    double at(double value) {
        double clamped = Math.min(Math.max(value, min), max);
        return from + (clamped - min) / (max - min) * (to - from);
    }

    /** Round numbers, about {@code count} of them. */
    List<Double> ticks(int count) {
        double step = step((max - min) / count);
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(min / step - 1e-9); i * step <= max + step * 1e-9; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** How many decimals tell the ticks apart. */
    int decimals(int count) {
        return Math.max(0, (int) -Math.floor(Math.log10(step((max - min) / count)) + 1e-9));
    }

    /** 1, 2 or 5 times a power of ten, not below {@code atLeast}. */
    private static double step(double atLeast) {
        double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= atLeast * (1 - 1e-9)) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
