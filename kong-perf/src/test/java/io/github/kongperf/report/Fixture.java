package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.CaseResult.PairResult;
import io.github.kongperf.compare.CaseResult.SubjectResult;
import io.github.kongperf.compare.Caveat;
import io.github.kongperf.compare.Comparison;
import io.github.kongperf.compare.Difference;
import io.github.kongperf.compare.Estimate;
import io.github.kongperf.compare.GoalResult;
import io.github.kongperf.compare.Summary;
import io.github.kongperf.compare.Summary.Bounds;
import io.github.kongperf.compare.Summary.TrialValue;
import io.github.kongperf.compare.Verdict;
import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.ErrorKind;
import io.github.kongperf.result.Latencies;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Metric;
import io.github.kongperf.result.Outcome;
import io.github.kongperf.result.Role;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session;
import io.github.kongperf.result.Session.PlannedCase;
import io.github.kongperf.result.Session.Subject;
import io.github.kongperf.result.Slice;
import io.github.kongperf.result.TrialId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;

/** Sessions as they could have been: the latencies are drawn from a seed, the verdicts are set by hand. */
final class Fixture {

    static final int BLOCKS = 12;

    private static final Instant START = Instant.parse("2026-11-25T08:30:00Z");
    private static final double CONFIDENCE = 0.998;

    private final Random random;
    private final Session session;
    private final int latencies;

    private Fixture(long seed, Session session, int latencies) {
        this.random = new Random(seed);
        this.session = session;
        this.latencies = latencies;
    }

    record Doubt(String text, String remedy) implements Caveat {}

    /** A verdict of each kind, failed runs, goals and doubts. */
    static Comparison everyKind() {
        List<Subject> subjects = List.of(
                new Subject("unvaried", "embedded", Optional.empty(), Optional.empty()),
                new Subject("slowed", "embedded", Optional.of("slowed"), Optional.of("unvaried")));
        List<PlannedCase> plans = List.of(
                plan("simple", "single_route", subjects, Map.of(Metric.P99, 20.0, Metric.THROUGHPUT, 4000.0)),
                plan("simple", "random_routes routes=200", subjects, Map.of()),
                plan("simple", "key_auth", subjects, Map.of()),
                plan("limits", "large answer", subjects, Map.of()),
                plan("limits", "admin_status", subjects, Map.of()),
                plan("limits", "health", subjects, Map.of()));
        Fixture fixture = new Fixture(4711, session("2026-11-25-083000", subjects, plans, false), 1500);
        List<CaseResult> cases = List.of(
                fixture.slower(plans.get(0)),
                fixture.undecided(plans.get(1)),
                fixture.tooFew(plans.get(2)),
                fixture.invalid(plans.get(3)),
                fixture.plain(plans.get(4), 0.93),
                fixture.plain(plans.get(5), 1.002));
        return new Comparison(
                fixture.session,
                cases,
                BLOCKS * 12,
                List.of(
                        new Caveat.OneProcess("one JVM"),
                        new Doubt(
                                "the machine was busy before the session: load 1.8 on 2 CPUs",
                                "run it on a quiet machine")));
    }

    /** Four subjects, one of them with an interval far wider than the others'; Kong itself. */
    static Comparison versions() {
        List<Subject> subjects = List.of(
                new Subject("3.8.0", "3.8.0", Optional.empty(), Optional.empty()),
                new Subject("3.9.1", "3.9.1", Optional.empty(), Optional.of("3.8.0")),
                new Subject("git:master", "git:master", Optional.empty(), Optional.of("3.8.0")),
                new Subject("3.8.0 with a-plugin-of-ours", "3.8.0", Optional.of("a-plugin"), Optional.of("3.8.0")));
        List<PlannedCase> plans = List.of(
                plan("routing", "single_route", subjects, Map.of()),
                plan("routing", "random_routes routes=50", subjects, Map.of()),
                plan("routing", "random_routes routes=5000", subjects, Map.of()));
        Fixture fixture = new Fixture(42, session("2026-11-25-120000", subjects, plans, true), 1500);
        return new Comparison(
                fixture.session,
                plans.stream()
                        .map(plan -> fixture.measured(plan, BLOCKS, 1.0, 1.043, 1.001, 1.31))
                        .toList(),
                BLOCKS * 12,
                List.of());
    }

    /** A planned session without a single run. */
    static Comparison empty() {
        List<Subject> subjects = List.of(
                new Subject("unvaried", "embedded", Optional.empty(), Optional.empty()),
                new Subject("slowed", "embedded", Optional.of("slowed"), Optional.of("unvaried")));
        List<PlannedCase> plans = List.of(plan("simple", "single_route", subjects, Map.of(Metric.P99, 20.0)));
        Session session = session("2026-11-25-090000", subjects, plans, false);
        SubjectResult unvaried = new SubjectResult("unvaried", List.of(), Map.of(), List.of(), List.of(), List.of());
        SubjectResult slowed = new SubjectResult(
                "slowed",
                List.of(),
                Map.of(),
                List.of(new GoalResult(Metric.P99, 20, Optional.empty(), GoalResult.State.UNDECIDED)),
                List.of(),
                List.of());
        Verdict undecided = new Verdict.Undecided(Optional.empty(), OptionalInt.empty(), Optional.empty());
        return new Comparison(
                session,
                List.of(new CaseResult(
                        plans.get(0),
                        List.of(unvaried, slowed),
                        List.of(new PairResult("slowed", "unvaried", Map.of(), Map.of(), undecided, List.of())))),
                24,
                List.of());
    }

    /** 20 cases, 5 subjects, 20 blocks: the largest that a page must bear. */
    static Comparison large() {
        List<Subject> subjects = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            subjects.add(new Subject(
                    "3.%d.0".formatted(i),
                    "3.%d.0".formatted(i),
                    Optional.empty(),
                    i == 0 ? Optional.empty() : Optional.of("3.0.0")));
        }
        List<PlannedCase> plans = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            plans.add(plan("large", "case_%d".formatted(i), subjects, Map.of()));
        }
        Fixture fixture = new Fixture(1, session("2026-11-25-100000", subjects, plans, true), 400);
        return new Comparison(
                fixture.session,
                plans.stream()
                        .map(plan -> fixture.measured(plan, 20, 1.0, 1.01, 1.02, 0.99, 1.04))
                        .toList(),
                2000,
                List.of());
    }

    /** Two subjects whose names, conditions and command are what an attacker or a careless user would write. */
    static Comparison hostile(String name) {
        List<Subject> subjects = List.of(
                new Subject(name, name, Optional.of(name), Optional.empty()),
                new Subject(name + "2", name, Optional.of(name), Optional.of(name)));
        PlannedCase plan = new PlannedCase(
                name,
                name,
                List.of(name),
                Map.of(),
                List.of(name, name + "2"),
                name,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                List.of(),
                Metric.THROUGHPUT,
                0.03,
                Map.of());
        Session session = new Session(
                name,
                START,
                name,
                name,
                name,
                false,
                name,
                1,
                3,
                List.of(3),
                0.01,
                Session.Pairing.NONE,
                subjects,
                List.of(plan),
                new Conditions(Map.of(name, name)));
        Fixture fixture = new Fixture(5, session, 300);
        return new Comparison(session, List.of(fixture.measured(plan, 3, 1.0, 1.1)), 6, List.of(new Doubt(name, name)));
    }

    /** A release and a commit, to be profiled in one of two cases; {@link FixtureProfiles} has what came of it. */
    static Comparison profiled() {
        List<Subject> subjects = List.of(
                new Subject("3.8.0", "3.8.0", Optional.empty(), Optional.empty()),
                new Subject("git:main", "git:main", Optional.empty(), Optional.of("3.8.0")));
        List<PlannedCase> plans = List.of(
                plan("flame", "single_route", subjects, Map.of(), List.of("lua", "perf", "stapxx")),
                plan("flame", "admin_status", subjects, Map.of()));
        Fixture fixture = new Fixture(99, session("2026-11-25-130000", subjects, plans, true), 1500);
        return new Comparison(
                fixture.session,
                plans.stream()
                        .map(plan -> fixture.measured(plan, BLOCKS, 1.0, 1.2))
                        .toList(),
                BLOCKS * 4,
                List.of());
    }

    /** Log lines for the runs of one subject, far too many in one of them. */
    static LogSource logs() {
        return run -> {
            if (!run.id().subject().equals("slowed") || !run.id().caseName().equals("single_route")) {
                return List.of();
            }
            int lines = run.id().block() == 2 ? 250 : run.id().block() == 5 ? 2 : 0;
            List<String> log = new ArrayList<>();
            for (int i = 0; i < lines; i++) {
                log.add(
                        "2026/11/25 08:31:%02d [error] 17#0: *%d connect() failed (111: Connection refused) while connecting to upstream, request: \"GET /s1-r1?<a>&b HTTP/1.1\""
                                .formatted(i % 60, i));
            }
            return log;
        };
    }

    private static PlannedCase plan(String scenario, String name, List<Subject> subjects, Map<Metric, Double> goals) {
        return plan(scenario, name, subjects, goals, List.of());
    }

    private static PlannedCase plan(
            String scenario, String name, List<Subject> subjects, Map<Metric, Double> goals, List<String> profilers) {
        return new PlannedCase(
                scenario,
                name,
                List.of("no_plugins"),
                Map.of(),
                subjects.stream().map(Subject::name).toList(),
                "20 connections, 2 threads, as fast as they go, GET /s1-r1",
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                List.of(200),
                Metric.THROUGHPUT,
                0.03,
                goals,
                profilers);
    }

    private static Session session(String id, List<Subject> subjects, List<PlannedCase> plans, boolean kong) {
        return new Session(
                id,
                START,
                "0.1.0",
                kong ? "docker" : "embedded",
                kong ? "Kong" : "a plain reverse proxy inside the Maven JVM (Undertow 2.3)",
                kong,
                "mvn kong-perf:run -Dkong-perf.driver=%s -Dkong-perf.seed=4711".formatted(kong ? "docker" : "embedded"),
                4711,
                BLOCKS,
                List.of(4, 8, BLOCKS),
                0.01,
                Session.Pairing.NONE,
                subjects,
                plans,
                new Conditions(Map.of("host.name", "bench-1", "host.cpus", "2", "java.version", "17.0.12")));
    }

    private CaseResult slower(PlannedCase plan) {
        CaseResult all = measured(plan, BLOCKS, 1.0, 1.081);
        SubjectResult slowed = all.subjects().get(1);
        List<Run> runs = new ArrayList<>(slowed.runs());
        Run seventh = runs.get(6);
        runs.set(
                6,
                new Run(
                        seventh.id(),
                        seventh.order(),
                        seventh.started(),
                        seventh.warmup(),
                        seventh.conditions(),
                        new Outcome.Failed(
                                "the gateway did not answer http://127.0.0.1:41873/s1-r1 in 10 s; last answer: connection refused",
                                List.of())));
        Map<Metric, Summary> summaries = summaries(runs);
        List<GoalResult> goals = List.of(
                new GoalResult(
                        Metric.THROUGHPUT,
                        4000,
                        Optional.ofNullable(summaries.get(Metric.THROUGHPUT)),
                        GoalResult.State.MISSED),
                new GoalResult(Metric.P99, 20, Optional.ofNullable(summaries.get(Metric.P99)), GoalResult.State.MET));
        SubjectResult failed = new SubjectResult(
                slowed.name(),
                runs,
                summaries,
                goals,
                List.of(),
                List.of(new Doubt("slowed: 1 of 12 trials failed", "see its reason among the runs")));
        return new CaseResult(plan, List.of(all.subjects().get(0), failed), all.pairs());
    }

    private CaseResult undecided(PlannedCase plan) {
        CaseResult all = measured(plan, BLOCKS, 1.0, 1.012);
        Verdict verdict = new Verdict.Undecided(
                Optional.of(new Estimate(-0.006, 0.012, 0.033, CONFIDENCE)),
                OptionalInt.of(14),
                Optional.of(Duration.ofMinutes(21)));
        return judged(all, verdict, List.of(new Doubt("two speeds, 9 % apart, make the mean noisy", "more blocks")));
    }

    private CaseResult tooFew(PlannedCase plan) {
        CaseResult all = measured(plan, 2, 1.0, 1.05);
        PairResult pair = new PairResult(
                "slowed",
                "unvaried",
                Map.of(),
                Map.of(),
                new Verdict.Undecided(Optional.empty(), OptionalInt.of(5), Optional.of(Duration.ofSeconds(45))),
                List.of(new Doubt("2 blocks", "7 can show a difference")));
        return new CaseResult(plan, all.subjects(), List.of(pair));
    }

    private CaseResult invalid(PlannedCase plan) {
        CaseResult all = measured(plan, 4, 1.0, 1.4);
        Doubt upstream = new Doubt("the upstream used 98 % of its CPU", "give it 2 workers, then run again");
        Doubt wrong = new Doubt("37 of 12 345 answers were 404", "set expect, or mend the route");
        CaseResult judged = judged(all, new Verdict.Invalid(List.of(upstream, wrong)), List.of());
        SubjectResult slowed = judged.subjects().get(1);
        List<Run> runs = slowed.runs().stream().map(Fixture::withErrors).toList();
        SubjectResult marked =
                new SubjectResult(slowed.name(), runs, summaries(runs), List.of(), List.of(upstream, wrong), List.of());
        return new CaseResult(plan, List.of(judged.subjects().get(0), marked), judged.pairs());
    }

    private CaseResult plain(PlannedCase plan, double factor) {
        return measured(plan, BLOCKS, 1.0, factor);
    }

    private static CaseResult judged(CaseResult all, Verdict verdict, List<Caveat> caveats) {
        PairResult pair = all.pairs().get(0);
        return new CaseResult(
                all.plan(),
                all.subjects(),
                List.of(new PairResult(
                        pair.subject(), pair.baseline(), pair.estimates(), pair.differences(), verdict, caveats)));
    }

    private static Run withErrors(Run run) {
        Slice slice = run.outcome().slices().get(0);
        Measurement all = slice.measurement();
        Measurement worse = new Measurement(
                all.duration(),
                Map.of(200, all.answers() - 9, 404, 9L),
                Map.of(ErrorKind.TIMEOUT, 2L, ErrorKind.CLOSED, 1L),
                all.bytesRead(),
                all.latencies(),
                all.schedule());
        Conditions conditions = run.conditions().and(Map.of("host.governor", "powersave"));
        return new Run(
                run.id(),
                run.order(),
                run.started(),
                run.warmup(),
                conditions,
                new Outcome.Measured(List.of(new Slice(0, slice.started(), worse, slice.cpu()))));
    }

    /** @param factors how much slower each subject is than the base */
    private CaseResult measured(PlannedCase plan, int blocks, double... factors) {
        List<SubjectResult> subjects = new ArrayList<>();
        for (int i = 0; i < factors.length; i++) {
            List<Run> runs = new ArrayList<>();
            for (int block = 1; block <= blocks; block++) {
                runs.add(run(plan, plan.subjects().get(i), block, (i + block) % factors.length, factors[i]));
            }
            subjects.add(
                    new SubjectResult(plan.subjects().get(i), runs, summaries(runs), List.of(), List.of(), List.of()));
        }
        List<PairResult> pairs = subjects.stream()
                .skip(1)
                .map(subject -> pair(plan, subjects.get(0), subject))
                .toList();
        return new CaseResult(plan, subjects, pairs);
    }

    private Run run(PlannedCase plan, String subject, int block, int order, double factor) {
        double speed = factor * (1 + 0.02 * random.nextGaussian());
        Instant started = START.plusSeconds(block * 60L + order * 6L);
        List<Slice> slices = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            slices.add(slice(i, started.plusSeconds(1 + i), speed));
        }
        Conditions conditions = new Conditions(Map.of(
                "host.name", "bench-1",
                "host.cpus", "2",
                "host.governor", "performance",
                "host.load-before", "0.%d".formatted(random.nextInt(100))));
        return new Run(
                new TrialId(plan.scenario(), plan.name(), block, subject),
                order,
                started,
                plan.warmup(),
                conditions,
                new Outcome.Measured(slices));
    }

    private Slice slice(int order, Instant started, double speed) {
        long[] micros = new long[(int) (latencies / speed)];
        for (int i = 0; i < micros.length; i++) {
            double tail = random.nextDouble() < 0.02 ? 4000 * random.nextDouble() : 0;
            micros[i] = Math.round((380 + 140 * -Math.log(1 - random.nextDouble()) + tail) * speed);
        }
        // As many answers as came in that time, so that throughput and latencies fit each other.
        Duration duration = Duration.ofMillis(350);
        return new Slice(
                order,
                started,
                new Measurement(
                        duration,
                        Map.of(200, (long) micros.length),
                        Map.of(),
                        micros.length * 180L,
                        Latencies.ofMicros(micros),
                        Optional.empty()),
                Map.of(
                        Role.GATEWAY, Duration.ofNanos(Math.round(micros.length * 38_000 * speed)),
                        Role.UPSTREAM, Duration.ofNanos(micros.length * 9_000L),
                        Role.GENERATOR, Duration.ofNanos(micros.length * 12_000L)),
                OptionalLong.empty(),
                Optional.empty(),
                session.isKong() ? Optional.of(Duration.ofNanos(330_000)) : Optional.empty());
    }

    private static Map<Metric, Summary> summaries(List<Run> runs) {
        Map<Metric, Summary> summaries = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            List<TrialValue> values = runs.stream()
                    .filter(run -> run.value(metric).isPresent())
                    .map(run ->
                            new TrialValue(run.id().block(), run.value(metric).orElseThrow()))
                    .toList();
            if (!values.isEmpty()) {
                summaries.put(metric, summary(metric, values));
            }
        }
        return summaries;
    }

    private static Summary summary(Metric metric, List<TrialValue> values) {
        double mean = values.stream().mapToDouble(TrialValue::value).average().orElseThrow();
        if (values.size() < 4) {
            return new Summary(metric, values, mean, mean, Optional.empty());
        }
        double error = 3 * error(values, TrialValue::value);
        return new Summary(metric, values, mean, mean, Optional.of(new Bounds(mean - error, mean + error, CONFIDENCE)));
    }

    private static PairResult pair(PlannedCase plan, SubjectResult baseline, SubjectResult subject) {
        Map<Metric, Estimate> estimates = new EnumMap<>(Metric.class);
        Map<Metric, Difference> differences = new EnumMap<>(Metric.class);
        subject.summaries()
                .forEach((metric, summary) -> Optional.ofNullable(
                                baseline.summaries().get(metric))
                        .ifPresent(base -> {
                            estimates.put(metric, estimate(metric, base, summary));
                            differences.put(metric, difference(metric, base, summary));
                        }));
        return new PairResult(
                subject.name(),
                baseline.name(),
                estimates,
                differences,
                verdict(Optional.ofNullable(estimates.get(plan.decide())).orElseThrow(), plan.margin()),
                List.of());
    }

    private static Difference difference(Metric metric, Summary base, Summary summary) {
        Estimate relative = estimate(metric, base, summary);
        double sign = metric.higherIsBetter() ? -base.mean() : base.mean();
        double one = sign * relative.low();
        double other = sign * relative.high();
        return new Difference(Math.min(one, other), sign * relative.change(), Math.max(one, other));
    }

    private static Estimate estimate(Metric metric, Summary base, Summary summary) {
        double sign = metric.higherIsBetter() ? -1 : 1;
        double change = sign * (summary.mean() / base.mean() - 1);
        double error = 3 * Math.hypot(relativeError(base), relativeError(summary));
        return new Estimate(change - error, change, change + error, CONFIDENCE);
    }

    private static Verdict verdict(Estimate estimate, double margin) {
        if (estimate.low() > 0) {
            return new Verdict.Slower(estimate);
        }
        if (estimate.high() < 0) {
            return new Verdict.Faster(estimate);
        }
        return estimate.high() <= margin
                ? new Verdict.NotSlower(estimate)
                : new Verdict.Undecided(
                        Optional.of(estimate), OptionalInt.of(123), Optional.of(Duration.ofMinutes(185)));
    }

    private static double relativeError(Summary summary) {
        return error(summary.values(), TrialValue::value) / summary.mean();
    }

    private static double error(List<TrialValue> values, Function<TrialValue, Double> value) {
        double mean = values.stream().mapToDouble(value::apply).average().orElseThrow();
        double squares = values.stream()
                .mapToDouble(one -> Math.pow(value.apply(one) - mean, 2))
                .sum();
        return Math.sqrt(squares / Math.max(1, values.size() - 1) / values.size());
    }
}
