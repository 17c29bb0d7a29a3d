package io.github.kongperf.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.kongperf.scenario.Case;
import io.github.kongperf.scenario.Profiling;
import io.github.kongperf.version.KongVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PlanTest {

    private static final Duration THREE_SECONDS = Duration.ofSeconds(3);

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(orders(plan(10, ""))).isEqualTo(orders(plan(10, "")));
    }

    @Test
    void startsEachSubjectFirstEquallyOften() {
        List<Block> blocks = plan(10, "one").blocks();
        assertThat(blocks).hasSize(10);
        long baselineFirst = blocks.stream()
                .filter(block -> block.subjects().get(0).name().equals("embedded"))
                .count();
        assertThat(baselineFirst).isEqualTo(5);
    }

    @Test
    void doesTheFirstBlocksOfAllCasesBeforeTheSecondOnes() {
        List<Block> blocks = plan(3, "").blocks();
        assertThat(blocks.stream().map(Block::number).toList()).containsExactly(1, 1, 2, 2, 3, 3);
    }

    @Test
    void loadsEachSubjectInAsManySlicesAsItsLoadHasSeconds() {
        Block block = plan(1, "one").blocks().get(0);
        List<String> slices = block.slices(block.subjects(), 1).stream()
                .flatMap(List::stream)
                .map(Subject::name)
                .toList();
        assertThat(slices).hasSize(6);
        assertThat(slices.stream().filter("embedded"::equals)).hasSize(3);
        assertThat(block.workload().slice()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void givesEachSubjectAsManyTurnsInASliceAndBalancesTheirOrder() {
        Block block = plan(1, "one").blocks().get(0);
        List<List<Subject>> slices =
                block.slices(block.subjects(), block.workload().turns());
        assertThat(slices).hasSize(3).allSatisfy(slice -> {
            assertThat(slice).hasSize(10);
            assertThat(slice.stream().filter(block.subjects().get(0)::equals)).hasSize(5);
        });
        List<Subject> turns = slices.stream().flatMap(List::stream).toList();
        for (int turn = 0; turn + 4 <= turns.size(); turn += 4) {
            assertThat(turns.get(turn)).isEqualTo(turns.get(turn + 3));
        }
    }

    @Test
    void comparesVariantsWithTheirVersionAndVersionsWithTheFirst() {
        List<Subject> subjects = Subject.of(
                List.of(KongVersion.parse("2.8.1"), KongVersion.parse("git:master")),
                Scenarios.simple(Scenarios.sideBySide("one", THREE_SECONDS))
                        .scenario()
                        .variants());
        assertThat(subjects.stream()
                        .collect(Collectors.toMap(
                                Subject::name, subject -> subject.baseline().orElse("-"))))
                .containsEntry("2.8.1", "-")
                .containsEntry("2.8.1 slowed", "2.8.1")
                .containsEntry("git:master", "2.8.1")
                .containsEntry("git:master slowed", "git:master")
                .hasSize(4);
    }

    @Test
    void makesACaseOfEachValueOfAnAxis() {
        Case work = Scenarios.work(
                "random",
                THREE_SECONDS,
                Case.Order.SIDE_BY_SIDE,
                Optional.of(new Case.Axis("routes", List.of(50.0, 2.5))));
        Plan plan = Plan.of(List.of(Scenarios.simple(work)), Scenarios.options(1, ""));
        assertThat(plan.workloads().stream().map(Workload::name))
                .containsExactly("random routes=50", "random routes=2.5");
    }

    @Test
    void spendsABudgetOnAsManyBlocksAsFit() {
        PlanOptions plain = Scenarios.options(3, "one");
        PlanOptions budgeted = new PlanOptions(
                plain.versions(), plain.tags(), 3, Optional.of(Duration.ofMinutes(1)), plain.seed(), plain.errorRate());
        Plan plan = Plan.of(List.of(Scenarios.simple(Scenarios.sideBySide("one", THREE_SECONDS))), budgeted);
        assertThat(plan.blocksPerWorkload()).isEqualTo(6);
        assertThat(plan.duration()).isLessThanOrEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void countsWhatATrialTakesBesidesItsLoad() {
        PlanOptions plain = Scenarios.options(3, "one");
        Plan least = Plan.of(List.of(Scenarios.simple(Scenarios.sideBySide("one", THREE_SECONDS))), plain);
        PlanOptions local = new PlanOptions(
                plain.versions(),
                plain.tags(),
                3,
                Optional.empty(),
                plain.seed(),
                plain.errorRate(),
                new Overhead(2, Duration.ofSeconds(1)));
        Plan plan = Plan.of(List.of(Scenarios.simple(Scenarios.sideBySide("one", THREE_SECONDS))), local);
        Duration warmUp = plan.workloads().get(0).work().load().warmup();
        assertThat(plan.duration().minus(least.duration()))
                .isEqualTo(warmUp.plusMillis(700).multipliedBy(plan.trials()));
    }

    @Test
    void refusesABudgetWithoutRoomForABlock() {
        PlanOptions plain = Scenarios.options(3, "one");
        PlanOptions budgeted = new PlanOptions(
                plain.versions(), plain.tags(), 3, Optional.of(Duration.ofSeconds(2)), plain.seed(), plain.errorRate());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Plan.of(List.of(Scenarios.simple(Scenarios.sideBySide("one", THREE_SECONDS))), budgeted))
                .withMessageStartingWith("budget (2 s) is too short: one block of each case takes about 8 s");
    }

    @Test
    void refusesTagsThatChooseNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(1, "nothing"))
                .withMessageContaining("the tags choose none of the cases");
    }

    @Test
    void profilesInRoundsOfAllCasesAndLeavesTheBlocksAsTheyAre() {
        Case one = Scenarios.sideBySide("one", THREE_SECONDS);
        Case two = Scenarios.sideBySide("two", THREE_SECONDS);
        Profiling twice =
                new Profiling(List.of("lua", "perf"), Optional.empty(), OptionalInt.empty(), Duration.ofSeconds(10), 2);
        Plan plan = Plan.of(
                List.of(Scenarios.simple(one.profiled(twice), two.profiled(Profiling.with(List.of("lua"))))),
                Scenarios.options(3, ""));
        assertThat(plan.profiles().stream()
                        .map(round -> "%d %s %s"
                                .formatted(
                                        round.block().number(),
                                        round.block().workload().name(),
                                        round.profiler())))
                .containsExactly(
                        "1 one lua",
                        "1 one perf",
                        "1 two lua",
                        "2 one lua",
                        "2 one perf",
                        "2 two lua",
                        "3 two lua",
                        "4 two lua",
                        "5 two lua");
        assertThat(plan.profiles()).allMatch(round -> round.block().subjects().size() == 2);
        assertThat(plan.profilers()).containsExactly("lua", "perf");
        assertThat(plan.profiling()).isEqualTo(Duration.ofMillis(2 * 9 * (10_000 + 2_000 + 1_300)));
        assertThat(orders(plan)).isEqualTo(orders(plan(3, "")));
        assertThat(plan.duration()).isEqualTo(plan(3, "").duration());
    }

    @Test
    void profilesAllCasesAsTheUserSaysInsteadOfThem() {
        PlanOptions plain = Scenarios.options(1, "one");
        Case one = Scenarios.sideBySide("one", THREE_SECONDS).profiled(Profiling.with(List.of("lua")));
        for (List<String> wanted : List.of(List.<String>of(), List.of("perf"))) {
            PlanOptions options = new PlanOptions(
                    plain.versions(),
                    plain.tags(),
                    1,
                    Optional.empty(),
                    plain.seed(),
                    plain.errorRate(),
                    Overhead.LEAST,
                    Optional.of(wanted));
            assertThat(Plan.of(List.of(Scenarios.simple(one)), options).profilers())
                    .isEqualTo(wanted);
        }
    }

    private static Plan plan(int blocks, String tags) {
        return Plan.of(
                List.of(Scenarios.simple(
                        Scenarios.sideBySide("one", THREE_SECONDS), Scenarios.sideBySide("two", THREE_SECONDS))),
                Scenarios.options(blocks, tags));
    }

    private static List<String> orders(Plan plan) {
        return plan.blocks().stream()
                .map(block -> block.workload().name() + block.subjects() + block.seed())
                .toList();
    }
}
