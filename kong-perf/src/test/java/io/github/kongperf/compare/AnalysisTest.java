package io.github.kongperf.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.kongperf.compare.CaseResult.PairResult;
import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.ErrorKind;
import io.github.kongperf.result.Latencies;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Metric;
import io.github.kongperf.result.Outcome;
import io.github.kongperf.result.Role;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Schedule;
import io.github.kongperf.result.Session;
import io.github.kongperf.result.Slice;
import io.github.kongperf.result.TrialId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AnalysisTest {

    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

    private final Random random = new Random(1);
    private final List<Run> runs = new ArrayList<>();
    private Session.Pairing pairing = Session.Pairing.NONE;

    @Test
    void calls9PercentLessThroughputSlower() {
        measure("base", 12, 10_000, 0.005);
        measure("slowed", 12, 9_100, 0.005);
        Verdict.Slower slower = (Verdict.Slower) pair().verdict();
        assertThat(slower.estimate().change()).isCloseTo(0.09, within(0.01));
        assertThat(slower.estimate().low()).isLessThan(0.09).isPositive();
        assertThat(slower.estimate().high()).isGreaterThan(0.09);
        assertThat(slower.estimate().confidence()).isCloseTo(0.99, within(1e-9));
    }

    @Test
    void calls9PercentMoreThroughputFaster() {
        measure("base", 12, 10_000, 0.005);
        measure("slowed", 12, 10_900, 0.005);
        assertThat(((Verdict.Faster) pair().verdict()).estimate().change()).isCloseTo(-0.09, within(0.01));
    }

    @Test
    void provesThatEqualSubjectsAreNotSlower() {
        measure("base", 12, 10_000, 0.005);
        measure("slowed", 12, 10_000, 0.005);
        assertThat(((Verdict.NotSlower) pair().verdict()).estimate().high()).isBetween(0.0, 0.03);
    }

    @Test
    void staysUndecidedWhereTheIntervalHoldsZeroAndMoreThanTheMargin() {
        measure("base", 6, 10_000, 0.08);
        measure("slowed", 6, 10_000, 0.08);
        Verdict.Undecided undecided = (Verdict.Undecided) pair().verdict();
        assertThat(undecided.estimate()).isPresent();
        assertThat(undecided.moreBlocks().orElseThrow()).isPositive();
        assertThat(undecided.moreTime().orElseThrow())
                .isEqualTo(Duration.ofSeconds(6)
                        .multipliedBy(2L * undecided.moreBlocks().orElseThrow()));
    }

    @Test
    void saysHowManyBlocksAreTooFew() {
        measure("base", 4, 10_000, 0.001);
        measure("slowed", 4, 5_000, 0.001);
        Verdict.Undecided undecided = (Verdict.Undecided) pair().verdict();
        assertThat(undecided.estimate()).isEmpty();
        assertThat(undecided.moreBlocks()).hasValue(2);
        assertThat(pair().caveats()).containsExactly(new Caveat.TooFewBlocks(4, 6));
        assertThat(pair().caveats().get(0).text()).isEqualTo("4 blocks; 6 can show a difference");
    }

    @Test
    void neverCallsARunOf404sFast() {
        measure("base", 6, 10_000, 0.001);
        for (int block = 1; block <= 6; block++) {
            add("slowed", block, measurement(50_000, Map.of(200, 1L, 404, 49_999L), Map.of(), Optional.empty()));
        }
        Verdict.Invalid invalid = (Verdict.Invalid) pair().verdict();
        assertThat(invalid.reasons().get(0).text())
                .isEqualTo("slowed: 299994 of 300000 answers have a status that is not expected (299994 × 404)");
    }

    @Test
    void toleratesOneFailedRequestInAThousandAndNoMore() {
        measure("base", 6, 10_000, 0.001);
        for (int block = 1; block <= 6; block++) {
            add(
                    "slowed",
                    block,
                    measurement(9_990, Map.of(200, 9_990L), Map.of(ErrorKind.TIMEOUT, 10L), Optional.empty()));
        }
        assertThat(pair().verdict()).isNotInstanceOf(Verdict.Invalid.class);
        runs.removeIf(run -> run.id().subject().equals("slowed"));
        for (int block = 1; block <= 6; block++) {
            add(
                    "slowed",
                    block,
                    measurement(9_980, Map.of(200, 9_980L), Map.of(ErrorKind.TIMEOUT, 20L), Optional.empty()));
        }
        assertThat(((Verdict.Invalid) pair().verdict()).reasons().get(0).text())
                .contains("120 of 60000 requests (0.20 %) got no answer (timeout 120)");
    }

    @Test
    void callsAMissedRateInvalid() {
        measure("base", 6, 1000, 0.001);
        for (int block = 1; block <= 6; block++) {
            add(
                    "slowed",
                    block,
                    measurement(
                            800,
                            Map.of(200, 800L),
                            Map.of(),
                            Optional.of(new Schedule(1000, 1000, 800, Latencies.ofMicros(100)))));
        }
        assertThat(((Verdict.Invalid) pair().verdict()).reasons())
                .containsExactly(new Caveat.RateMissed("slowed", 1000, 800));
    }

    @Test
    void refusesToCompareUnderUnequalConditions() {
        measure("base", 6, 1000, 0.001);
        measure("slowed", 6, 1000, 0.001);
        Run last = runs.remove(runs.size() - 1);
        runs.add(new Run(
                last.id(),
                last.order(),
                last.started(),
                last.warmup(),
                new Conditions(Map.of("host.kernel", "6.2", "host.load_before", "3.1")),
                last.outcome()));
        assertThat(((Verdict.Invalid) pair().verdict()).reasons())
                .containsExactly(new Caveat.ConditionsDiffer("host.kernel", "6.1", "6.1, 6.2"));
    }

    @Test
    void keepsAFailedTrialOutOfTheFiguresAndSaysSo() {
        measure("base", 8, 10_000, 0.005);
        measure("slowed", 8, 9_100, 0.005);
        runs.add(new Run(
                new TrialId("simple", "one", 9, "slowed"),
                0,
                START,
                Duration.ZERO,
                conditions(),
                new Outcome.Failed("it did not start", List.of())));
        CaseResult result = Analysis.of(session(0.01), runs).cases().get(0);
        assertThat(Objects.requireNonNull(result.subjects().get(1).summaries().get(Metric.THROUGHPUT))
                        .values())
                .hasSize(8);
        assertThat(result.subjects().get(1).caveats().get(0).text())
                .isEqualTo("slowed: 1 of 9 trials failed, the first because: it did not start");
        assertThat(pair().verdict()).isInstanceOf(Verdict.Slower.class);
    }

    @Test
    void saysThatNothingWasMeasured() {
        Comparison comparison = Analysis.of(session(0.01), List.of());
        assertThat(comparison.caveats()).contains(new Caveat.Unfinished(0, 24));
        assertThat(((Verdict.Invalid) comparison.cases().get(0).pairs().get(0).verdict()).reasons())
                .containsExactly(new Caveat.NothingMeasured("base"), new Caveat.NothingMeasured("slowed"));
    }

    @Test
    void missesAGoalOnlyIfTheWholeIntervalLiesBeyond() {
        measure("base", 12, 10_000, 0.01);
        measure("slowed", 12, 9_000, 0.01);
        CaseResult result = Analysis.of(session(0.01), runs).cases().get(0);
        // The goal of the case is 9500 requests per second.
        assertThat(result.subjects().get(0).goals().get(0).state()).isEqualTo(GoalResult.State.MET);
        assertThat(result.subjects().get(1).goals().get(0).state()).isEqualTo(GoalResult.State.MISSED);
        runs.clear();
        measure("base", 12, 9_500, 0.01);
        assertThat(Analysis.of(session(0.01), runs)
                        .cases()
                        .get(0)
                        .subjects()
                        .get(0)
                        .goals()
                        .get(0)
                        .state())
                .isEqualTo(GoalResult.State.UNDECIDED);
    }

    @Test
    void seesThroughADriftThatIsCommonToABlock() {
        for (int block = 1; block <= 12; block++) {
            long drifting = 10_000 - 500L * block;
            add("base", block, measurement(drifting, Map.of(200, drifting), Map.of(), Optional.empty()));
            long slower = Math.round(drifting * 0.95) + block % 3;
            add("slowed", block, measurement(slower, Map.of(200, slower), Map.of(), Optional.empty()));
        }
        // Whoever says that trials are paired, and whoever finds that they correlate.
        for (Session.Pairing how : Session.Pairing.values()) {
            pairing = how;
            Verdict.Slower slower = (Verdict.Slower) pair().verdict();
            assertThat(slower.estimate().low()).isCloseTo(0.05, within(0.002));
            assertThat(slower.estimate().high()).isCloseTo(0.05, within(0.002));
        }
    }

    @Test
    void needsNineBlocksOfPairsWhereTwelveAreToCome() {
        pairing = Session.Pairing.BLOCKS;
        measure("base", 8, 10_000, 0.001);
        measure("slowed", 7, 9_000, 0.001);
        assertThat(pair().caveats()).containsExactly(new Caveat.TooFewBlocks(7, 9));
        assertThat(Analysis.fewestBlocks(session(0.01))).isEqualTo(9);
    }

    @Test
    void doubtsFiguresThatTheGeneratorMayHaveLimitedInOneProcess() {
        pairing = Session.Pairing.BLOCKS;
        measure("base", 9, 10_000, 0.005);
        measure("slowed", 9, 10_000, 0.005);
        runs.replaceAll(run -> run.id().subject().equals("base") ? run : busy(run));
        CaseResult result = Analysis.of(session(0.01), runs).cases().get(0);
        assertThat(result.subjects().get(0).caveats()).isEmpty();
        assertThat(result.subjects().get(1).caveats())
                .containsExactly(new Caveat.LimitElsewhere("slowed", Role.GENERATOR, 0.95));
    }

    @Test
    void callsWhatTheGeneratorLimitedInvalidWhereItIsAProcessOfItsOwn() {
        measure("base", 9, 10_000, 0.005);
        measure("slowed", 9, 10_000, 0.005);
        runs.replaceAll(run -> run.id().subject().equals("base") ? run : busy(run));
        CaseResult result = Analysis.of(session(0.01), runs).cases().get(0);
        assertThat(result.subjects().get(1).invalid())
                .containsExactly(new Caveat.LimitElsewhere("slowed", Role.GENERATOR, 0.95));
        assertThat(result.pairs().get(0).verdict()).isInstanceOf(Verdict.Invalid.class);
    }

    @Test
    void doubtsFiguresOfABusyMachineAndOfForeignNativeParts() {
        measure("base", 9, 10_000, 0.005);
        measure("slowed", 9, 10_000, 0.005);
        runs.replaceAll(run -> run.id().subject().equals("base") ? run : disturbed(run));
        CaseResult result = Analysis.of(session(0.01), runs).cases().get(0);
        assertThat(result.subjects().get(0).caveats()).isEmpty();
        assertThat(result.subjects().get(1).caveats())
                .containsExactly(
                        new Caveat.BusyMachine("slowed", 0.25, 0.05),
                        new Caveat.NativeParts("slowed", "3.9.0", "build/patch"));
    }

    @Test
    void doubtsFiguresOfASubjectWhileWhoseLoadOthersDidSomething() {
        measure("base", 10, 10_000, 0.005);
        measure("slowed", 10, 10_000, 0.005);
        runs.replaceAll(run -> besides(run, run.id().subject().equals("base") ? 20 : 21));
        CaseResult result = Analysis.of(session(0.01), runs).cases().get(0);
        assertThat(result.subjects().get(0).caveats()).isEmpty();
        Caveat.NotIdle caveat = new Caveat.NotIdle("slowed", 0.021);
        assertThat(result.subjects().get(1).caveats()).containsExactly(caveat);
        assertThat(result.subjects().get(1).invalid()).isEmpty();
        assertThat(caveat.text())
                .isEqualTo("slowed: while it was loaded, the idle subjects used 2.1 % of a CPU; 2 % may");
        assertThat(result.idleShare().getAsDouble()).isCloseTo(0.0205, within(1e-12));
    }

    @Test
    void knowsNothingOfIdleSubjectsWithoutAReading() {
        measure("base", 1, 10_000, 0.005);
        assertThat(Analysis.of(session(0.01), runs).cases().get(0).idleShare()).isEmpty();
    }

    private static Run besides(Run run, int idleMillis) {
        Slice slice = run.outcome().slices().get(0);
        return new Run(
                run.id(),
                run.order(),
                run.started(),
                run.warmup(),
                run.conditions(),
                new Outcome.Measured(List.of(new Slice(
                        slice.order(),
                        slice.started(),
                        slice.measurement(),
                        slice.cpu(),
                        slice.memory(),
                        slice.host(),
                        Optional.of(Duration.ofMillis(idleMillis))))));
    }

    @Test
    void doubtsWarmUpsThatSawNoEndInMostTrialsWhereSlicesTellNothing() {
        measure("base", 10, 10_000, 0.005);
        measure("slowed", 10, 10_000, 0.005);
        runs.replaceAll(run -> with(
                run,
                Map.of(
                        "warmup.stable",
                        run.id().block() > (run.id().subject().equals("base") ? 5 : 6)
                                ? "yes, after 3 slices"
                                : "no, still %d.1 %% better after 9 slices"
                                        .formatted(run.id().block() + 2))));
        CaseResult result = Analysis.of(session(0.01), runs).cases().get(0);
        assertThat(result.subjects().get(0).caveats()).isEmpty();
        Caveat.NotWarm caveat = new Caveat.NotWarm("slowed", 6, 10, "still 3.1 % better after 9 slices");
        assertThat(result.subjects().get(1).caveats()).containsExactly(caveat);
        assertThat(result.subjects().get(1).invalid()).isEmpty();
        assertThat(caveat.text())
                .isEqualTo(
                        "slowed: 6 of 10 trials still got faster at the end of their warm-up (the first: still 3.1 % better after 9 slices); 50 % may");
    }

    @Test
    void doubtsTrialsWhoseFirstSliceNeededMoreThanTheLast() {
        measure("base", 12, 10_000, 0.005);
        measure("slowed", 12, 10_000, 0.005);
        Random random = new Random(5);
        runs.replaceAll(run -> {
            // Both are noisy, and both seemed not to be warm now and then; one of them really was not.
            double first = run.id().subject().equals("base") ? 1 : 1.04;
            return with(
                    inSlices(run, first * Math.exp(0.02 * random.nextGaussian()), 1, 1),
                    Map.of(
                            "warmup.stable",
                            run.id().block() % 2 == 0
                                    ? "yes, after 2 slices"
                                    : "no, still 5.0 % better after 2 slices"));
        });
        CaseResult result = Analysis.of(session(0.01), runs).cases().get(0);
        assertThat(result.subjects().get(0).caveats()).isEmpty();
        assertThat(result.subjects().get(1).caveats())
                .singleElement()
                .isInstanceOfSatisfying(Caveat.StillWarming.class, caveat -> {
                    assertThat(caveat.trials()).isEqualTo(12);
                    assertThat(caveat.low()).isBetween(0.01, 0.04);
                    assertThat(caveat.high()).isBetween(0.04, 0.08);
                });
        assertThat(new Caveat.StillWarming("slowed", 12, 0.0213, 0.0571).text())
                .isEqualTo(
                        "slowed: in 12 trials the first slice needed 2.1 % to 5.7 % more per request than the last, so their warm-up was too short; 1 % may");
    }

    /** With as many slices, of which each needed so many times the gateway's CPU time. */
    private static Run inSlices(Run run, double... costs) {
        Slice slice = run.outcome().slices().get(0);
        List<Slice> slices = new ArrayList<>();
        for (double cost : costs) {
            slices.add(new Slice(
                    slices.size(),
                    slice.started(),
                    slice.measurement(),
                    Map.of(Role.GATEWAY, Duration.ofNanos(Math.round(900e6 * cost)))));
        }
        return new Run(
                run.id(), run.order(), run.started(), run.warmup(), run.conditions(), new Outcome.Measured(slices));
    }

    @Test
    void doubtsNativePartsOfAUserThatAreNotKnownToBeItsOwn() {
        measure("base", 9, 10_000, 0.005);
        measure("slowed", 9, 10_000, 0.005);
        runs.replaceAll(run -> run.id().subject().equals("base") ? run : onKongHome(run));
        assertThat(Analysis.of(session(0.01), runs)
                        .cases()
                        .get(0)
                        .subjects()
                        .get(1)
                        .caveats())
                .extracting(Caveat::text)
                .containsExactly(
                        "slowed: changes native parts since 3.9.0 (build/patch), and ran on those of kongHome /home, which may be others",
                        "slowed: ran on other native parts than it asks for, those of kongHome /home:"
                                + " OpenResty 1.25.3.1 (wanted 1.25.3.2), inspect 3.1.2-0 (wanted == 3.1.3)");
    }

    private static Run onKongHome(Run run) {
        return new Run(
                run.id(),
                run.order(),
                run.started(),
                run.warmup(),
                run.conditions()
                        .and(Map.of(
                                "kong.base", "3.9.0",
                                "kong.native_changed", "yes: build/patch",
                                "kong.native_parts", "kongHome /home",
                                "kong.openresty_differs", "OpenResty 1.25.3.1 (wanted 1.25.3.2)",
                                "kong.rocks_differ", "inspect 3.1.2-0 (wanted == 3.1.3)")),
                run.outcome());
    }

    /** On four CPUs of which others used one. */
    private static Run disturbed(Run run) {
        List<Slice> slices = run.outcome().slices().stream()
                .map(slice -> new Slice(
                        slice.order(),
                        slice.started(),
                        slice.measurement(),
                        Map.of(Role.GATEWAY, Duration.ofSeconds(1)),
                        java.util.OptionalLong.empty(),
                        Optional.of(
                                new Slice.Host(Duration.ofSeconds(2), Duration.ofMillis(200), Duration.ofSeconds(4))),
                        Optional.empty()))
                .toList();
        return new Run(
                run.id(),
                run.order(),
                run.started(),
                run.warmup(),
                run.conditions().and(Map.of("kong.base", "3.9.0", "kong.native_changed", "yes: build/patch")),
                new Outcome.Measured(slices));
    }

    /** Two threads that used 1.9 s of CPU time in a slice of one second. */
    private static Run busy(Run run) {
        Slice slice = run.outcome().slices().get(0);
        Map<Role, Duration> cpu = Map.of(Role.GATEWAY, Duration.ofMillis(900), Role.GENERATOR, Duration.ofMillis(1900));
        return new Run(
                run.id(),
                run.order(),
                run.started(),
                run.warmup(),
                run.conditions().and(Map.of("generator.threads", "2")),
                new Outcome.Measured(List.of(new Slice(slice.order(), slice.started(), slice.measurement(), cpu))));
    }

    @Test
    void saysThatMoreProcessesOfOneSubjectAreOfTheSlowerKind() {
        for (int block = 1; block <= 30; block++) {
            add("base", block, throughput(10_000 * (block % 6 == 0 ? 0.92 : 1) * spread()));
            add("slowed", block, throughput(10_000 * (block % 5 < 3 ? 0.92 : 1) * spread()));
        }
        assertThat(pair().caveats())
                .singleElement()
                .extracting(Caveat::text)
                .asString()
                .startsWith("slowed: in throughput 18 of its 30 processes are of the slower of two kinds (8")
                .contains("of base 5; by the mean over processes it is 3.", "% slower");
    }

    @Test
    void saysNothingOfKindsWhereBothHaveThemAlike() {
        for (int block = 1; block <= 30; block++) {
            add("base", block, throughput(10_000 * (block % 3 == 0 ? 0.92 : 1) * spread()));
            add("slowed", block, throughput(10_000 * (block % 3 == 1 ? 0.92 : 1) * spread()));
        }
        assertThat(pair().caveats()).isEmpty();
    }

    private double spread() {
        return Math.exp(0.008 * random.nextGaussian());
    }

    @Test
    void refusesASubjectThatChangedAmidTheSession() {
        measure("base", 12, 10_000, 0.005);
        measure("slowed", 12, 10_000, 0.005);
        runs.replaceAll(run -> run.id().subject().equals("slowed")
                ? with(run, Map.of("kong.commit", run.id().block() < 5 ? "aaa" : "bbb"))
                : run);
        assertThat(((Verdict.Invalid) pair().verdict()).reasons())
                .containsExactly(new Caveat.SubjectChanged("slowed", "kong.commit", "aaa and bbb"));
    }

    private static Run with(Run run, Map<String, String> conditions) {
        return new Run(
                run.id(),
                run.order(),
                run.started(),
                run.warmup(),
                run.conditions().and(conditions),
                run.outcome());
    }

    @Test
    void saysHowManyTrialsAGoalNeeds() {
        measure("base", 7, 10_000, 0.01);
        CaseResult.SubjectResult base =
                Analysis.of(session(0.01), runs).cases().get(0).subjects().get(0);
        assertThat(base.goals().get(0).state()).isEqualTo(GoalResult.State.UNDECIDED);
        assertThat(base.caveats()).containsExactly(new Caveat.TooFewForGoals("base", 7, 9));
    }

    @Test
    void sharesTheErrorRateAmongComparisons() {
        Session one = session(0.01);
        List<Session.PlannedCase> twice =
                List.of(one.cases().get(0), one.cases().get(0));
        Session two = with(one, twice, one.conditions());
        assertThat(Analysis.confidence(one, 12)).isCloseTo(0.99, within(1e-12));
        assertThat(Analysis.confidence(two, 12)).isCloseTo(0.995, within(1e-12));
    }

    @Test
    void saysWhichCpusGatewayAndGeneratorShared() {
        Session one = session(0.01);
        Session shared = with(one, one.cases(), one.conditions().and(Map.of(Conditions.SHARED_CPUS, "0,1")));
        assertThat(Analysis.of(shared, runs).caveats()).contains(new Caveat.SharedCpus("0,1"));
        assertThat(Analysis.of(one, runs).caveats()).noneMatch(Caveat.SharedCpus.class::isInstance);
    }

    private static Session with(Session one, List<Session.PlannedCase> cases, Conditions conditions) {
        return new Session(
                one.id(),
                one.started(),
                one.tool(),
                one.driver(),
                one.gateway(),
                one.isKong(),
                one.command(),
                one.seed(),
                one.blocks(),
                one.looks(),
                one.errorRate(),
                one.pairing(),
                one.subjects(),
                cases,
                conditions);
    }

    private PairResult pair() {
        return Analysis.of(session(0.01), runs).cases().get(0).pairs().get(0);
    }

    private void measure(String subject, int blocks, double throughput, double spread) {
        for (int block = 1; block <= blocks; block++) {
            long answers = Math.round(throughput * Math.exp(spread * random.nextGaussian()));
            add(subject, block, measurement(answers, Map.of(200, answers), Map.of(), Optional.empty()));
        }
    }

    private static Measurement throughput(double answers) {
        long count = Math.round(answers);
        return measurement(count, Map.of(200, count), Map.of(), Optional.empty());
    }

    private static Measurement measurement(
            long answers, Map<Integer, Long> statuses, Map<ErrorKind, Long> errors, Optional<Schedule> schedule) {
        return new Measurement(
                Duration.ofSeconds(1), statuses, errors, answers * 200, Latencies.ofMicros(100, 200, 300), schedule);
    }

    private void add(String subject, int block, Measurement measurement) {
        Slice slice = new Slice(0, START, measurement, Map.of(Role.GATEWAY, Duration.ofMillis(900)));
        runs.add(new Run(
                new TrialId("simple", "one", block, subject),
                0,
                START,
                Duration.ofSeconds(3),
                conditions(),
                new Outcome.Measured(List.of(slice))));
    }

    private static Conditions conditions() {
        return new Conditions(Map.of("host.kernel", "6.1", "host.load_before", "0.2"));
    }

    private Session session(double errorRate) {
        return new Session(
                "s",
                START,
                "1",
                "embedded",
                "not Kong",
                false,
                "mvn kong-perf:run",
                1,
                12,
                List.of(12),
                errorRate,
                pairing,
                List.of(
                        new Session.Subject("base", "embedded", Optional.empty(), Optional.empty()),
                        new Session.Subject("slowed", "embedded", Optional.of("slowed"), Optional.of("base"))),
                List.of(new Session.PlannedCase(
                        "simple",
                        "one",
                        List.of(),
                        Map.of(),
                        List.of("base", "slowed"),
                        "GET /",
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(3),
                        List.of(),
                        Metric.THROUGHPUT,
                        0.03,
                        Map.of(Metric.THROUGHPUT, 9_500.0))),
                conditions());
    }
}
