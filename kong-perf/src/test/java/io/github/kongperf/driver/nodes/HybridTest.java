package io.github.kongperf.driver.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.scenario.Reading;
import io.github.kongperf.scenario.ScenarioReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HybridTest {

    private static final String NOTHING = "00000000000000000000000000000000";

    @TempDir
    private Path folder;

    @Test
    void waitsUntilAllDataPlanesHaveTheSame() {
        assertThat(Hybrid.amiss(planes(), 1)).contains("it knows 0");
        assertThat(Hybrid.amiss(planes("a"), 2)).contains("it knows 1");
        assertThat(Hybrid.amiss(planes("a", "b"), 2)).contains("they have the configurations a, b");
        assertThat(Hybrid.amiss(planes(NOTHING, NOTHING), 2)).isPresent();
        assertThat(Hybrid.amiss(planes("a", "a"), 2)).isEmpty();
    }

    private static JsonNode planes(String... hashes) {
        StringBuilder data = new StringBuilder();
        for (String hash : hashes) {
            data.append(data.isEmpty() ? "" : ",").append("{\"config_hash\":\"%s\"}".formatted(hash));
        }
        return JsonMapper.builder().build().readTree("{\"data\":[" + data + "]}");
    }

    @Test
    void saysWhatNodesLackBeforeAnythingStarts() throws Exception {
        Path file = folder.resolve("s.yaml");
        Files.writeString(file, """
                scenario: s
                upstream: { nginx: "location = /test { return 200; }" }
                kong:
                  nodes:
                    - { name: dp, config: { role: data_plane } }
                    - { name: cp, config: { role: control_plane, proxy_listen: "0.0.0.0:1" } }
                cases:
                  - name: a
                    load: { path: /, node: dp, target: admin }
                  - name: b
                    load: { path: /, node: dp }
                """);
        Reading reading = new ScenarioReader(folder).read(List.of(file));
        assertThat(reading.problems()).isEmpty();
        assertThat(ScenarioChecks.of(reading.scenarios().get(0), true))
                .extracting(problem -> problem.key() + ": " + problem.message())
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one).startsWith("kong.nodes[0]: is a data plane, but no control plane"),
                        two -> assertThat(two).startsWith("kong.nodes[1]: is a control plane, which needs a database"),
                        three -> assertThat(three)
                                .isEqualTo("kong.nodes[1].config.proxy_listen: is set by Kong Perf; leave it out"),
                        four -> assertThat(four).startsWith("cases[0].load.node: no such node has the target 'admin'"));
    }
}
