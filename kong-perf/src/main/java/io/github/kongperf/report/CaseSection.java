package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.CaseResult.PairResult;
import io.github.kongperf.compare.CaseResult.SubjectResult;
import io.github.kongperf.compare.Caveat;
import io.github.kongperf.compare.Estimate;
import io.github.kongperf.compare.Verdict;
import io.github.kongperf.report.Views.Column;
import io.github.kongperf.report.Views.Doubt;
import io.github.kongperf.report.Views.Figure;
import io.github.kongperf.report.Views.Link;
import io.github.kongperf.report.Views.Row;
import io.github.kongperf.report.Views.Table;
import io.github.kongperf.result.Calibration;
import io.github.kongperf.result.Metric;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session;
import io.github.kongperf.result.Session.PlannedCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that a page says of one case. */
final class CaseSection {

    private final ReportInput input;
    private final CaseResult result;
    private final PlannedCase plan;
    private final Logs logs;
    private final Optional<String> cpu;

    /** @param cpu how the page refers to that of the case which tells where CPU time goes; empty if there is none */
    CaseSection(ReportInput input, CaseResult result, Logs logs, Optional<String> cpu) {
        this.cpu = cpu;
        this.input = input;
        this.result = result;
        this.plan = result.plan();
        this.logs = logs;
    }

    /** @param logLines how many lines of each log are shown */
    Views.Case view(String anchor, int logLines) {
        List<Table> tables = new ArrayList<>();
        tables.add(ResultTable.of(session().blocks(), result));
        result.pairs().stream().filter(pair -> !pair.estimates().isEmpty()).forEach(pair -> tables.add(compared(pair)));
        goals(List.of(result)).ifPresent(tables::add);
        return new Views.Case(
                anchor,
                plan.name(),
                facts(),
                new Verdicts(
                                Finding.of(input, List.of(result)),
                                finding -> new Link(finding.subjects() + ",", ""),
                                Finding::decidedBy)
                        .together(anchor),
                doubts(),
                profiles(),
                unprofiled(),
                tables,
                figures(),
                List.of(new RunTable(result).table()),
                errorsInWords(),
                errors(),
                logs.inWords((int) Headline.runs(List.of(result)).count()),
                logs.logs(logLines));
    }

    private List<Link> profiles() {
        CaseProfiles profiles = input.profiles().of(result);
        List<String> sampled = profiles.profilers().stream()
                .filter(profiler -> profiles.whyNone(profiler).isEmpty())
                .toList();
        return cpu
                .map(href -> new Link(
                        "Where CPU time goes: flame graphs by %s".formatted(String.join(" and ", sampled)), href))
                .stream()
                .toList();
    }

    /** Why there is no graph, though one was wanted. */
    private List<String> unprofiled() {
        CaseProfiles profiles = input.profiles().of(result);
        return profiles.profilers().stream()
                .flatMap(profiler -> profiles.whyNone(profiler).stream())
                .toList();
    }

    /** The goals of {@code cases}, missed ones first; empty if none has any. */
    static Optional<Table> goals(List<CaseResult> cases) {
        List<Row> rows = new ArrayList<>();
        for (CaseResult result : cases) {
            for (SubjectResult subject : result.subjects()) {
                subject.goals()
                        .forEach(goal -> rows.add(new Row(
                                "kp-goal-" + Wording.state(goal),
                                new Link(Wording.state(goal), ""),
                                List.of(
                                        result.plan().name(),
                                        subject.name(),
                                        Wording.bound(goal),
                                        Wording.measured(goal)))));
            }
        }
        List<String> order = List.of("missed", "undecided", "met");
        rows.sort(java.util.Comparator.comparingInt(
                row -> order.indexOf(row.head().text())));
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new Table(
                        "Goals",
                        List.of(
                                Column.text("goal is"),
                                Column.text("case"),
                                Column.text("subject"),
                                Column.text("goal"),
                                Column.number("measured", "[interval]")),
                        rows));
    }

    private Session session() {
        return input.comparison().session();
    }

    private List<Link> facts() {
        List<Link> facts = new ArrayList<>();
        facts.add(new Link("load", plan.load()));
        facts.add(new Link("trial", "%s after %s of warm-up".formatted(Numbers.duration(plan.duration()), warmed())));
        result.idleShare()
                .ifPresent(share -> facts.add(new Link(
                        "idle subjects",
                        "used %s of a CPU while another was loaded".formatted(Numbers.roughPercent(share)))));
        facts.add(new Link("right answers", expected()));
        facts.add(new Link(
                "decides", "%s, margin %s".formatted(Wording.label(plan.decide()), Numbers.percent(plan.margin()))));
        for (Calibration known : input.calibrations()) {
            if (known.isAbout(plan)) {
                facts.add(new Link("calibration, " + Wording.label(known.metric()), Wording.calibrated(known)));
                for (String line : Wording.calibration(known)) {
                    int colon = line.indexOf(": ");
                    facts.add(new Link(line.substring(0, colon), line.substring(colon + 2)));
                }
            }
        }
        if (!plan.tags().isEmpty()) {
            facts.add(new Link("tags", String.join(", ", plan.tags())));
        }
        return facts;
    }

    /** From the shortest to the longest warm-up that there was: each lasts until its subjects are stable. */
    private String warmed() {
        List<String> lengths = result.subjects().stream()
                .flatMap(subject -> subject.runs().stream())
                .filter(Headline::measured)
                .map(Run::warmup)
                .sorted()
                .map(Numbers::duration)
                .distinct()
                .toList();
        if (lengths.isEmpty()) {
            return Numbers.duration(plan.warmup());
        }
        String longest = lengths.get(lengths.size() - 1);
        return lengths.size() == 1 ? longest : lengths.get(0) + " to " + longest;
    }

    private String expected() {
        return plan.expect().isEmpty()
                ? "every 2xx"
                : plan.expect().stream().map(status -> Integer.toString(status)).collect(Collectors.joining(", "));
    }

    private List<Doubt> doubts() {
        List<Doubt> doubts = new ArrayList<>();
        List<Caveat> told = result.pairs().stream()
                .flatMap(pair ->
                        pair.verdict() instanceof Verdict.Invalid invalid ? invalid.reasons().stream() : Stream.empty())
                .toList();
        for (SubjectResult subject : result.subjects()) {
            Stream.concat(subject.invalid().stream(), subject.caveats().stream())
                    .filter(caveat -> !told.contains(caveat))
                    .forEach(caveat -> doubts.add(doubt("", caveat)));
        }
        return doubts;
    }

    static Doubt doubt(String about, Caveat caveat) {
        return new Doubt(about + caveat.text(), caveat.remedy());
    }

    private Table compared(PairResult pair) {
        List<Row> rows = pair.estimates().entrySet().stream()
                .map(entry -> compared(pair, entry.getKey(), entry.getValue()))
                .toList();
        return new Table(
                "%s against %s".formatted(pair.subject(), pair.baseline()),
                List.of(
                        Column.text("metric"),
                        Column.text("unit"),
                        Column.number(pair.baseline(), ""),
                        Column.number(pair.subject(), ""),
                        Column.number("difference", "[interval]"),
                        Column.number("in its unit", "[interval]"),
                        Column.text("")),
                rows);
    }

    private Row compared(PairResult pair, Metric metric, Estimate estimate) {
        boolean decides = metric == plan.decide();
        return new Row(
                decides ? "kp-decides" : "",
                new Link(Wording.label(metric), ""),
                List.of(
                        metric.unit(),
                        center(pair.baseline(), metric),
                        center(pair.subject(), metric),
                        Wording.shown(estimate),
                        Optional.ofNullable(pair.differences().get(metric))
                                .map(Numbers::difference)
                                .orElse("–"),
                        decides ? deciding(pair) : ""));
    }

    private static String deciding(PairResult pair) {
        return Kind.of(pair.verdict()) == Kind.INVALID ? "decides, invalid" : "decides";
    }

    private String center(String subject, Metric metric) {
        return result.subjects().stream()
                .filter(candidate -> candidate.name().equals(subject))
                .flatMap(found -> Optional.ofNullable(found.summaries().get(metric)).stream())
                .map(Numbers::center)
                .findFirst()
                .orElse("–");
    }

    private List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        CurveChart curves = new CurveChart(result);
        new DotChart(result, Metric.THROUGHPUT).figure().ifPresent(figures::add);
        curves.figure().ifPresent(figures::add);
        new DotChart(result, Metric.CPU).figure().ifPresent(figures::add);
        if (!List.of(Metric.THROUGHPUT, Metric.CPU).contains(plan.decide())) {
            new DotChart(result, plan.decide()).figure().ifPresent(figures::add);
        }
        new TimeChart(result).figure(curves.legend()).ifPresent(figures::add);
        return figures;
    }

    private String errorsInWords() {
        Tally all = Tally.of(plan, RunTable.inOrder(result));
        return all.failures() + all.unexpected() == 0
                ? "None of %s failed, and all answers were as expected."
                        .formatted(Headline.plural(all.requests(), "request", "requests"))
                : "%s without an answer, %s with an unexpected one, of %s."
                        .formatted(
                                all.share(all.failures()),
                                all.share(all.unexpected()),
                                Headline.plural(all.requests(), "request", "requests"));
    }

    private List<Table> errors() {
        Tally all = Tally.of(plan, RunTable.inOrder(result));
        if (all.failures() + all.unexpected() == 0) {
            return List.of();
        }
        List<Row> rows = result.subjects().stream().map(this::errors).toList();
        return List.of(new Table(
                "Errors and answers of each subject",
                List.of(
                        Column.text("subject"),
                        Column.number("requests", ""),
                        Column.text("no answer"),
                        Column.text("answers by status"),
                        Column.number("not expected", "answers")),
                rows));
    }

    private Row errors(SubjectResult subject) {
        Tally tally = Tally.of(plan, subject);
        return new Row(
                "",
                new Link(subject.name(), ""),
                List.of(
                        Numbers.count(tally.requests()),
                        tally.errorsInWords(),
                        tally.statusesInWords(),
                        tally.share(tally.unexpected())));
    }
}
