package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.CaseResult.PairResult;
import io.github.kongperf.compare.Comparison;
import io.github.kongperf.compare.Estimate;
import io.github.kongperf.report.Views.Column;
import io.github.kongperf.report.Views.Link;
import io.github.kongperf.report.Views.Row;
import io.github.kongperf.report.Views.Table;
import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Under what conditions a session was measured, and how to repeat it. */
final class SessionSection {

    /** A condition that is another one in each run, such as the load before, is told by examples. */
    private static final int EXAMPLES = 4;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final String ABSENT = "not known";

    private final Comparison comparison;
    private final Session session;
    private final List<Run> runs;

    /** @param cases whose runs are looked at for differences */
    SessionSection(Comparison comparison, List<CaseResult> cases) {
        this.comparison = comparison;
        this.session = comparison.session();
        this.runs = Headline.runs(cases).toList();
    }

    Views.Session view(String title) {
        List<Table> differences = differences();
        return new Views.Session(
                title,
                facts(),
                session.command(),
                List.of(conditions()),
                differences,
                differences.isEmpty() ? "Nothing that was recorded differs between the runs." : "");
    }

    /** How far the verdicts can be trusted, in one line. */
    String trust() {
        long measured = runs.stream().filter(Headline::measured).count();
        long blocks = runs.stream().map(run -> run.id().block()).distinct().count();
        return String.join(
                " · ",
                "%d of at most %s".formatted(blocks, Headline.plural(session.blocks(), "block", "blocks")),
                Headline.plural(measured, "run", "runs")
                        + (measured == runs.size() ? "" : ", %d failed".formatted(runs.size() - measured)),
                "false alarms in at most %s of sessions".formatted(Numbers.percent(session.errorRate())) + confidence(),
                "driver " + session.driver(),
                session.isKong() ? "gateway " + session.gateway() : "gateway not Kong",
                DAY.format(session.started()).replace(' ', Numbers.SPACE));
    }

    private String confidence() {
        List<String> levels = comparison.cases().stream()
                .flatMap(result -> result.pairs().stream())
                .map(SessionSection::deciding)
                .flatMap(Optional::stream)
                .map(estimate -> Numbers.percent(estimate.confidence()))
                .distinct()
                .toList();
        return levels.isEmpty() ? "" : " · intervals at " + String.join(" and ", levels);
    }

    private static Optional<Estimate> deciding(PairResult pair) {
        return Kind.estimate(pair.verdict());
    }

    private List<Link> facts() {
        List<Link> facts = new ArrayList<>();
        facts.add(new Link("session", session.id()));
        facts.add(new Link("started", RunTable.time(session.started()) + Numbers.SPACE + "UTC"));
        facts.add(new Link("seed", Long.toString(session.seed())));
        facts.add(new Link("Kong Perf", session.tool()));
        facts.add(new Link("driver", session.driver()));
        facts.add(new Link("gateway", session.gateway()));
        facts.add(new Link(
                "blocks",
                "at most %d; looked at after %s"
                        .formatted(
                                session.blocks(),
                                session.looks().stream().map(String::valueOf).collect(Collectors.joining(", ")))));
        facts.add(new Link("trials planned", "at most " + Numbers.count(comparison.plannedTrials())));
        facts.add(new Link(
                "error rate", Numbers.percent(session.errorRate()) + " for all verdicts of the session together"));
        session.subjects().forEach(subject -> facts.add(new Link("subject " + subject.name(), about(subject))));
        return facts;
    }

    private static String about(Session.Subject subject) {
        return "version " + subject.version()
                + subject.variant().map(variant -> ", variant " + variant).orElse("")
                + subject.baseline()
                        .map(baseline -> ", compared with " + baseline)
                        .orElse(", a baseline");
    }

    /** Of the session, and those that all runs share. */
    private Table conditions() {
        Map<String, String> all = new TreeMap<>(session.conditions().values());
        keys().forEach(key -> {
            Set<String> values = values(key);
            if (values.size() == 1) {
                all.put(key, values.iterator().next());
            }
        });
        return new Table(
                "Conditions",
                List.of(Column.text("condition"), Column.wrapping("value")),
                all.entrySet().stream()
                        .map(entry -> new Row("", new Link(entry.getKey(), ""), List.of(entry.getValue())))
                        .toList());
    }

    private List<Table> differences() {
        List<Row> rows = keys().stream()
                .filter(key -> values(key).size() > 1)
                .map(this::difference)
                .toList();
        return rows.isEmpty()
                ? List.of()
                : List.of(new Table(
                        "What differs between runs",
                        List.of(Column.text("condition"), Column.wrapping("values"), Column.text("")),
                        rows));
    }

    private Row difference(String key) {
        boolean mustBeEqual = Conditions.MUST_BE_EQUAL.contains(key);
        return new Row(
                mustBeEqual ? "kp-failed" : "",
                new Link(key, ""),
                List.of(examples(key), mustBeEqual ? "! must be equal" : ""));
    }

    private String examples(String key) {
        Map<String, Map<String, Long>> byValue = new LinkedHashMap<>();
        runs.forEach(run -> byValue.computeIfAbsent(value(run, key), value -> new TreeMap<>())
                .merge(run.id().subject(), 1L, Long::sum));
        String examples = byValue.entrySet().stream()
                .limit(EXAMPLES)
                .map(entry -> entry.getKey() + " (" + inWords(entry.getValue()) + ")")
                .collect(Collectors.joining("; "));
        int more = byValue.size() - EXAMPLES;
        return more > 0
                ? "%s; and %s".formatted(examples, Headline.plural(more, "more value", "more values"))
                : examples;
    }

    private static String inWords(Map<String, Long> runsBySubject) {
        return runsBySubject.entrySet().stream()
                .map(entry -> "%s: %s".formatted(entry.getKey(), Headline.plural(entry.getValue(), "run", "runs")))
                .collect(Collectors.joining(", "));
    }

    private Set<String> keys() {
        return runs.stream()
                .flatMap(run -> run.conditions().values().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> values(String key) {
        return runs.stream().map(run -> value(run, key)).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String value(Run run, String key) {
        return run.conditions().values().getOrDefault(key, ABSENT);
    }
}
