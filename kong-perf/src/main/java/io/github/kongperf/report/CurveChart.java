package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.CaseResult.SubjectResult;
import io.github.kongperf.report.Views.Column;
import io.github.kongperf.report.Views.Curve;
import io.github.kongperf.report.Views.Figure;
import io.github.kongperf.report.Views.Legend;
import io.github.kongperf.report.Views.Link;
import io.github.kongperf.report.Views.Row;
import io.github.kongperf.report.Views.Table;
import io.github.kongperf.result.Latencies;
import io.github.kongperf.result.Metric;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Schedule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Latency by percentile: x is {@code log10(1/(1-p))}, so that each further nine has the same room, and y is logarithmic. A
 * thin line per trial, a thick one for all requests of a subject. A line ends where fewer than ten requests lie above it.
 */
final class CurveChart {

    private static final double WIDTH = 78;
    private static final double TOP = 20;
    private static final double BOTTOM = 260;
    private static final double LABEL = 14;
    private static final int ENOUGH = 10;

    /** Letters of a name at the end of its line; the legend has all of it. */
    private static final int NAME = 24;

    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 99.999};

    private final CaseResult result;
    private final List<Line> lines;

    private record Line(String name, Marker marker, Latencies all, List<Latencies> trials) {}

    CurveChart(CaseResult result) {
        this.result = result;
        this.lines = IntStream.range(0, result.subjects().size())
                .mapToObj(this::line)
                .filter(line -> line.all().count() > ENOUGH)
                .toList();
    }

    Optional<Figure> figure() {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        Scale x = new Scale(
                0,
                Math.max(1, lines.stream().mapToDouble(l -> end(l.all())).max().orElse(1)),
                0,
                1000);
        double[] ends = lines.stream()
                .flatMap(line ->
                        java.util.stream.Stream.concat(line.trials().stream(), java.util.stream.Stream.of(line.all())))
                .flatMapToDouble(all -> java.util.stream.DoubleStream.of(log(all, 0), log(all, end(all))))
                .sorted()
                .toArray();
        double low = ends[0];
        double high = Math.max(ends[ends.length - 1], low + 0.1);
        Scale y = new Scale(low - (high - low) * 0.04, high + (high - low) * 0.04, 1000, 0);
        Drawing drawing = new Drawing();
        grid(drawing, x, y);
        drawing.plot(WIDTH, TOP, BOTTOM - TOP, curves(x, y));
        labels(drawing, y);
        return Optional.of(new Figure(
                "latency by percentile, ms",
                "Thin: one trial. Thick: all requests of a subject. Both axes are logarithmic; a line ends where fewer"
                        + " than ten requests lie above it.",
                legend(),
                List.of(drawing.done(
                        "kp-chart", BOTTOM + 26, "latency by percentile; the numbers are in the table below")),
                List.of(numbers())));
    }

    /** How subjects look in this and other charts of the case. */
    List<Legend> legend() {
        return IntStream.range(0, result.subjects().size())
                .mapToObj(i -> new Legend(
                        Marker.of(i).shape(),
                        Marker.of(i).line(),
                        result.subjects().get(i).name()))
                .toList();
    }

    private Line line(int index) {
        SubjectResult subject = result.subjects().get(index);
        List<Latencies> trials = subject.runs().stream()
                .map(CurveChart::latencies)
                .flatMap(Optional::stream)
                .filter(all -> all.count() > ENOUGH)
                .toList();
        return new Line(subject.name(), Marker.of(index), Latencies.merged(trials), trials);
    }

    private static Optional<Latencies> latencies(Run run) {
        return run.measurement()
                .map(all -> all.schedule().map(Schedule::sinceDue).orElse(all.latencies()));
    }

    private static double end(Latencies all) {
        return Math.log10((double) all.count() / ENOUGH);
    }

    private static double log(Latencies all, double x) {
        double micros = Math.max(all.percentile(100 * (1 - Math.pow(10, -x))).toNanos() / 1e3, 1);
        return Math.log10(micros / 1e3);
    }

    private List<Curve> curves(Scale x, Scale y) {
        List<Curve> curves = new ArrayList<>();
        for (Line line : lines) {
            line.trials().forEach(trial -> curves.add(new Curve("kp-thin", points(trial, x, y, 0.2))));
        }
        for (Line line : lines) {
            curves.add(new Curve("kp-thick " + line.marker().line(), points(line.all(), x, y, 0.05)));
        }
        return curves;
    }

    private static String points(Latencies all, Scale x, Scale y, double step) {
        StringBuilder points = new StringBuilder();
        double end = end(all);
        for (int i = 0; i * step < end; i++) {
            point(points, all, x, y, i * step);
        }
        point(points, all, x, y, end);
        return points.toString().strip();
    }

    private static void point(StringBuilder points, Latencies all, Scale x, Scale y, double at) {
        points.append(Math.round(x.at(at)))
                .append(',')
                .append(Math.round(y.at(log(all, at))))
                .append(' ');
    }

    private void grid(Drawing drawing, Scale x, Scale y) {
        for (double percentile : PERCENTILES) {
            double at = -Math.log10(1 - percentile / 100);
            if (at <= x.max()) {
                double place = x.at(at) / 1000 * WIDTH;
                drawing.line("kp-grid", place, TOP, place, BOTTOM);
                drawing.text("kp-mid", place, BOTTOM + 18, percentileName(percentile));
            }
        }
        for (double tick : logTicks(y)) {
            double place = pixels(y.at(Math.log10(tick)));
            drawing.line("kp-grid", 0, place, WIDTH, place);
            drawing.text("", 0, place - 4, Numbers.stripped(tick));
        }
    }

    /** 1, 2 and 5 of each power of ten, or only the 1 if those are many. */
    private static List<Double> logTicks(Scale y) {
        List<Double> all = new ArrayList<>();
        boolean wide = y.max() - y.min() > 2.5;
        for (int power = (int) Math.floor(y.min()); power <= y.max(); power++) {
            for (double factor : wide ? new double[] {1} : new double[] {1, 2, 5}) {
                double log = Math.log10(factor) + power;
                if (log >= y.min() && log <= y.max()) {
                    all.add(factor * Math.pow(10, power));
                }
            }
        }
        return all;
    }

    private void labels(Drawing drawing, Scale y) {
        List<Line> fromTop = lines.stream()
                .sorted(Comparator.comparingDouble((Line line) -> -log(line.all(), end(line.all()))))
                .toList();
        double lowest = TOP;
        for (Line line : fromTop) {
            double place = Math.max(pixels(y.at(log(line.all(), end(line.all())))) + 4, lowest);
            lowest = place + LABEL;
            drawing.text("kp-name", WIDTH + 1, place, shortened(line.name()));
        }
    }

    private static String shortened(String name) {
        return name.length() <= NAME ? name : name.substring(0, NAME - 1) + "…";
    }

    private static double pixels(double thousandths) {
        return TOP + thousandths / 1000 * (BOTTOM - TOP);
    }

    private static String percentileName(double percentile) {
        return percentile == Math.rint(percentile)
                ? "p" + (int) percentile
                : "p" + java.math.BigDecimal.valueOf(percentile).toPlainString();
    }

    private Table numbers() {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.text("subject"));
        columns.add(Column.number("requests", ""));
        for (double percentile : PERCENTILES) {
            columns.add(Column.number(percentileName(percentile), "ms"));
        }
        columns.add(Column.number("max", "ms"));
        List<Row> rows = lines.stream()
                .map(line -> {
                    List<String> cells = new ArrayList<>();
                    cells.add(Numbers.count(line.all().count()));
                    for (double percentile : PERCENTILES) {
                        cells.add(
                                -Math.log10(1 - percentile / 100) <= end(line.all()) + 1e-9
                                        ? millis(line.all().percentile(percentile))
                                        : "–");
                    }
                    cells.add(millis(line.all().max()));
                    return new Row("", new Link(line.name(), ""), List.copyOf(cells));
                })
                .toList();
        return new Table("Percentiles of all requests of a subject; – where fewer than ten lie above", columns, rows);
    }

    private static String millis(java.time.Duration duration) {
        return Numbers.value(Metric.P50, duration.toNanos() / 1e6);
    }
}
