package io.github.kongperf.flamegraph;

import io.github.kongperf.result.StackSamples;
import java.util.List;
import java.util.Optional;

/**
 * What two profiles differ in: two interactive flame graphs, each one HTML page that needs nothing from elsewhere. In both, red is
 * what costs more in {@code other} than in {@code base}, and blue what costs less.
 *
 * <p>Names are made comparable before ({@link ComparableNames}), and both are scaled to one total, a power of ten that is a million
 * or more and not less than the samples of either. Each count becomes the whole part of {@code count * total / samples} in integers,
 * and the samples then missing go to the stacks with the largest remainders. So both sum up to exactly the same, and rare stacks stay.
 *
 * @param grown drawn with the widths of {@code other}: what grew, shrank or is new. At most 2,000,000 bytes of UTF-8
 * @param vanished drawn with the widths of {@code base}: here are the frames, too, that {@code other} no longer has
 */
public record DifferentialPage(String grown, String vanished) {

    private static final int BASE = 0;
    private static final int OTHER = 1;

    /**
     * A profile and whose it is.
     *
     * @param name as a reader knows it: {@code 3.9.0}
     */
    public record Side(String name, StackSamples samples) {}

    /**
     * Draws both. Equal input gives equal bytes.
     *
     * @param title text, not markup, of both pages; what the direction is they say themselves
     * @throws IllegalArgumentException if a side has no samples
     */
    public static DifferentialPage of(String title, Side base, Side other) {
        ComparableNames names = ComparableNames.of(base.samples(), other.samples());
        EqualTotals scaled = EqualTotals.of(names.base().stacks(), names.other().stacks());
        FrameTree tree = FrameTree.of(List.of(scaled.base(), scaled.other()));
        Difference grown = new Difference(tree, scaled.total(), OTHER, base, other);
        Difference vanished = new Difference(tree, scaled.total(), BASE, base, other);
        return new DifferentialPage(
                Width.fitting(0, minPercent -> grown.draw(title, minPercent)),
                Width.fitting(0, minPercent -> vanished.draw(title, minPercent)));
    }

    /**
     * One of both.
     *
     * @param drawn whose widths: {@link #BASE} or {@link #OTHER}
     */
    private record Difference(FrameTree tree, long total, int drawn, Side base, Side other) {

        Optional<String> draw(String title, double minPercent) {
            return new Converter(tree, drawn, minPercent)
                    .against(drawn == OTHER ? BASE : OTHER)
                    .map(template -> {
                        sayWhatChanged(template);
                        return template.page(title, words(minPercent));
                    });
        }

        /** The converter's difference is that of drawn and not drawn; what is told and coloured is always that of other and base. */
        private void sayWhatChanged(Template template) {
            if (drawn == BASE) {
                template.replace("return diff > 0 ? 'rgb(255,", "return diff < 0 ? 'rgb(255,");
            }
            template.replace(
                    "title: cpool[key >>> 3],",
                    "title: (d === U ? '%s: ' : d * %d > 0 ? '+ ' : d ? '\u2212 ' : '') + cpool[key >>> 3],"
                            .formatted(onlyHere(), direction()));
            template.replace(
                    "(d ? (d > 0 ? ', +' : ', ') + d : '')",
                    "(d ? ', own ' + (d * %d > 0 ? '+' : '\u2212') + (100 * Math.abs(d) / %d).toFixed(2) + ' points' : '')"
                            .formatted(direction(), total));
            template.replace(
                    "(' + samples(f.width) + f.details + ', ' + pct(f.width, levels[0][0].width) + '%)'",
                    "(' + pct(f.width, levels[0][0].width) + '%' + f.details + ')'");
        }

        private int direction() {
            return drawn == OTHER ? 1 : -1;
        }

        private String onlyHere() {
            return drawn == OTHER ? "new" : "gone";
        }

        private String words(double minPercent) {
            String was = Markup.escaped(Markup.shown(base.name()));
            String is = Markup.escaped(Markup.shown(other.name()));
            return "<div><strong>%s against %s, drawn as %s: what %s.</strong> Widths are shares of CPU time in %s. %s</div>"
                            .formatted(
                                    is,
                                    was,
                                    drawn == OTHER ? is : was,
                                    drawn == OTHER ? "grew or is new" : "shrank or is gone",
                                    drawn == OTHER ? is : was,
                                    Wording.leftOut(minPercent))
                    + legend(was, is)
                    + ("<div>A sign stands before the name, too: search for ^\\+ or ^%s to learn how much it is in all. A colour tells of a"
                                    + " frame's own share, without what it calls. Both profiles are scaled to equal totals, so a frame may"
                                    + " grow because others shrank.</div>")
                            .formatted(onlyHere())
                    + "<div>%s: %s.<br>%s: %s.</div>"
                            .formatted(
                                    was,
                                    Markup.escaped(Wording.facts(base.samples())),
                                    is,
                                    Markup.escaped(Wording.facts(other.samples())));
        }

        private String legend(String was, String is) {
            return "<ul>"
                    + FlameGraphPage.legend("#ff6060", "+ larger share in " + is)
                    + FlameGraphPage.legend("#6060ff", "\u2212 smaller share in " + is)
                    + FlameGraphPage.legend(
                            "#ffdd33",
                            drawn == OTHER
                                    ? "new: not in " + was + " under this caller"
                                    : "gone: not in " + is + " under this caller")
                    + FlameGraphPage.legend("#e0e0e0", "no change")
                    + "</ul>";
        }
    }
}
