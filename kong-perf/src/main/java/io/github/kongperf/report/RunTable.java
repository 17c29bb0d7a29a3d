package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.report.Views.Column;
import io.github.kongperf.report.Views.Link;
import io.github.kongperf.report.Views.Row;
import io.github.kongperf.report.Views.Table;
import io.github.kongperf.result.Metric;
import io.github.kongperf.result.Outcome;
import io.github.kongperf.result.Role;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Schedule;
import io.github.kongperf.result.Session.PlannedCase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Every run of a case, in the order in which they were made. */
final class RunTable {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final List<Role> ROLES = List.of(Role.GATEWAY, Role.UPSTREAM, Role.GENERATOR);
    private static final List<Metric> METRICS =
            List.of(Metric.THROUGHPUT, Metric.P50, Metric.P90, Metric.P99, Metric.MAX);

    private final CaseResult result;

    RunTable(CaseResult result) {
        this.result = result;
    }

    static String time(Instant instant) {
        return TIME.format(instant).replace(' ', Numbers.SPACE);
    }

    static List<Run> inOrder(CaseResult result) {
        return result.subjects().stream()
                .flatMap(subject -> subject.runs().stream())
                .sorted(Comparator.comparingInt((Run run) -> run.id().block()).thenComparingInt(Run::order))
                .toList();
    }

    Table table() {
        List<Column> columns = new ArrayList<>(List.of(
                Column.text("block"), Column.number("order", ""), Column.text("subject"), Column.text("started, UTC")));
        METRICS.forEach(metric -> columns.add(Column.number(Wording.label(metric), metric.unit())));
        columns.add(Column.number("requests", ""));
        columns.add(Column.text("errors"));
        columns.add(Column.text("statuses"));
        ROLES.forEach(role -> columns.add(Column.number("CPU " + role.key(), "µs/request")));
        columns.add(Column.wrapping("remark"));
        return new Table(
                "Every run, in order of time",
                columns,
                inOrder(result).stream().map(this::row).toList());
    }

    private Row row(Run run) {
        PlannedCase plan = result.plan();
        Tally tally = Tally.of(plan, List.of(run));
        List<String> cells = new ArrayList<>(
                List.of(Integer.toString(run.order() + 1), run.id().subject(), time(run.started())));
        METRICS.forEach(metric -> cells.add(optional(metric, run.value(metric))));
        cells.add(Numbers.count(tally.requests()));
        cells.add(tally.errorsInWords());
        cells.add(tally.statusesInWords());
        ROLES.forEach(role -> cells.add(optional(Metric.CPU, run.cpuPerAnswer(role))));
        cells.add(remark(run));
        return new Row(
                run.outcome() instanceof Outcome.Failed ? "kp-failed" : "",
                new Link(Integer.toString(run.id().block()), ""),
                cells);
    }

    private static String remark(Run run) {
        if (run.outcome() instanceof Outcome.Failed failed) {
            return "failed: " + failed.reason();
        }
        return run.measurement()
                .flatMap(all -> all.schedule())
                .filter(schedule -> !schedule.kept())
                .map(RunTable::rateMissed)
                .orElse("");
    }

    private static String rateMissed(Schedule schedule) {
        return "the rate was not kept: %s of %s requests sent in time"
                .formatted(Numbers.count(schedule.sent()), Numbers.count(schedule.due()));
    }

    private static String optional(Metric metric, OptionalDouble value) {
        return value.isPresent() ? Numbers.value(metric, value.getAsDouble()) : "–";
    }
}
