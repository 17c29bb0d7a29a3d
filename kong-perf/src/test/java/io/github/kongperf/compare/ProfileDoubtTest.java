package io.github.kongperf.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.result.StackSamples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ProfileDoubtTest {

    @Test
    void fewSamplesAreTheOnlyDoubtThere() {
        assertThat(ProfileDoubt.of("3.9", samples(Map.of("[libssl.so.3]", 49L), 0, 49)))
                .containsExactly(new ProfileDoubt.FewSamples("3.9", 49, 50));
        assertThat(new ProfileDoubt.FewSamples("3.9", 49, 50).text())
                .isEqualTo("3.9: 49 samples; below 50 a flame graph is mostly chance");
    }

    @Test
    void tellsHowManyStacksHangInTheAir() {
        List<ProfileDoubt> doubts = ProfileDoubt.of("3.9", samples(Map.of("main;handle", 40L, "handle", 60L), 40, 0));
        assertThat(doubts).containsExactly(new ProfileDoubt.FewRooted("3.9", 0.4));
        assertThat(doubts.get(0).text()).startsWith("3.9: 40 % of the stacks reach their outermost function");
    }

    @Test
    void namesTheLibrariesThatHaveNoSymbolsWithTheirShares() {
        List<ProfileDoubt> doubts = ProfileDoubt.of(
                "3.9",
                samples(
                        Map.of(
                                "main;[libluajit-5.1.so.2]", 40L,
                                "main;[libssl.so.3]", 10L,
                                "main;trace_[j]", 20L,
                                "main;handle;[C]", 30L),
                        100,
                        50));
        assertThat(doubts).singleElement().satisfies(doubt -> {
            assertThat(doubt.text())
                    .isEqualTo(
                            "3.9: 50 % of the samples have no function's name: libluajit-5.1.so.2 40 %, libssl.so.3 10 %");
            assertThat(doubt.remedy())
                    .isEqualTo("install the debug symbols of libluajit-5.1.so.2, or use files that are not stripped");
        });
    }

    @Test
    void aGoodProfileLeavesNoDoubt() {
        assertThat(ProfileDoubt.of("3.9", samples(Map.of("main;handle", 100L), 100, 0)))
                .isEmpty();
    }

    @Test
    void aProfilerThatCostsMuchIsADoubt() {
        assertThat(ProfileDoubt.CostsDiffer.of("3.9", 130, 100))
                .hasValueSatisfying(
                        doubt -> assertThat(doubt.text())
                                .isEqualTo(
                                        "3.9: a request cost 130.0 µs of CPU time while profiled, 100.0 µs while measured (+30 %)"));
        assertThat(ProfileDoubt.CostsDiffer.of("3.9", 110, 100)).isEmpty();
    }

    @Test
    void tellsHowManyBlocksAreMissing() {
        ProfileDoubt doubt = new ProfileDoubt.TooFewProfiles(1, 3);
        assertThat(doubt.text())
                .isEqualTo("1 profiled block with samples of both subjects; functions are ranked from 3 on");
        assertThat(doubt.remedy()).startsWith("profile 3 or more blocks");
    }

    private static StackSamples samples(Map<String, Long> stacks, long rooted, long nameless) {
        return new StackSamples("perf", 99, Duration.ofSeconds(10), 1, stacks, rooted, nameless, Optional.empty());
    }
}
