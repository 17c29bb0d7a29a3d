package io.github.kongperf.report;

import io.github.kongperf.compare.Estimate;
import io.github.kongperf.report.Views.Svg;
import java.util.List;
import java.util.Optional;

/** Intervals as strips on one axis: right is slower, whatever the metric. */
final class Strips {

    private static final double HEIGHT = 32;
    private static final double MIDDLE = 18;
    private static final int TICKS = 5;

    private final Scale scale;

    Strips(List<Finding> findings) {
        double margin = findings.stream()
                .mapToDouble(finding -> finding.plan().margin())
                .max()
                .orElse(0.01);
        List<Estimate> estimates = findings.stream()
                .map(finding -> Kind.estimate(finding.pair().verdict()))
                .flatMap(Optional::stream)
                .toList();
        double limit = limit(estimates, margin);
        double low = estimates.stream().mapToDouble(Estimate::low).min().orElse(0);
        double high = estimates.stream().mapToDouble(Estimate::high).max().orElse(0);
        scale = Scale.around(
                -reach(Math.max(-low, 1.2 * margin), limit), reach(Math.max(high, 1.2 * margin), limit), 3, 97);
    }

    /** What lies only a little beyond the limit need not be cut. */
    private static double reach(double wanted, double limit) {
        return wanted <= 1.5 * limit ? wanted : limit;
    }

    /** One vague interval must not squeeze all others: it ends in an arrow with its number. */
    private static double limit(List<Estimate> estimates, double margin) {
        double[] reaches = estimates.stream()
                .mapToDouble(estimate -> Math.max(Math.abs(estimate.low()), Math.abs(estimate.high())))
                .sorted()
                .toArray();
        double median = reaches.length == 0 ? 0 : reaches[(reaches.length - 1) / 2];
        return Math.max(4 * margin, 4 * median);
    }

    Svg axis() {
        Drawing drawing = new Drawing();
        drawing.text("", 0, 12, "◀ faster");
        drawing.text("kp-end", 100, 12, "slower ▶");
        int decimals = scaledDecimals();
        for (double tick : scale.ticks(TICKS)) {
            String sign = tick > 0 ? "+" : "";
            String text = sign + Numbers.fixed(rounded(tick * 100), decimals);
            drawing.text("kp-mid", scale.at(tick), 28, text + (rounded(tick * 100) == 0 ? Numbers.SPACE + "%" : ""));
        }
        return drawing.done("kp-axis", 32, "Axis: change in percent, slower to the right");
    }

    /** Empty for a verdict without interval. */
    Optional<Svg> strip(Finding finding) {
        return Kind.estimate(finding.pair().verdict())
                .filter(estimate -> finding.kind() != Kind.INVALID)
                .map(estimate -> strip(finding, estimate));
    }

    private Svg strip(Finding finding, Estimate estimate) {
        double margin = finding.plan().margin();
        String kind = finding.kind().key();
        Drawing drawing = new Drawing();
        drawing.line("kp-band", scale.at(-margin), HEIGHT / 2, scale.at(margin), HEIGHT / 2);
        drawing.line("kp-margin", scale.at(-margin), 0, scale.at(-margin), HEIGHT);
        drawing.line("kp-margin", scale.at(margin), 0, scale.at(margin), HEIGHT);
        drawing.line("kp-zero", scale.at(0), 0, scale.at(0), HEIGHT);
        drawing.line("kp-bar kp-bar-" + kind, scale.at(estimate.low()), MIDDLE, scale.at(estimate.high()), MIDDLE);
        beyond(drawing, estimate, "kp-ink-" + kind);
        if (estimate.change() >= scale.min() && estimate.change() <= scale.max()) {
            drawing.mark(kind, "kp-ink-" + kind, scale.at(estimate.change()), MIDDLE);
        }
        return drawing.done("kp-strip", HEIGHT, title(finding));
    }

    private void beyond(Drawing drawing, Estimate estimate, String ink) {
        if (estimate.low() < scale.min()) {
            drawing.mark("left", ink, 1, MIDDLE);
            drawing.text("", 0, 11, Numbers.fixed(estimate.low() * 100, 0) + Numbers.SPACE + "%");
        }
        if (estimate.high() > scale.max()) {
            drawing.mark("right", ink, 99, MIDDLE);
            drawing.text("kp-end", 100, 11, "+" + Numbers.fixed(estimate.high() * 100, 0) + Numbers.SPACE + "%");
        }
    }

    private static String title(Finding finding) {
        return "%s, %s against %s: %s; margin %s"
                .formatted(
                        finding.plan().name(),
                        finding.pair().subject(),
                        finding.pair().baseline(),
                        words(finding),
                        Numbers.percent(finding.plan().margin()));
    }

    static String words(Finding finding) {
        String interval = interval(finding);
        String verdict = Wording.verdict(finding.pair().verdict());
        return interval.isEmpty() ? verdict : verdict + " (" + interval + ")";
    }

    /** The interval, where the words of the verdict do not have it. */
    static String interval(Finding finding) {
        return finding.kind() == Kind.NOT_SLOWER || finding.kind() == Kind.UNDECIDED
                ? Kind.estimate(finding.pair().verdict()).map(Numbers::change).orElse("")
                : "";
    }

    private int scaledDecimals() {
        return Math.max(0, scale.decimals(TICKS) - 2);
    }

    private static double rounded(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
