package io.github.kongperf.flamegraph;

import io.github.kongperf.flamegraph.Icicle.Rectangle;
import io.github.kongperf.result.StackSamples;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A flame graph as an SVG document without a script, the outermost frames on top. It is as wide as the window, its text is not scaled. */
public final class FlameGraphSvg {

    private static final double LEAST_PERCENT = 0.1;
    private static final int PIXELS = 1200;
    private static final int ROW = 18;
    private static final int LINE = 17;
    private static final int PADDING = 8;

    /** Characters on a line of a telephone, of the title and of the rest. */
    private static final int TITLE_LENGTH = 38;

    private static final int LINE_LENGTH = 50;

    private FlameGraphSvg() {}

    /**
     * Draws a profile. Equal input gives equal bytes.
     *
     * @param samples may be none: then the picture says so
     * @param title text, not markup; all that is longer than a line of 300 characters is cut
     * @return at most 2,000,000 bytes of UTF-8. Frames narrower than 0.1 % are left out, or wider ones if not all fits; the picture says
     *     how narrow
     */
    public static String of(StackSamples samples, String title) {
        FrameTree tree = FrameTree.of(samples);
        return Width.fitting(LEAST_PERCENT, minPercent -> {
            Icicle icicle = Icicle.of(tree, new Icicle.Settings(minPercent, FrameTree.DEEPEST + 1, PIXELS));
            // A rectangle has 150 bytes and more.
            return icicle.rectangles().size() > Width.LIMIT / 150
                    ? Optional.empty()
                    : Optional.of(document(icicle, samples, title, minPercent));
        });
    }

    private static String document(Icicle icicle, StackSamples samples, String title, double minPercent) {
        StringBuilder body = new StringBuilder();
        int y = lines(body, "t", wrapped(Markup.shown(title), TITLE_LENGTH), PADDING);
        y = lines(body, "s", wrapped(Wording.facts(samples) + ".", LINE_LENGTH), y);
        String notes = samples.samples() == 0 ? "There are no samples." : notes(icicle, minPercent);
        y = lines(body, "s", wrapped(notes, LINE_LENGTH), y);
        y = legend(body, icicle, y) + PADDING;
        for (Rectangle rectangle : icicle.rectangles()) {
            body.append(drawn(rectangle, y));
        }
        int height = y + icicle.rows() * ROW + PADDING;
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="100%%" height="%d" role="img">
                <title>%s</title>
                <style>
                svg { font: 12px Verdana, "DejaVu Sans", sans-serif; background: #fff; color: #000; print-color-adjust: exact; -webkit-print-color-adjust: exact }
                .t { font-size: 14px; font-weight: bold }
                .t, .s { fill: currentColor }
                svg svg { background: none }
                svg svg rect { stroke: #fff; stroke-width: 1px }
                svg svg text { fill: #000; font-size: 11px }
                %s@media screen and (prefers-color-scheme: dark) {
                svg { background: #14181f; color: #e4e8ee }
                svg svg { background: none }
                svg svg rect { stroke: #14181f }
                }
                </style>
                %s</svg>
                """.formatted(height, Markup.escaped(Markup.shown(title)), colors(), body);
    }

    private static String notes(Icicle icicle, double minPercent) {
        String leftOut = icicle.narrower() == 0 ? "" : " " + Wording.leftOut(minPercent);
        return "Width is CPU time; each frame lies below its caller." + leftOut;
    }

    private static String colors() {
        StringBuilder css = new StringBuilder();
        for (FrameKind kind : FrameKind.values()) {
            css.append(".%s { fill: %s }%n".formatted(cls(kind), kind.color()).replace(System.lineSeparator(), "\n"));
        }
        return css.toString();
    }

    private static String cls(FrameKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static int legend(StringBuilder body, Icicle icicle, int top) {
        Set<FrameKind> kinds = EnumSet.noneOf(FrameKind.class);
        icicle.rectangles().forEach(rectangle -> kinds.add(rectangle.kind()));
        int y = top;
        for (FrameKind kind : kinds) {
            body.append("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"12\" height=\"12\"/>\n"
                    .formatted(cls(kind), PADDING, y + 3));
            body.append(text("s", PADDING + 18, y + 13, kind.words()));
            y += LINE;
        }
        return y;
    }

    private static String drawn(Rectangle rectangle, int top) {
        String frame =
                "<svg x=\"%s%%\" y=\"%d\" width=\"%s%%\" height=\"%d\"><title>%s (%s, %s; %s)</title><rect class=\"%s\" width=\"100%%\" height=\"%d\"/>"
                        .formatted(
                                number(rectangle.x()),
                                top + rectangle.row() * ROW,
                                number(rectangle.width()),
                                ROW,
                                Markup.escaped(rectangle.name()),
                                Wording.samples(rectangle.samples()),
                                Wording.percent(rectangle.width()),
                                Markup.escaped(rectangle.kind().words()),
                                cls(rectangle.kind()),
                                ROW);
        String label = rectangle.label().isEmpty()
                ? ""
                : "<text x=\"3\" y=\"13\">%s</text>".formatted(Markup.escaped(rectangle.label()));
        return frame + label + "</svg>\n";
    }

    /** Returns where the next may begin. */
    private static int lines(StringBuilder body, String cls, List<String> lines, int top) {
        int y = top;
        for (String line : lines) {
            body.append(text(cls, PADDING, y + 13, line));
            y += LINE;
        }
        return y;
    }

    /** Text on as many lines as it takes: SVG does not wrap. */
    private static List<String> wrapped(String text, int length) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > length) {
            int space = rest.lastIndexOf(' ', length);
            int hard = Character.isHighSurrogate(rest.charAt(length - 1)) ? length - 1 : length;
            int end = space > 0 ? space : hard;
            lines.add(rest.substring(0, end));
            rest = rest.substring(end).strip();
        }
        lines.add(rest);
        return lines;
    }

    private static String text(String cls, int x, int y, String text) {
        return "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n".formatted(cls, x, y, Markup.escaped(text));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
