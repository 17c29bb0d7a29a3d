package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.CaseResult.SubjectResult;
import io.github.kongperf.compare.Summary;
import io.github.kongperf.compare.Summary.TrialValue;
import io.github.kongperf.report.Views.Cell;
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

/** Throughput, latency and errors of every case and subject, side by side. */
final class ResultTable {

    private static final List<Column> COLUMNS = List.of(
            Column.text("case"),
            Column.text("subject"),
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
            Column.number("CPU", "µs/request"));

    private final int blocks;
    private final Function<CaseResult, Link> what;

    ResultTable(int blocks, Function<CaseResult, Link> what) {
        this.blocks = blocks;
        this.what = what;
    }

    Table of(String caption, List<CaseResult> cases) {
        List<Row> rows = new ArrayList<>();
        for (CaseResult result : cases) {
            for (int i = 0; i < result.subjects().size(); i++) {
                rows.add(row(result, result.subjects().get(i), i == 0));
            }
        }
        return new Table(caption, COLUMNS, rows);
    }

    private Row row(CaseResult result, SubjectResult subject, boolean first) {
        Tally tally = Tally.of(result.plan(), subject);
        return new Row(
                first ? "kp-first" : "",
                what.apply(result),
                List.of(
                        Cell.text(subject.name()),
                        Cell.number(runs(subject)),
                        value(subject, Metric.THROUGHPUT, Summary::mean),
                        Cell.number(summary(subject, Metric.THROUGHPUT)
                                .map(Numbers::center)
                                .orElse("–")),
                        value(subject, Metric.MEAN, Summary::mean),
                        value(subject, Metric.P50, Summary::center),
                        value(subject, Metric.P90, Summary::center),
                        value(subject, Metric.P99, Summary::center),
                        value(subject, Metric.MAX, ResultTable::highest),
                        Cell.number(tally.share(tally.failures())),
                        Cell.number(tally.share(tally.unexpected())),
                        value(subject, Metric.CPU, Summary::center)));
    }

    private String runs(SubjectResult subject) {
        long measured = subject.runs().stream()
                .filter(run -> run.measurement().isPresent())
                .count();
        long failed = subject.runs().size() - measured;
        return "%d/%d%s"
                .formatted(measured, blocks, failed == 0 ? "" : ", %d%cfailed".formatted(failed, Numbers.SPACE));
    }

    private static Cell value(SubjectResult subject, Metric metric, ToDoubleFunction<Summary> value) {
        return Cell.number(summary(subject, metric)
                .map(summary -> Numbers.value(metric, value.applyAsDouble(summary)))
                .orElse("–"));
    }

    private static double highest(Summary summary) {
        return summary.values().stream().mapToDouble(TrialValue::value).max().orElseThrow();
    }

    private static Optional<Summary> summary(SubjectResult subject, Metric metric) {
        return Optional.ofNullable(subject.summaries().get(metric));
    }
}
