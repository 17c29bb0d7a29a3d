package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.CaseResult.SubjectResult;
import io.github.kongperf.compare.Comparison;
import io.github.kongperf.compare.Summary;
import io.github.kongperf.compare.Summary.TrialValue;
import io.github.kongperf.report.Views.Column;
import io.github.kongperf.report.Views.Link;
import io.github.kongperf.report.Views.Row;
import io.github.kongperf.report.Views.Table;
import io.github.kongperf.result.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Throughput, latency and errors of every case and subject, side by side. */
final class ResultTable {

    private static final List<Column> COLUMNS = List.of(
            Column.number("runs", "of at most"),
            Column.number("RPS average", "req/s"),
            Column.number("throughput", "req/s [interval]"),
            Column.number("latency average", "ms"),
            Column.number("p50", "ms"),
            Column.number("p90", "ms"),
            Column.number("p99", "ms"),
            Column.number("latency max", "ms"),
            Column.number("errors", "no answer"),
            Column.number("not expected", "answers"),
            Column.number("CPU", "µs/request"),
            Column.number("memory", "MiB"));

    private final int blocks;

    private ResultTable(int blocks) {
        this.blocks = blocks;
    }

    /** All cases, each with a link. */
    static Table of(String caption, Comparison comparison, Function<CaseResult, Link> what) {
        ResultTable table = new ResultTable(comparison.session().blocks());
        List<Row> rows = new ArrayList<>();
        for (CaseResult result : comparison.cases()) {
            String cls = "kp-first";
            for (SubjectResult subject : result.subjects()) {
                rows.add(new Row(cls, what.apply(result), join(subject.name(), table.cells(result, subject))));
                cls = "kp-again";
            }
        }
        return new Table(caption, join(Column.text("case"), join(Column.text("subject"), COLUMNS)), rows);
    }

    /** One case. */
    static Table of(int blocks, CaseResult result) {
        ResultTable table = new ResultTable(blocks);
        return new Table(
                "Each subject by itself",
                join(Column.text("subject"), COLUMNS),
                Stream.concat(result.subjects().stream(), result.control().stream())
                        .map(subject -> new Row("", new Link(subject.name(), ""), table.cells(result, subject)))
                        .toList());
    }

    private static <T> List<T> join(T first, List<T> rest) {
        return Stream.concat(Stream.of(first), rest.stream()).toList();
    }

    private List<String> cells(CaseResult result, SubjectResult subject) {
        Tally tally = Tally.of(result.plan(), subject);
        return List.of(
                runs(subject),
                value(subject, Metric.THROUGHPUT, Summary::mean),
                summary(subject, Metric.THROUGHPUT).map(Numbers::center).orElse("–"),
                value(subject, Metric.MEAN, Summary::mean),
                value(subject, Metric.P50, Summary::center),
                value(subject, Metric.P90, Summary::center),
                value(subject, Metric.P99, Summary::center),
                value(subject, Metric.MAX, ResultTable::highest),
                tally.share(tally.failures()),
                tally.share(tally.unexpected()),
                value(subject, Metric.CPU, Summary::center),
                value(subject, Metric.MEMORY, Summary::center));
    }

    private String runs(SubjectResult subject) {
        long measured = subject.runs().stream().filter(Headline::measured).count();
        long failed = subject.runs().size() - measured;
        return "%d/%d%s"
                .formatted(measured, blocks, failed == 0 ? "" : ", %d%cfailed".formatted(failed, Numbers.SPACE));
    }

    private static String value(SubjectResult subject, Metric metric, ToDoubleFunction<Summary> value) {
        return summary(subject, metric)
                .map(summary -> Numbers.value(metric, value.applyAsDouble(summary)))
                .orElse("–");
    }

    private static double highest(Summary summary) {
        return summary.values().stream().mapToDouble(TrialValue::value).max().orElseThrow();
    }

    private static Optional<Summary> summary(SubjectResult subject, Metric metric) {
        return Optional.ofNullable(subject.summaries().get(metric));
    }
}
