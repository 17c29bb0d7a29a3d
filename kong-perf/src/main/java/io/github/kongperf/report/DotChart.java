package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.CaseResult.SubjectResult;
import io.github.kongperf.compare.Summary;
import io.github.kongperf.compare.Summary.TrialValue;
import io.github.kongperf.report.Views.Column;
import io.github.kongperf.report.Views.Figure;
import io.github.kongperf.report.Views.Link;
import io.github.kongperf.report.Views.Row;
import io.github.kongperf.report.Views.Table;
import io.github.kongperf.result.Metric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** A metric of all subjects: one dot per trial and the interval of their center, no box and no smoothing. */
final class DotChart {

    private static final double ROW = 62;
    /** In percent: half of the widest number, where the picture is narrow. */
    private static final double EDGE = 7;

    private static final int TICKS = 4;

    private final CaseResult result;
    private final Metric metric;
    private final List<SubjectResult> subjects;

    DotChart(CaseResult result, Metric metric) {
        this.result = result;
        this.metric = metric;
        this.subjects = result.subjects().stream()
                .filter(subject -> subject.summaries().containsKey(metric))
                .toList();
    }

    /** Empty if no subject has a value. */
    Optional<Figure> figure() {
        if (subjects.isEmpty()) {
            return Optional.empty();
        }
        Scale scale = scale();
        Drawing drawing = new Drawing();
        for (int i = 0; i < subjects.size(); i++) {
            row(drawing, scale, subjects.get(i), i * ROW);
        }
        double bottom = subjects.size() * ROW;
        for (double tick : scale.ticks(TICKS)) {
            drawing.line("kp-grid", scale.at(tick), 0, scale.at(tick), bottom + 4);
            drawing.text(
                    anchor(scale.at(tick)), scale.at(tick), bottom + 18, Numbers.fixed(tick, scale.decimals(TICKS)));
        }
        String title = "%s, %s".formatted(Wording.label(metric), metric.unit());
        return Optional.of(new Figure(
                title,
                note(scale),
                List.of(),
                List.of(drawing.done("kp-chart", bottom + 24, picture())),
                List.of(numbers())));
    }

    private void row(Drawing drawing, Scale scale, SubjectResult subject, double top) {
        int index = result.subjects().indexOf(subject);
        Marker marker = Marker.of(index);
        Summary summary = summary(subject);
        drawing.text("kp-name", 0, top + 16, index == 0 ? subject.name() + " (baseline)" : subject.name());
        Map<Long, Integer> stacks = new HashMap<>();
        for (TrialValue value : summary.values()) {
            double x = scale.at(value.value());
            int level = stacks.merge(Math.round(x / 1.2), 1, Integer::sum) - 1;
            drawing.mark(marker.shape(), "", x, top + 33 + offset(level));
        }
        summary.bounds().ifPresent(bounds -> {
            drawing.line("kp-interval", scale.at(bounds.low()), top + 52, scale.at(bounds.high()), top + 52);
            drawing.line("kp-interval", scale.at(bounds.low()), top + 49, scale.at(bounds.low()), top + 55);
            drawing.line("kp-interval", scale.at(bounds.high()), top + 49, scale.at(bounds.high()), top + 55);
        });
        drawing.line("kp-center", scale.at(summary.center()), top + 46, scale.at(summary.center()), top + 58);
    }

    /** Dots that would hide each other stand above and below each other, no further than their row is high. */
    private static double offset(int level) {
        int distance = Math.min((level + 1) / 2, 3) * 4;
        return level % 2 == 0 ? distance : -distance;
    }

    private Scale scale() {
        double[] all = subjects.stream()
                .map(this::summary)
                .flatMapToDouble(summary -> DoubleStream.concat(
                        summary.values().stream().mapToDouble(TrialValue::value),
                        summary.bounds().stream().flatMapToDouble(b -> DoubleStream.of(b.low(), b.high()))))
                .sorted()
                .toArray();
        return Scale.around(all[0], all[all.length - 1], 4, 96);
    }

    private String note(Scale scale) {
        String missing = subjects.stream()
                .map(this::missing)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
        String axis = scale.min() == 0
                ? ""
                : " The axis starts at " + Numbers.fixed(scale.min(), scale.decimals(TICKS)) + ".";
        return "A mark is one trial; the bar is the interval of their center, its long tick."
                + axis
                + (missing.isEmpty() ? "" : " Missing: " + missing + ".");
    }

    private String missing(SubjectResult subject) {
        List<Integer> there =
                summary(subject).values().stream().map(TrialValue::block).toList();
        String blocks = subject.runs().stream()
                .map(run -> run.id().block())
                .filter(block -> !there.contains(block))
                .map(block -> Integer.toString(block))
                .collect(Collectors.joining(", "));
        return blocks.isEmpty() ? "" : "%s in block %s".formatted(subject.name(), blocks);
    }

    private String picture() {
        return subjects.stream()
                .map(subject -> "%s %s %s".formatted(subject.name(), Numbers.center(summary(subject)), metric.unit()))
                .collect(Collectors.joining("; ", Wording.label(metric) + ": ", ""));
    }

    private Table numbers() {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.text("block"));
        subjects.forEach(subject -> columns.add(Column.number(subject.name(), metric.unit())));
        TreeSet<Integer> blocks = new TreeSet<>();
        subjects.forEach(subject -> summary(subject).values().forEach(value -> blocks.add(value.block())));
        List<Row> rows = new ArrayList<>(blocks.stream()
                .map(block -> row(Integer.toString(block), block))
                .toList());
        rows.add(new Row("kp-sum", new Link("mean", ""), cells(Summary::mean)));
        rows.add(new Row(
                "kp-sum",
                new Link("center [interval]", ""),
                subjects.stream()
                        .map(subject -> Numbers.center(summary(subject)))
                        .toList()));
        return new Table("%s of each trial".formatted(Wording.label(metric)), columns, rows);
    }

    private Row row(String head, int block) {
        List<String> cells = subjects.stream()
                .map(subject -> summary(subject).values().stream()
                        .filter(value -> value.block() == block)
                        .map(value -> Numbers.value(metric, value.value()))
                        .findFirst()
                        .orElse("missing"))
                .toList();
        return new Row("", new Link(head, ""), cells);
    }

    private List<String> cells(java.util.function.ToDoubleFunction<Summary> value) {
        return subjects.stream()
                .map(subject -> Numbers.value(metric, value.applyAsDouble(summary(subject))))
                .toList();
    }

    private Summary summary(SubjectResult subject) {
        Summary summary = subject.summaries().get(metric);
        if (summary == null) {
            throw new IllegalStateException("%s has no %s".formatted(subject.name(), metric.key()));
        }
        return summary;
    }

    /** A number near an edge of the picture stays inside. */
    private static String anchor(double place) {
        return place < EDGE ? "" : place > 100 - EDGE ? "kp-end" : "kp-mid";
    }
}
