package io.github.kongperf.driver.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.Needs;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.node.docker.Engine;
import io.github.kongperf.node.docker.TestContainers;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import io.github.kongperf.scenario.Upstream;
import io.github.kongperf.version.KongVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A driver on a real engine, with the stand-in for Kong; nginx, PostgreSQL and wrk are real. After each test nothing of it is left,
 * and what is somebody else's is as it was.
 */
abstract class OnAnEngine {

    private static final String ENTITIES = """
            _format_version: "${kong.formatVersion}"
            services:
              - name: s1
                url: ${upstream.uris[0]}/test
                routes:
                  - { name: r1, paths: [/s1-r1], strip_path: true }
            """;

    static final Upstream UPSTREAM = new Upstream(2, new Upstream.Nginx("location = /test { return 200 \"up\"; }"));

    private static final String FOREIGN = "io.github.kongperf.test.foreign";

    @TempDir
    Path folder;

    final List<String> steps = new ArrayList<>();
    Optional<Testbed> opened = Optional.empty();

    private Map<String, String> before = Map.of();

    @BeforeAll
    static void needsAnEngine() {
        try (Engine engine = TestContainers.engine()) {
            foreign(engine);
        }
        TestContainers.kong("2.8.1");
        TestContainers.kong("3.9.0");
    }

    @AfterAll
    static void removesWhatIsSomebodyElses() {
        try (Engine engine = TestContainers.engine()) {
            assertThat(onEngine()).hasSize(3);
            removeForeign(engine);
        }
    }

    @BeforeEach
    void looksAtTheEngine() {
        before = onEngine();
    }

    @AfterEach
    void leavesNothingBehind() {
        opened.ifPresent(Testbed::close);
        assertThat(Ledger.in(folder.resolve("state")).open()).isEmpty();
        assertThat(onEngine()).isEqualTo(before);
    }

    /** What is ours, and what of somebody else must survive. */
    private static Map<String, String> onEngine() {
        Map<String, String> all = new TreeMap<>();
        try (Engine engine = TestContainers.engine()) {
            engine.client().listContainersCmd().withShowAll(true).exec().stream()
                    .filter(container -> counts(container.getLabels()))
                    .forEach(container -> all.put(container.getId(), Arrays.toString(container.getNames())));
            engine.client().listNetworksCmd().exec().stream()
                    .filter(network -> counts(network.getLabels()))
                    .forEach(network -> all.put(network.getId(), network.getName()));
            var volumes = engine.client().listVolumesCmd().exec().getVolumes();
            if (volumes != null) {
                volumes.stream()
                        .filter(volume -> counts(volume.getLabels()))
                        .forEach(volume -> all.put(volume.getName(), "volume"));
            }
        }
        return all;
    }

    private static boolean counts(@Nullable Map<String, String> labels) {
        return labels != null && (labels.containsKey(Labels.SESSION) || labels.containsKey(FOREIGN));
    }

    /** What somebody else has on the engine. */
    private static void foreign(Engine engine) {
        Map<String, String> labels = Map.of(FOREIGN, "true");
        engine.client()
                .createNetworkCmd()
                .withName("kong-perf-foreign")
                .withLabels(labels)
                .exec();
        engine.client()
                .createVolumeCmd()
                .withName("kong-perf-foreign")
                .withLabels(labels)
                .exec();
        engine.client()
                .createContainerCmd(TestContainers.BASE)
                .withName("kong-perf-foreign")
                .withCmd("sleep", "3600")
                .withLabels(labels)
                .withHostConfig(HostConfig.newHostConfig()
                        .withInit(true)
                        .withNetworkMode("kong-perf-foreign")
                        .withBinds(new Bind("kong-perf-foreign", new Volume("/mine"))))
                .exec();
        engine.client().startContainerCmd("kong-perf-foreign").exec();
    }

    private static void removeForeign(Engine engine) {
        engine.client().removeContainerCmd("kong-perf-foreign").withForce(true).exec();
        engine.client().removeNetworkCmd("kong-perf-foreign").exec();
        engine.client().removeVolumeCmd("kong-perf-foreign").exec();
    }

    final Testbed open(Setup... setups) throws InterruptedException {
        return open(driver(), setups);
    }

    final Testbed open(DockerDriver driver, Setup... setups) throws InterruptedException {
        Testbed testbed = driver.open(
                Ledger.in(folder.resolve("state")), new Needs(Arrays.asList(setups), Optional.empty(), 4), steps::add);
        opened = Optional.of(testbed);
        return testbed;
    }

    final DockerDriver driver() {
        return new DockerDriver(settings());
    }

    final DockerSettings settings() {
        return settings(Pinning.none(), Limits.parse("", "", ""), false, TestContainers.BASE);
    }

    final DockerSettings settings(Pinning pinning, Limits limits, boolean hostNetwork, String postgres) {
        return DockerForTests.settings(folder, pinning, limits, hostNetwork, postgres);
    }

    final Setup setup(KongVersion version, Kong.Database.Kind database) throws IOException {
        return setup(version, database, Map.of(), List.of());
    }

    final Setup setup(
            KongVersion version, Kong.Database.Kind database, Map<String, String> config, List<Kong.Node> nodes)
            throws IOException {
        Path entities = Files.writeString(folder.resolve("entities.yaml.ftl"), ENTITIES);
        return new Setup(
                version,
                UPSTREAM,
                new Kong(
                        new Kong.Database(database, false),
                        config,
                        new Kong.Content(Optional.of(entities), Optional.empty(), Optional.empty()),
                        List.of(),
                        nodes),
                Map.of());
    }

    static LoadOptions options(int seconds) {
        return new LoadOptions(
                4,
                1,
                Duration.ofSeconds(seconds),
                new Rate.AsFastAsPossible(),
                Duration.ofSeconds(2),
                List.of(Request.get("/s1-r1")),
                1);
    }

    static HttpResponse<String> answer(Deployment up, String path) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create(up.reachable(Load.Target.PROXY) + path))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        for (int tries = 0; tries < 50 && answer.statusCode() == 404; tries++) {
            Thread.sleep(50);
            answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        }
        return answer;
    }
}
