package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.CaseResult.SubjectResult;
import io.github.kongperf.compare.Summary;
import io.github.kongperf.compare.Summary.TrialValue;
import io.github.kongperf.report.Views.Figure;
import io.github.kongperf.report.Views.Legend;
import io.github.kongperf.report.Views.Svg;
import io.github.kongperf.result.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The deciding metric in order of time: the marks of a block are joined by a line, so that drift shows. */
final class TimeChart {

    private static final double TOP = 16;
    private static final double BOTTOM = 186;
    private static final int TICKS = 4;

    private final CaseResult result;
    private final Metric metric;

    TimeChart(CaseResult result) {
        this.result = result;
        this.metric = result.plan().decide();
    }

    /** Empty if there are not two blocks. */
    Optional<Figure> figure(List<Legend> legend) {
        return picture()
                .map(svg -> new Figure(
                        "%s in order of time, %s".formatted(Wording.label(metric), metric.unit()),
                        "The marks of a block are joined by a line.",
                        legend,
                        List.of(svg),
                        List.of()));
    }

    private Optional<Svg> picture() {
        Map<Integer, List<Double>> blocks = new TreeMap<>();
        result.subjects()
                .forEach(subject -> values(subject)
                        .forEach(value -> blocks.computeIfAbsent(value.block(), block -> new ArrayList<>())
                                .add(value.value())));
        if (blocks.size() < 2) {
            return Optional.empty();
        }
        double[] all = blocks.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        // Pixels grow downwards, so the axis runs from bottom to top.
        Scale y = Scale.around(all[0], all[all.length - 1], BOTTOM, TOP);
        int last = blocks.keySet().stream().mapToInt(Integer::intValue).max().orElseThrow();
        Scale x = new Scale(1, last, 14, 97);
        Drawing drawing = new Drawing();
        grid(drawing, x, y);
        blocks.forEach((block, values) -> {
            double low = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
            double high = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
            drawing.line("kp-pair", x.at(block), y.at(low), x.at(block), y.at(high));
        });
        for (int i = 0; i < result.subjects().size(); i++) {
            Marker marker = Marker.of(i);
            values(result.subjects().get(i))
                    .forEach(value -> drawing.mark(marker.shape(), "", x.at(value.block()), y.at(value.value())));
        }
        return Optional.of(drawing.done(
                "kp-chart", BOTTOM + 26, "%s by block, %d blocks".formatted(Wording.label(metric), blocks.size())));
    }

    private static void grid(Drawing drawing, Scale x, Scale y) {
        for (double tick : y.ticks(TICKS)) {
            drawing.line("kp-grid", 0, y.at(tick), 100, y.at(tick));
            drawing.text("", 0, y.at(tick) - 4, Numbers.fixed(tick, y.decimals(TICKS)));
        }
        int step = Math.max(1, (int) Math.ceil(x.max() / 12));
        for (int block = 1; block <= x.max(); block += step) {
            drawing.text("kp-mid", x.at(block), BOTTOM + 18, Integer.toString(block));
        }
        drawing.text("", 0, BOTTOM + 18, "block");
    }

    private List<TrialValue> values(SubjectResult subject) {
        return Optional.ofNullable(subject.summaries().get(metric))
                .map(Summary::values)
                .orElse(List.of());
    }
}
