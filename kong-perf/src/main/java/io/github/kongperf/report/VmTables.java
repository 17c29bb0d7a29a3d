package io.github.kongperf.report;

import io.github.kongperf.report.Views.Column;
import io.github.kongperf.report.Views.Link;
import io.github.kongperf.report.Views.Row;
import io.github.kongperf.report.Views.Table;
import io.github.kongperf.result.StackSamples;
import io.github.kongperf.result.VmState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What LuaJIT was doing, subject by subject: a loss through aborted traces shows no wide frame. */
final class VmTables {

    private static final int REASONS = 12;

    private final Map<String, StackSamples> samples;

    VmTables(Map<String, StackSamples> samples) {
        this.samples = samples;
    }

    List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        if (samples.values().stream().anyMatch(found -> !found.states().isEmpty())) {
            tables.add(states());
        }
        if (samples.values().stream().anyMatch(found -> found.traces().isPresent())) {
            tables.add(traces());
            aborted().ifPresent(tables::add);
        }
        return tables;
    }

    private Table states() {
        List<Column> columns = new ArrayList<>(List.of(Column.text("subject")));
        for (VmState state : VmState.values()) {
            columns.add(Column.number(words(state), "of samples"));
        }
        return new Table(
                "What LuaJIT was doing",
                columns,
                samples.entrySet().stream()
                        .map(entry -> new Row("", new Link(entry.getKey(), ""), shares(entry.getValue())))
                        .toList());
    }

    private static List<String> shares(StackSamples found) {
        Map<VmState, Long> states = found.states();
        List<String> cells = new ArrayList<>();
        for (VmState state : VmState.values()) {
            cells.add(Numbers.roughPercent((double) states.getOrDefault(state, 0L) / Math.max(1, found.samples())));
        }
        return cells;
    }

    private static String words(VmState state) {
        return switch (state) {
            case COMPILED -> "compiled";
            case INTERPRETED -> "interpreted";
            case C -> "C";
            case GC -> "garbage collection";
            case COMPILER -> "compiling";
        };
    }

    private Table traces() {
        List<Row> rows = new ArrayList<>();
        samples.forEach((subject, found) -> found.traces()
                .ifPresent(traces -> rows.add(new Row(
                        "",
                        new Link(subject, ""),
                        List.of(
                                Numbers.count(traces.compiled()),
                                Numbers.count(traces.aborts()),
                                Numbers.count(traces.flushes()))))));
        return new Table(
                "Traces of LuaJIT's compiler, over all blocks",
                List.of(
                        Column.text("subject"),
                        Column.number("compiled", "traces"),
                        Column.number("given up", "traces"),
                        Column.number("all thrown away", "times")),
                rows);
    }

    /** Why traces were given up; empty if none was. */
    private java.util.Optional<Table> aborted() {
        Set<String> reasons = new TreeSet<>();
        samples.values()
                .forEach(found -> found.traces()
                        .ifPresent(traces -> reasons.addAll(traces.aborted().keySet())));
        if (reasons.isEmpty()) {
            return java.util.Optional.empty();
        }
        List<Column> columns = new ArrayList<>(List.of(Column.wrapping("why, and where")));
        samples.keySet().forEach(subject -> columns.add(Column.number(subject, "times")));
        List<Row> rows = reasons.stream()
                .sorted(Comparator.comparingLong((String reason) -> -all(reason))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(REASONS)
                .map(reason -> new Row(
                        "",
                        new Link(reason, ""),
                        samples.values().stream()
                                .map(found -> Numbers.count(count(found, reason)))
                                .toList()))
                .toList();
        int more = reasons.size() - rows.size();
        return java.util.Optional.of(new Table(
                "Why traces were given up"
                        + (more > 0 ? ": the most frequent reasons, and %d more".formatted(more) : ""),
                columns,
                rows));
    }

    private long all(String reason) {
        return samples.values().stream()
                .mapToLong(found -> count(found, reason))
                .sum();
    }

    private static long count(StackSamples found, String reason) {
        return found.traces()
                .map(traces -> traces.aborted().getOrDefault(reason, 0L))
                .orElse(0L);
    }
}
