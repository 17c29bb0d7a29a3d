package io.github.kongperf.driver.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.database.EmbeddedBinaries;
import io.github.kongperf.database.PostgresSources;
import io.github.kongperf.kong.KongSources;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.scenario.Problem;
import io.github.kongperf.scenario.Reading;
import io.github.kongperf.scenario.ScenarioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalChecksTest {

    @TempDir
    private Path folder;

    @Test
    void findsNothingWrongWithAScenarioThatCanRun() throws Exception {
        assertThat(problems("""
                scenario: s
                upstream: { nginx: "location = /test { return 200; }" }
                kong: { database: postgres, config: { pg_timeout: 60000 } }
                cases: [ { name: a, load: { path: /, connections: 100, duration: 3s } } ]
                """)).isEmpty();
    }

    @Test
    void namesEachKeyThatKeepsItFromRunning() throws Exception {
        assertThat(problems("""
                scenario: s
                upstream:
                  nginx: |
                    location = /test {
                      retrun 200;
                    }
                kong:
                  config: { proxy_listen: "0.0.0.0:8000" }
                  plugins: [ { name: mine, from: . } ]
                cases:
                  - name: a
                    load: { path: /, connections: 20, duration: 90ms, engine: wrk }
                """))
                .extracting(problem -> problem.key() + ": " + problem.message())
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one)
                                .startsWith("upstream.nginx: nginx refuses its line 2: unknown directive \"retrun\""),
                        two -> assertThat(two).isEqualTo("kong.config.proxy_listen: is set by Kong Perf; leave it out"),
                        three -> assertThat(three)
                                .contains("kong.plugins[0]", "there is neither handler.lua nor kong/plugins/mine"),
                        five -> assertThat(five)
                                .isEqualTo(
                                        "cases[0].load.duration: is 90 ms, but wrk needs at least 200 ms; use more, or engine: jvm"));
        try (var left = Files.list(folder.resolve("temp"))) {
            assertThat(left).isEmpty();
        }
    }

    private List<Problem> problems(String yaml) throws IOException, InterruptedException {
        Path file = folder.resolve("s.yaml");
        Files.writeString(file, yaml);
        Reading reading = new ScenarioReader(folder).read(List.of(file));
        assertThat(reading.problems()).isEmpty();
        Path temp = Files.createDirectories(folder.resolve("temp"));
        // What one that was killed left: no process has that number.
        Files.createDirectories(temp.resolve("kong-perf-check-4194305-1"));
        LocalSettings settings = new LocalSettings(
                new KongSources(Optional.empty(), Optional.empty(), "file:/none", folder.resolve("cache"), true),
                folder,
                Pinning.none(),
                temp,
                0,
                new PostgresSources(Optional.empty(), EmbeddedBinaries.onClassPath(), folder.resolve("cache")),
                Optional.empty(),
                line -> {},
                System.getenv());
        return new LocalChecks(new LocalNode(), settings).of(reading.scenarios().get(0));
    }
}
