package io.github.kongperf.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.compare.Looks;
import io.github.kongperf.plan.Block;
import io.github.kongperf.plan.Plan;
import io.github.kongperf.plan.Scenarios;
import io.github.kongperf.plan.Subject;
import io.github.kongperf.plan.Workload;
import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.Outcome;
import io.github.kongperf.result.Profile;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Role;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session;
import io.github.kongperf.result.Slice;
import io.github.kongperf.result.TrialId;
import io.github.kongperf.scenario.Case;
import io.github.kongperf.scenario.Profiling;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExperimentTest {

    private final JournalTestbed testbed = new JournalTestbed();
    private final List<String> lines = new ArrayList<>();

    private Profiling profilers = Profiling.none();

    @TempDir
    private Path folder;

    @Test
    void bringsAllSubjectsUpBeforeItLoadsThemInTurn() throws InterruptedException {
        carryOut(Case.Order.SIDE_BY_SIDE, 1);
        assertThat(testbed.journal.subList(0, 2)).containsExactlyInAnyOrder("deploy base", "deploy slowed");
        // Two slices of warm-up each, then two that are measured.
        assertThat(testbed.journal.stream().filter("load base"::equals)).hasSize(4);
        assertThat(testbed.journal.stream().filter("load slowed"::equals)).hasSize(4);
        assertThat(testbed.journal.subList(12, 14)).containsExactlyInAnyOrder("stop base", "stop slowed");
        assertThat(testbed.journal).hasSize(14);
    }

    @Test
    void profilesAfterAllBlocksInTrialsOfTheirOwn() throws InterruptedException {
        profilers = Profiling.with(List.of("lua", "perf"));
        assertThat(carryOut(Case.Order.SIDE_BY_SIDE, 2)).isEqualTo(new Tally(4, 0));
        List<String> first = testbed.journal.subList(28, testbed.journal.size()).subList(0, 20);
        assertThat(first.subList(0, 2)).containsExactlyInAnyOrder("deploy base", "deploy slowed");
        // Attached before the warm-up, and samples are taken under load.
        assertThat(first.subList(4, 6)).containsExactlyInAnyOrder("attach lua to base", "attach lua to slowed");
        assertThat(first.subList(6, 10)).allMatch(line -> line.startsWith("load "));
        String subject = first.get(10).substring("sample ".length());
        assertThat(first.subList(10, 13))
                .containsExactly("sample " + subject, "load " + subject, "samples of " + subject);
        assertThat(first.subList(16, 18)).containsExactlyInAnyOrder("detach from base", "detach from slowed");
        List<Profile> profiles = new ResultFolder(folder).read("s").profiles();
        assertThat(profiles)
                .hasSize(2 * 2 * 5)
                .allMatch(profile -> profile.sampled().isPresent());
        assertThat(profiles.get(0).sampled()).hasValueSatisfying(sampled -> {
            assertThat(sampled.samples().samples()).isEqualTo(900);
            assertThat(sampled.answers()).isEqualTo(100);
            assertThat(sampled.cpu()).contains(Duration.ofMillis(1));
        });
        assertThat(runs("embedded")).hasSize(2);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("profile"))
                .hasSize(20)
                .last()
                .asString()
                .contains("20/20");
    }

    @Test
    void keepsTheReasonOfAProfilerThatFailsAndTheOthersSamples() throws InterruptedException {
        profilers = Profiling.with(List.of("lua"));
        testbed.unprofilable = "slowed";
        carryOut(Case.Order.SIDE_BY_SIDE, 1);
        List<Profile> profiles = new ResultFolder(folder).read("s").profiles();
        assertThat(profiles).hasSize(10);
        assertThat(profiles)
                .filteredOn(profile -> profile.sampled().isPresent())
                .hasSize(5);
        assertThat(profiles)
                .filteredOn(profile -> profile.id().subject().equals("embedded slowed"))
                .allSatisfy(profile -> assertThat(profile.failure()).contains("there is no program 'lua'"));
        assertThat(testbed.journal).doesNotContain("detach from slowed").contains("detach from base");
    }

    @Test
    void doesNotTryAProfilerAgainThatNoSubjectCanHave() throws InterruptedException {
        profilers = Profiling.with(List.of("perf"));
        testbed.unprofilable = "all";
        assertThat(carryOut(Case.Order.SIDE_BY_SIDE, 1)).isEqualTo(new Tally(2, 0));
        assertThat(testbed.journal)
                .filteredOn(line -> line.startsWith("attach"))
                .hasSize(2);
        assertThat(new ResultFolder(folder).read("s").profiles()).hasSize(2);
    }

    @Test
    void detachesAProfilerThatDied() throws InterruptedException {
        profilers = Profiling.with(List.of("lua"));
        testbed.profilerDies = "base";
        carryOut(Case.Order.ONE_AFTER_ANOTHER, 1);
        assertThat(testbed.journal).filteredOn("detach from base"::equals).hasSize(5);
        assertThat(testbed.journal.indexOf("detach from base")).isLessThan(testbed.journal.lastIndexOf("stop base"));
        assertThat(new ResultFolder(folder).read("s").profiles())
                .filteredOn(profile -> profile.failure().equals(Optional.of("it was killed")))
                .hasSize(5);
    }

    @Test
    void profilesOnlyWhatHasNoProfileYet() throws InterruptedException {
        profilers = Profiling.with(List.of("lua"));
        testbed.interruptedAtLoad = 30;
        assertThatThrownBy(() -> carryOut(Case.Order.SIDE_BY_SIDE, 1)).isInstanceOf(InterruptedException.class);
        int kept = new ResultFolder(folder).read("s").profiles().size();
        assertThat(kept).isBetween(2, 9).matches(count -> count % 2 == 0);
        testbed.interruptedAtLoad = Integer.MAX_VALUE;
        testbed.journal.clear();
        carryOut(Case.Order.SIDE_BY_SIDE, 1);
        assertThat(new ResultFolder(folder).read("s").profiles()).hasSize(10);
        assertThat(testbed.journal)
                .filteredOn(line -> line.startsWith("attach"))
                .hasSize(10 - kept);
    }

    @Test
    void givesQuickSubjectsTheirSlicesInTurns() throws InterruptedException {
        testbed.latencyMicros = 100;
        carryOut(Case.Order.SIDE_BY_SIDE, 1);
        // Two slices of warm-up each, then two that are measured, of five turns each.
        assertThat(testbed.journal.stream().filter("load base"::equals)).hasSize(2 + 2 * 5);
        List<String> turns = testbed.journal.subList(6, 26);
        assertThat(turns).allMatch(line -> line.startsWith("load "));
        for (int turn = 0; turn < turns.size(); turn += 2) {
            assertThat(turns.subList(turn, turn + 2)).containsExactlyInAnyOrder("load base", "load slowed");
        }
        Run run = runs("embedded").get(0);
        assertThat(run.conditions().values()).containsEntry("slice.turns", "5");
        assertThat(run.outcome().slices()).hasSize(2).allSatisfy(slice -> {
            assertThat(slice.measurement().duration()).isEqualTo(Duration.ofSeconds(1));
            assertThat(slice.cpu()).isEqualTo(Map.of(Role.GATEWAY, Duration.ofMillis(5)));
        });
        assertThat(run.outcome().slices().stream().map(Slice::order).toList()).doesNotHaveDuplicates();
    }

    @Test
    void loadsInWholeSlicesOneAfterAnother() throws InterruptedException {
        testbed.latencyMicros = 100;
        carryOut(Case.Order.ONE_AFTER_ANOTHER, 1);
        assertThat(testbed.journal.stream().filter("load base"::equals)).hasSize(2 + 2);
        assertThat(runs("embedded").get(0).conditions().values()).doesNotContainKey("slice.turns");
    }

    @Test
    void warmsAllSubjectsInTurnUntilTheSlowestIsStable() throws InterruptedException {
        testbed.cpu.put("slowed", List.of(10, 5, 3, 1));
        carryOut(Case.Order.SIDE_BY_SIDE, 1);
        List<String> loads =
                testbed.journal.stream().filter(line -> line.startsWith("load")).toList();
        // Five rounds; the fifth one of the slowed is no better than its fourth.
        assertThat(loads).hasSize(2 * (5 + 2));
        for (int round = 0; round < 5; round++) {
            assertThat(loads.subList(2 * round, 2 * round + 2)).isEqualTo(loads.subList(0, 2));
        }
        for (String subject : List.of("embedded", "embedded slowed")) {
            assertThat(runs(subject)).singleElement().satisfies(run -> {
                assertThat(run.warmup()).isEqualTo(Duration.ofMillis(2500));
                assertThat(run.conditions().values()).containsEntry("warmup.stable", "yes, after 5 slices");
            });
        }
    }

    @Test
    void endsTheWarmUpAtThreeTimesItsLeastLength() throws InterruptedException {
        testbed.cpu.put("slowed", List.of(256, 128, 64, 32, 16, 8, 4, 2));
        assertThat(carryOut(Case.Order.SIDE_BY_SIDE, 1)).isEqualTo(new Tally(2, 0));
        assertThat(runs("embedded slowed").get(0).warmup()).isEqualTo(Duration.ofSeconds(3));
        assertThat(runs("embedded slowed").get(0).conditions().values())
                .containsEntry("warmup.stable", "no, still 50.0 % better after 6 slices");
        assertThat(runs("embedded").get(0).conditions().values()).containsEntry("warmup.stable", "yes, after 6 slices");
    }

    @Test
    void warmsSubjectsThatAreNotUpTogetherEachForItself() throws InterruptedException {
        testbed.cpu.put("slowed", List.of(10, 5, 3, 1));
        carryOut(Case.Order.ONE_AFTER_ANOTHER, 1);
        assertThat(runs("embedded").get(0).warmup()).isEqualTo(Duration.ofSeconds(1));
        assertThat(runs("embedded slowed").get(0).warmup()).isEqualTo(Duration.ofMillis(2500));
    }

    @Test
    void doesNotWarmTheOthersForOneThatFailed() throws InterruptedException {
        testbed.breaksUnderLoad = "slowed";
        carryOut(Case.Order.SIDE_BY_SIDE, 1);
        assertThat(testbed.journal.stream().filter("load slowed"::equals)).hasSize(1);
        assertThat(runs("embedded").get(0).warmup()).isEqualTo(Duration.ofSeconds(1));
        assertThat(runs("embedded slowed").get(0).conditions().values()).doesNotContainKey("warmup.stable");
    }

    @Test
    void countsTheSecondOfReadStatusesToTheWarmUp() throws InterruptedException {
        testbed.readsStatuses = false;
        carryOut(Case.Order.SIDE_BY_SIDE, 1);
        // It is the whole of the least warm-up, and two slices more are needed to compare them.
        assertThat(runs("embedded").get(0).warmup()).isEqualTo(Duration.ofSeconds(3));
        assertThat(runs("embedded").get(0).conditions().values()).containsEntry("warmup.stable", "yes, after 2 slices");
    }

    @Test
    void takesEachDeploymentDownBeforeTheNextComesUp() throws InterruptedException {
        carryOut(Case.Order.ONE_AFTER_ANOTHER, 1);
        String first = testbed.journal.get(0).substring("deploy ".length());
        String second = first.equals("base") ? "slowed" : "base";
        assertThat(testbed.journal)
                .containsExactly(
                        "deploy " + first,
                        "probe " + first,
                        "load " + first,
                        "load " + first,
                        "load " + first,
                        "load " + first,
                        "stop " + first,
                        "deploy " + second,
                        "probe " + second,
                        "load " + second,
                        "load " + second,
                        "load " + second,
                        "load " + second,
                        "stop " + second);
    }

    @Test
    void goesOnAfterATrialThatDidNotComeUp() throws InterruptedException {
        testbed.refusedToDeploy = "slowed";
        Tally tally = carryOut(Case.Order.SIDE_BY_SIDE, 2);
        assertThat(tally).isEqualTo(new Tally(2, 2));
        assertThat(runs("embedded slowed"))
                .allSatisfy(run -> assertThat(run.outcome())
                        .isEqualTo(new Outcome.Failed("port 8000 is in use; stop what uses it", List.of())));
        assertThat(runs("embedded"))
                .allSatisfy(run -> assertThat(run.outcome().slices()).hasSize(2));
        assertThat(testbed.journal.stream().filter(line -> line.startsWith("stop")))
                .containsExactly("stop base", "stop base");
    }

    @Test
    void failsOnlyTheTrialThatBreaksUnderLoad() throws InterruptedException {
        testbed.breaksUnderLoad = "base";
        assertThat(carryOut(Case.Order.SIDE_BY_SIDE, 1)).isEqualTo(new Tally(1, 1));
        assertThat(lines).anyMatch(line -> line.contains("every connection was refused"));
    }

    @Test
    void neverLoadsASubjectThatAnswersWrongly() throws InterruptedException {
        testbed.status = 404;
        assertThat(carryOut(Case.Order.SIDE_BY_SIDE, 1)).isEqualTo(new Tally(0, 2));
        assertThat(testbed.journal).noneMatch(line -> line.startsWith("load"));
        assertThat(((Outcome.Failed) runs("embedded").get(0).outcome()).reason())
                .contains("did not answer as expected", "was 404", "load.expect");
    }

    @Test
    void goesOnWithTheBlocksThatAreMissing() throws InterruptedException {
        // In the second block.
        testbed.interruptedAtLoad = 10;
        assertThatThrownBy(() -> carryOut(Case.Order.SIDE_BY_SIDE, 3)).isInstanceOf(InterruptedException.class);
        assertThat(runs("embedded")).hasSize(2);
        testbed.interruptedAtLoad = Integer.MAX_VALUE;
        testbed.journal.clear();
        lines.clear();

        assertThat(carryOut(Case.Order.SIDE_BY_SIDE, 3)).isEqualTo(new Tally(6, 0));
        assertThat(testbed.journal.stream().filter("deploy base"::equals)).hasSize(2);
        assertThat(lines).hasSize(4).last().asString().startsWith("6/6 ");
        assertThat(runs("embedded"))
                .hasSize(3)
                .allSatisfy(run -> assertThat(run.outcome()).isInstanceOf(Outcome.Measured.class));
        assertThat(folder.resolve("s/replaced")).isDirectoryRecursivelyContaining("glob:**/002-*.json");
    }

    @Test
    void endsAtTheLookAtWhichTheVerdictStands() throws InterruptedException {
        assertThat(carryOut(Case.Order.SIDE_BY_SIDE, 16)).isEqualTo(new Tally(20, 0));
        assertThat(lines.get(20)).isEqualTo("after 10: 1 of 1");
        assertThat(lines).hasSize(21);
        assertThat(runs("embedded")).hasSize(10);
    }

    @Test
    void goesOnAsLongAsNothingIsDecided() throws InterruptedException {
        testbed.spread = 900;
        assertThat(carryOut(Case.Order.SIDE_BY_SIDE, 16).all()).isEqualTo(32);
        assertThat(lines).contains("after 10: 0 of 1", "after 13: 0 of 1").doesNotContain("after 16: 0 of 1");
    }

    @Test
    void loadsTheUpstreamAloneOnceInEachBlock() throws InterruptedException {
        testbed.upstreamPath = Optional.of("/test");
        carryOut(Case.Order.ONE_AFTER_ANOTHER, 2);
        List<Run> controls = runs(TrialId.CONTROL);
        assertThat(controls).hasSize(2).allSatisfy(run -> {
            assertThat(run.isControl()).isTrue();
            assertThat(run.conditions().values()).containsEntry("control.path", "/test");
            assertThat(run.outcome().slices()).hasSize(1);
        });
    }

    @Test
    void saysWhyAnUpstreamGivesNoMeasure() throws InterruptedException {
        testbed.upstreamPath = Optional.of("/test");
        testbed.upstreamStatus = 404;
        assertThat(carryOut(Case.Order.SIDE_BY_SIDE, 1)).isEqualTo(new Tally(2, 0));
        assertThat(((Outcome.Failed) runs(TrialId.CONTROL).get(0).outcome()).reason())
                .contains("the upstream itself did not answer as expected", "the answer to 'GET /test' was 404");
    }

    @Test
    void readsStatusesInTheWarmUpWhereTheGeneratorDoesNot() throws InterruptedException {
        testbed.readsStatuses = false;
        testbed.status = 200;
        carryOut(Case.Order.SIDE_BY_SIDE, 1);
        assertThat(runs("embedded").get(0).conditions().values())
                .containsEntry("generator.statuses", "below 400 counted as 200, as each was in the warm-up");
        assertThat(testbed.assumed).contains(OptionalInt.of(200));
    }

    @Test
    void comparesAnswersWithWhatTheUpstreamCounted() throws InterruptedException {
        testbed.readsStatuses = false;
        testbed.upstreamAskedPerLoad = Optional.of(100L);
        carryOut(Case.Order.SIDE_BY_SIDE, 1);
        assertThat(runs("embedded"))
                .extracting(run -> run.conditions().values().get("generator.statuses"))
                .containsExactly(
                        "below 400 counted as 200, as each was in the warm-up; the upstream was asked at least as often");
        assertThat(runs("embedded").get(0).outcome()).isInstanceOf(Outcome.Measured.class);
    }

    @Test
    void failsATrialWhoseLaterAnswersCanNotAllBeTheUpstreams() throws InterruptedException {
        testbed.readsStatuses = false;
        testbed.upstreamAskedPerLoad = Optional.of(100L);
        // Asked in both warm-ups, and in no slice.
        testbed.loadsWithoutUpstream = 2;
        assertThat(carryOut(Case.Order.SIDE_BY_SIDE, 1).failed()).isEqualTo(2);
        assertThat(lines)
                .anyMatch(line -> line.contains("100 answers were counted as 200, but the upstream was asked 0"));
    }

    @Test
    void takesAnAnswerOfTheGatewayItselfAsItIs() throws InterruptedException {
        testbed.readsStatuses = false;
        testbed.upstreamAskedPerLoad = Optional.of(0L);
        assertThat(carryOut(Case.Order.SIDE_BY_SIDE, 1).failed()).isZero();
        assertThat(runs("embedded").get(0).conditions().values())
                .containsEntry("generator.statuses", "below 400 counted as 200, as each was in the warm-up");
    }

    @Test
    void failsTheTrialOfASubjectThatDied() throws InterruptedException {
        testbed.died = "slowed";
        assertThat(carryOut(Case.Order.SIDE_BY_SIDE, 1)).isEqualTo(new Tally(1, 1));
        assertThat(lines).anyMatch(line -> line.contains("it died"));
    }

    @Test
    void keepsSlicesWithCpuTimeConditionsAndTheErrorLog() throws InterruptedException {
        carryOut(Case.Order.SIDE_BY_SIDE, 1);
        Run run = runs("embedded").get(0);
        assertThat(run.outcome().slices())
                .hasSize(2)
                .allSatisfy(slice -> assertThat(slice.cpu()).isEqualTo(Map.of(Role.GATEWAY, Duration.ofMillis(1))));
        assertThat(run.warmup()).isEqualTo(Duration.ofSeconds(1));
        assertThat(run.conditions().values())
                .isEqualTo(Map.of(
                        "host.name",
                        "here",
                        "gateway.name",
                        "base",
                        "generator.threads",
                        "1",
                        "generator.engine",
                        "none",
                        "warmup.stable",
                        "yes, after 2 slices"));
        assertThat(new ResultFolder(folder).errorLog("s", run.id())).containsExactly("[error] of base");
    }

    @Test
    void keepsWhatIdleSubjectsUsedMeanwhile() throws InterruptedException {
        testbed.idleMillis = 3;
        carryOut(Case.Order.SIDE_BY_SIDE, 1);
        for (String subject : List.of("embedded", "embedded slowed")) {
            assertThat(runs(subject).get(0).outcome().slices())
                    .hasSize(2)
                    .extracting(Slice::idleCpu)
                    .containsOnly(Optional.of(Duration.ofMillis(3)));
        }
    }

    @Test
    void knowsOfNoIdleSubjectWhereNoneIsUp() throws InterruptedException {
        carryOut(Case.Order.ONE_AFTER_ANOTHER, 1);
        assertThat(runs("embedded").get(0).outcome().slices())
                .hasSize(2)
                .allSatisfy(slice -> assertThat(slice.idleCpu()).isEmpty());
    }

    @Test
    void goesOnIfAnIdleSubjectCanNotBeRead() throws InterruptedException {
        testbed.unreadable = "slowed";
        carryOut(Case.Order.SIDE_BY_SIDE, 1);
        assertThat(runs("embedded").get(0).outcome()).isInstanceOf(Outcome.Measured.class);
        assertThat(runs("embedded").get(0).outcome().slices())
                .hasSize(2)
                .allSatisfy(slice -> assertThat(slice.idleCpu()).isEmpty());
    }

    @Test
    void keepsWhatWasMeasuredBeforeAnInterruption() {
        testbed.interruptedAtLoad = 6;
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> carryOut(Case.Order.SIDE_BY_SIDE, 3));
        // Both were warmed, and one of them was loaded for a slice.
        List<Run> runs = new ResultFolder(folder).read("s").runs();
        assertThat(runs)
                .hasSize(2)
                .allSatisfy(run ->
                        assertThat(((Outcome.Failed) run.outcome()).reason()).isEqualTo("interrupted"));
        assertThat(runs.stream().mapToInt(run -> run.outcome().slices().size()).sum())
                .isEqualTo(1);
        assertThat(testbed.journal.subList(testbed.journal.size() - 2, testbed.journal.size()))
                .containsExactlyInAnyOrder("stop base", "stop slowed");
    }

    @Test
    void keepsATrialBeforeTheNextOneOfItsBlockBegins() {
        testbed.interruptedAtLoad = 5;
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> carryOut(Case.Order.ONE_AFTER_ANOTHER, 1));
        List<Run> runs = new ResultFolder(folder).read("s").runs();
        assertThat(runs.get(0).outcome()).isInstanceOf(Outcome.Measured.class);
        assertThat(runs.get(1).outcome()).isEqualTo(new Outcome.Failed("interrupted", List.of()));
    }

    private List<Run> runs(String subject) {
        return new ResultFolder(folder)
                .read("s").runs().stream()
                        .filter(run -> run.id().subject().equals(subject))
                        .toList();
    }

    private Tally carryOut(Case.Order order, int blocks) throws InterruptedException {
        Case work = Scenarios.work("one", Duration.ofSeconds(2), order, Optional.empty())
                .profiled(profilers);
        Plan plan = Plan.of(List.of(Scenarios.simple(work)), Scenarios.options(blocks, ""));
        ResultFolder results = new ResultFolder(folder);
        Session session = new Session(
                "s",
                Instant.parse("2026-11-25T12:00:00Z"),
                "1",
                "journal",
                "a fake",
                false,
                "none",
                81,
                blocks,
                Looks.of(blocks),
                0.01,
                Session.Pairing.NONE,
                plan.subjects().stream().map(Subject::planned).toList(),
                plan.workloads().stream().map(Workload::planned).toList(),
                Conditions.none());
        if (results.session(session.id()).isEmpty()) {
            results.begin(session);
        }
        Progress progress = new Progress() {
            @Override
            public void doing(Block block, String what) {}

            @Override
            public void trial(Block block, Run run, int done, int all, Duration left) {
                lines.add("%d/%d %s".formatted(done, all, run.outcome()));
            }

            @Override
            public void profile(Block block, Profile profile, int done, int all) {
                lines.add("profile %d/%d".formatted(done, all));
            }

            @Override
            public void look(int after, int settled, int cases) {
                lines.add("after %d: %d of %d".formatted(after, settled, cases));
            }
        };
        return new Experiment(
                        testbed,
                        results,
                        session,
                        () -> Map.of("host.name", "here"),
                        progress,
                        Clock.systemUTC(),
                        Duration.ofMillis(100))
                .carryOut(plan);
    }
}
