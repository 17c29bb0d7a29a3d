package io.github.kongperf.report;

import io.github.kongperf.report.Views.Curve;
import io.github.kongperf.report.Views.Line;
import io.github.kongperf.report.Views.Mark;
import io.github.kongperf.report.Views.Plot;
import io.github.kongperf.report.Views.Rectangle;
import io.github.kongperf.report.Views.Svg;
import io.github.kongperf.report.Views.Text;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture in the making: x in percent, y in pixels. So it is as wide as its page, while its text keeps its size; a viewBox
 * would shrink the text with the picture.
 */
final class Drawing {

    private final List<Rectangle> rectangles = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final List<Plot> plots = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private final List<Text> texts = new ArrayList<>();

    /**
     * @param title shown where somebody points at it
     * @param label within it; what does not fit is cut
     */
    void rectangle(String cls, double x, double y, double width, double height, String title, String label) {
        rectangles.add(new Rectangle(cls, fine(x), number(y), fine(width), number(height), title, label));
    }

    void line(String cls, double x1, double y1, double x2, double y2) {
        lines.add(new Line(cls, percent(x1), number(y1), percent(x2), number(y2)));
    }

    void mark(String shape, String cls, double x, double y) {
        marks.add(new Mark(shape, cls, percent(x), number(y)));
    }

    /** @param cls says where the text begins, too: {@code kp-mid} and {@code kp-end} */
    void text(String cls, double x, double y, String text) {
        texts.add(new Text(cls, percent(x), number(y), text));
    }

    void plot(double width, double y, double height, List<Curve> curves) {
        plots.add(new Plot(percent(width), number(y), number(height), List.copyOf(curves)));
    }

    Svg done(String cls, double height, String title) {
        return new Svg(
                cls,
                number(height),
                title,
                List.copyOf(rectangles),
                List.copyOf(lines),
                List.copyOf(plots),
                List.copyOf(marks),
                List.copyOf(texts));
    }

    /** Where rectangles stand side by side, a tenth of a percent is seen. */
    private static String fine(double value) {
        return number(value, 3) + "%";
    }

    private static String percent(double value) {
        return number(value) + "%";
    }

    private static String number(double value) {
        return number(value, 1);
    }

    private static String number(double value, int decimals) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
