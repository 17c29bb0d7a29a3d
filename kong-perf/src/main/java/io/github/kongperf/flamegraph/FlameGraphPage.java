package io.github.kongperf.flamegraph;

import io.github.kongperf.result.StackSamples;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** An interactive flame graph: one HTML page that needs nothing from elsewhere. */
public final class FlameGraphPage {

    private static final String HOW_TO =
            "Width is CPU time; each frame lies below its caller. Click a frame to zoom in, press 0 to zoom out, I to turn the picture upside"
                    + " down, Ctrl+F to search by regular expression: the share of what matches is told, too.";

    /** The converter's colours are those of Java; each frame gets a shade, so that neighbours can be told apart. */
    private static final String ITS_PALETTE = """
            		[0xb2e1b2, 20, 20, 20],
            		[0x50e150, 30, 30, 30],
            		[0x50cccc, 30, 30, 30],
            		[0xe15a5a, 30, 40, 40],
            		[0xc8c83c, 30, 30, 10],
            		[0xe17d00, 30, 30,  0],
            		[0xcce880, 20, 20, 20],
            """;

    private FlameGraphPage() {}

    /**
     * Draws a profile. Equal input gives equal bytes.
     *
     * @param samples may be none: then the page says so
     * @param title text, not markup; all that is longer than a line of 300 characters is cut
     * @return at most 2,000,000 bytes of UTF-8. If not all fits, narrow frames are left out, and the page says how narrow
     */
    public static String of(StackSamples samples, String title) {
        FrameTree tree = FrameTree.of(samples);
        return Width.fitting(0, minPercent -> draw(samples, tree, title, minPercent));
    }

    private static Optional<String> draw(StackSamples samples, FrameTree tree, String title, double minPercent) {
        return new Converter(tree, 0, minPercent).plain().map(template -> {
            template.replace(ITS_PALETTE, palette());
            return template.page(title, words(samples, tree, minPercent));
        });
    }

    private static String words(StackSamples samples, FrameTree tree, double minPercent) {
        String none = samples.samples() == 0 ? "<strong>There are no samples.</strong> " : "";
        return "<div>%s%s. %s</div>%s<div>%s</div>"
                .formatted(
                        none,
                        Markup.escaped(Wording.facts(samples)),
                        Wording.leftOut(minPercent),
                        legend(tree, minPercent),
                        HOW_TO);
    }

    private static String palette() {
        String[] colors = new String[FrameKind.values().length];
        for (FrameKind kind : FrameKind.values()) {
            colors[kind.type()] = "\t\t[0x" + kind.color().substring(1) + ", 20, 20, 20],\n";
        }
        return String.join("", colors);
    }

    /** Of the kinds that are there. */
    private static String legend(FrameTree tree, double minPercent) {
        Set<FrameKind> kinds = EnumSet.noneOf(FrameKind.class);
        tree.forEach(node -> kinds.add(node.kind()));
        if (minPercent > 0) {
            kinds.add(FrameKind.LEFT_OUT);
        }
        return kinds.stream()
                .map(kind -> legend(kind.color(), words(kind)))
                .collect(Collectors.joining("", "<ul>", "</ul>"));
    }

    private static String words(FrameKind kind) {
        return Markup.escaped(kind.suffix().isEmpty() ? kind.words() : kind.words() + ", ends with " + kind.suffix());
    }

    /** @param words escaped */
    static String legend(String color, String words) {
        return "<li><i style='background:" + color + "'></i>" + words + "</li>";
    }
}
