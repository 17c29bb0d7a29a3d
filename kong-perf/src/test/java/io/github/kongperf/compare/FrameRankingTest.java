package io.github.kongperf.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.kongperf.result.Profile;
import io.github.kongperf.result.StackSamples;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class FrameRankingTest {

    private static final Map<String, Long> STACKS = Map.of(
            "main;handle;[C]", 200L,
            "main;handle;match;[compiled]", 150L,
            "main;handle;match;find;[C]", 100L,
            "main;write", 150L);

    @Test
    void namesTheFunctionThatIsNewWithWhatItCosts() {
        FrameRanking.Ranked ranking = ranked(5, sampled(STACKS, 100), sampled(with("main;handle;extra;[C]", 100), 115));
        assertThat(ranking.unit()).isEqualTo(CostUnit.MICROSECONDS_PER_REQUEST);
        assertThat(ranking.looked()).isEqualTo(5);
        assertThat(ranking.frames()).singleElement().satisfies(extra -> {
            assertThat(extra.frame()).isEqualTo("extra");
            assertThat(extra.baseline()).isZero();
            // 100 of 600 samples cost the baseline 100 / 6 µs.
            assertThat(extra.difference().value()).isCloseTo(16.67, within(0.01));
            assertThat(extra.difference().low()).isPositive();
            assertThat(extra.callers()).isEqualTo("main;handle");
            assertThat(extra.share()).hasValueCloseTo(16.67 / 15, within(0.01));
            assertThat(extra.shareOf(20)).isCloseTo(0.833, within(0.001));
        });
        assertThat(ranking.total())
                .hasValueSatisfying(total -> assertThat(total.value()).isCloseTo(15, within(1e-3)));
    }

    @Test
    void aFunctionThatGrewComesFirstAndOneThatShrankLast() {
        Map<String, Long> changed = new HashMap<>(STACKS);
        changed.put("main;write", 20L);
        changed.put("main;handle;match;[compiled]", 300L);
        FrameRanking.Ranked ranking = ranked(5, sampled(STACKS, 100), sampled(changed, 100));
        assertThat(ranking.frames()).extracting(FrameDifference::frame).containsExactly("match", "write");
        assertThat(ranking.frames().get(1).difference().high()).isNegative();
    }

    @Test
    void countsARecursiveFunctionOnceInWhatItCostsWithWhatItCalls() {
        FrameRanking.Ranked ranking = ranked(
                5, sampled(STACKS, 100), sampled(with("main;serialize;serialize;serialize;[compiled]", 120), 120));
        assertThat(ranking.frames())
                .singleElement()
                .satisfies(serialize -> assertThat(serialize.inclusive())
                        .isCloseTo(serialize.difference().value(), within(1e-6)));
    }

    @Test
    void anInclusiveDifferenceHoldsWhatIsCalled() {
        Map<String, Long> changed = new HashMap<>(STACKS);
        changed.put("main;handle;match;[compiled]", 300L);
        changed.put("main;handle;match;find;[C]", 200L);
        FrameRanking.Ranked ranking = ranked(5, sampled(STACKS, 100), sampled(changed, 140));
        assertThat(ranking.frames().get(0).frame()).isEqualTo("match");
        assertThat(ranking.frames().get(0).inclusive()).isCloseTo(250 / 6.0, within(0.01));
    }

    @Test
    void aSlowerMachineRanksNothingAndIsToldAsSpreadEvenly() {
        FrameRanking.Ranked ranking = ranked(5, sampled(STACKS, 100), sampled(STACKS, 110));
        assertThat(ranking.frames()).isEmpty();
        assertThat(ranking.spreadEvenly()).hasValueSatisfying(even -> {
            assertThat(even.change().change()).isCloseTo(0.1, within(1e-4));
            assertThat(even.text()).startsWith("spread evenly: ").contains("10.0 % [10.0, 10.0] more per request");
        });
    }

    @Test
    void withoutCpuTimeCostsAreSharesOfTheBaseline() {
        Profile.Sampled baseline = new Profile.Sampled(samples(STACKS), 1000, Optional.empty());
        Profile.Sampled subject = new Profile.Sampled(samples(with("main;extra", 60)), 1000, Optional.empty());
        FrameRanking.Ranked ranking = ranked(5, baseline, subject);
        assertThat(ranking.unit()).isEqualTo(CostUnit.PERCENTAGE_POINTS);
        assertThat(ranking.frames()).singleElement().satisfies(extra -> {
            assertThat(extra.difference().value()).isCloseTo(10, within(0.01));
            assertThat(extra.share()).isEmpty();
        });
        assertThat(ranking.total()).isEmpty();
        assertThat(ranking.even()).isEmpty();
    }

    @Test
    void tooFewBlocksAreADoubt() {
        ProfiledBlock block = new ProfiledBlock(sampled(STACKS, 100), sampled(STACKS, 100));
        ProfiledBlock empty = new ProfiledBlock(sampled(STACKS, 100), sampled(Map.of(), 100));
        assertThat(FrameRanking.of(List.of(block, empty), 0.01))
                .isEqualTo(new FrameRanking.Unranked(new ProfileDoubt.TooFewProfiles(1, FrameRanking.FEWEST_BLOCKS)));
    }

    @Test
    void aStackOfNothingButWhatLuaJitDidKeepsItsFrame() {
        FrameRanking.Ranked ranking = ranked(5, sampled(STACKS, 100), sampled(with("[GC]", 100), 115));
        assertThat(ranking.frames()).extracting(FrameDifference::frame).containsExactly("[GC]");
        assertThat(ranking.frames().get(0).callers()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "REAL", "FLIPS"})
    void ofEqualSubjectsNamesAFrameAsRarelyAsItPromises(SimulatedProfiles.Scatter scatter) {
        // One in a hundred, and three standard errors.
        assertThat(SimulatedProfiles.of(scatter, SimulatedProfiles.Planted.NOTHING, 5, 700, 100, 1)
                        .named())
                .isLessThanOrEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(names = {"NEW", "GROWN"})
    void findsWhatWasPlanted(SimulatedProfiles.Planted planted) {
        SimulatedProfiles found = SimulatedProfiles.of(SimulatedProfiles.Scatter.REAL, planted, 5, 700, 60, 2);
        assertThat(found.first()).isGreaterThanOrEqualTo(52);
        assertThat(found.others()).isLessThanOrEqualTo(4);
        assertThat(found.held()).isGreaterThanOrEqualTo(found.ranked() - 3);
    }

    @Test
    void aFunctionThatTakesHalfOfTheTimeDoesNotMakeAllOthersLookCheaper() {
        SimulatedProfiles half =
                SimulatedProfiles.of(SimulatedProfiles.Scatter.REAL, SimulatedProfiles.Planted.HALF, 5, 700, 40, 3);
        assertThat(half.first()).isGreaterThanOrEqualTo(38);
        assertThat(half.others()).isLessThanOrEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"lua, 4", "lua, 5", "perf, 4", "perf, 5"})
    void ofRecordedEqualProcessesHardlyEverNamesAFrame(String profiler, int blocks) {
        assertThat(RecordedProfiles.of(profiler).draw(true, blocks, 100, 1).named())
                .isLessThanOrEqualTo(4);
    }

    private static Map<String, Long> with(String stack, long samples) {
        Map<String, Long> stacks = new HashMap<>(STACKS);
        stacks.put(stack, samples);
        return stacks;
    }

    /** @param micros CPU time of one request */
    private static Profile.Sampled sampled(Map<String, Long> stacks, long micros) {
        return new Profile.Sampled(samples(stacks), 1000, Optional.of(Duration.ofNanos(1_000_000 * micros)));
    }

    private static StackSamples samples(Map<String, Long> stacks) {
        return new StackSamples("lua", 99, Duration.ofSeconds(10), 1, stacks, 0, 0, Optional.empty());
    }

    private static FrameRanking.Ranked ranked(int blocks, Profile.Sampled baseline, Profile.Sampled subject) {
        return (FrameRanking.Ranked)
                FrameRanking.of(Collections.nCopies(blocks, new ProfiledBlock(baseline, subject)), 0.01);
    }
}
