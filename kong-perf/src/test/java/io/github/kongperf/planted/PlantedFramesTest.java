package io.github.kongperf.planted;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.compare.FrameRanking;
import io.github.kongperf.driver.Driver;
import io.github.kongperf.driver.docker.DockerForTests;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.result.Profile;
import io.github.kongperf.result.Results;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real profilers on the stand-in for Kong, which is not Kong, find what was planted in it. Planted is more than the 5 % that a session
 * of usual length finds, for these sessions are short; the benchmark {@code it/benchmark/planted.sh} plants 5 %. With the local driver,
 * the story {@code flame} does the same.
 */
final class PlantedFramesTest {

    private final List<String> lines = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void findsASlowLuaFunctionInContainers() throws Exception {
        Results results = profiled("lua", Planted.SLOW_LUA);
        assertThat(first(results, "lua", Planted.SLOW_LUA)).isEqualTo("wasteful kong/plugins/planted/handler.lua");
        assertThat(Planted.of(results, "lua", Planted.BASE)).allSatisfy(profile -> {
            Profile.Sampled sampled = profile.sampled().orElseThrow();
            assertThat(sampled.samples().rootedShare()).isEqualTo(1);
            assertThat(sampled.samples().states()).isNotEmpty();
            assertThat(sampled.samples().traces().orElseThrow().compiled()).isPositive();
            assertThat(sampled.cpuPerAnswer()).isPresent();
        });
    }

    @Test
    void findsASlowPathThroughCInContainers() throws Exception {
        Results results = profiled("perf", Planted.SLOW_C);
        assertThat(first(results, "perf", Planted.SLOW_C)).isEqualTo(Planted.DIGEST);
    }

    private Results profiled(String profiler, String variant) throws InterruptedException {
        Driver docker = DockerForTests.driver(folder, Pinning.none());
        return new Planted(docker, Planted.SCENARIO, folder, lines::add)
                .profiled(List.of(profiler), List.of(variant), Duration.ofSeconds(2), FrameRanking.FEWEST_BLOCKS);
    }

    /** What differs most. */
    private String first(Results results, String profiler, String variant) {
        FrameRanking ranking = Planted.ranking(results, profiler, variant);
        assertThat(ranking).as("%s", lines).isInstanceOf(FrameRanking.Ranked.class);
        FrameRanking.Ranked ranked = (FrameRanking.Ranked) ranking;
        assertThat(ranked.frames()).as("%s", ranked).isNotEmpty();
        return ranked.frames().get(0).frame();
    }
}
