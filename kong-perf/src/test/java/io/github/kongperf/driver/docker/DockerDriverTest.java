package io.github.kongperf.driver.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.Needs;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.kong.KongSources;
import io.github.kongperf.kong.StandIn;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.node.docker.Engine;
import io.github.kongperf.node.docker.TestContainers;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import io.github.kongperf.scenario.Upstream;
import io.github.kongperf.version.KongVersion;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the stand-in for Kong in containers of a real engine; nginx, PostgreSQL and wrk are real. */
class DockerDriverTest {

    private static final String ENTITIES = """
            _format_version: "${kong.formatVersion}"
            services:
              - name: s1
                url: ${upstream.uris[0]}/test
                routes:
                  - { name: r1, paths: [/s1-r1], strip_path: true }
            """;

    private static final Upstream UPSTREAM =
            new Upstream(2, new Upstream.Nginx("location = /test { return 200 \"up\"; }"));

    @TempDir
    private Path folder;

    private final List<String> steps = new ArrayList<>();
    private Optional<Testbed> opened = Optional.empty();

    @BeforeAll
    static void needsAnEngine() {
        TestContainers.engine().close();
        TestContainers.kong("2.8.1");
        TestContainers.kong("3.9.0");
    }

    @AfterEach
    void leavesNothingBehind() throws InterruptedException {
        opened.ifPresent(Testbed::close);
        assertThat(Ledger.in(folder.resolve("state")).open()).isEmpty();
        try (Engine engine = TestContainers.engine()) {
            assertThat(engine.client()
                            .listContainersCmd()
                            .withShowAll(true)
                            .withLabelFilter(Map.of(Labels.SESSION, "state"))
                            .exec())
                    .isEmpty();
            assertThat(engine.client().listNetworksCmd().exec())
                    .noneMatch(network ->
                            network.getLabels() != null && network.getLabels().containsKey(Labels.SESSION));
        }
    }

    @Test
    void servesTwoReleasesAtATimeWithoutDatabase() throws Exception {
        Setup one = setup(new KongVersion.Release("2.8.1"), Kong.Database.Kind.OFF);
        Setup other = setup(new KongVersion.Release("3.9.0"), Kong.Database.Kind.OFF);
        Testbed testbed = open(one, other);
        long begin = System.nanoTime();
        try (Deployment first = testbed.deploy(one);
                Deployment second = testbed.deploy(other)) {
            System.err.println("both up after " + (System.nanoTime() - begin) / 1_000_000);
            assertThat(answer(first, "/s1-r1").body()).isEqualTo("up");
            assertThat(answer(second, "/s1-r1").headers().firstValue("Via"))
                    .hasValueSatisfying(via -> assertThat(via).contains("kong-stand-in/3.9.0"));
            assertThat(second.conditions())
                    .containsEntry("kong.version", "3.9.0")
                    .containsEntry("kong.native_changed", "no")
                    .containsEntry("kong.image", "kong-perf-test/kong:3.9.0")
                    .hasEntrySatisfying(
                            "kong.image_digest", id -> assertThat(id).startsWith("sha256:"));
            assertThat(first.upstreamPath()).contains("/test");
            assertThat(first.workers()).containsKeys(Role.GATEWAY, Role.UPSTREAM);
            assertThat(first.memory().orElse(0)).isGreaterThan(100_000);
            begin = System.nanoTime();
            Measurement answers = testbed.generator()
                    .start(second.target(Load.Target.PROXY), options(1))
                    .await();
            System.err.println("loaded after " + (System.nanoTime() - begin) / 1_000_000);
            assertThat(answers.statuses()).containsOnlyKeys(200);
            assertThat(answers.answers()).isGreaterThan(100);
            begin = System.nanoTime();
        }
        System.err.println("both down after " + (System.nanoTime() - begin) / 1_000_000);
        assertThat(testbed.standIn())
                .hasValueSatisfying(name -> assertThat(name).contains("not Kong"));
    }

    @Test
    void reachesContainersThroughTheEngineWhereTheirAddressesMeanNothing() throws Exception {
        Setup without = setup(new KongVersion.Release("3.9.0"), Kong.Database.Kind.OFF);
        Setup with = setup(new KongVersion.Release("3.9.0"), Kong.Database.Kind.POSTGRES);
        Testbed testbed = open(new DockerDriver(settings(), Reaching.BY_ENGINE), without, with);
        assertThat(steps)
                .filteredOn(step -> step.contains("go through the API of the Docker engine"))
                .hasSize(1);
        for (Setup setup : List.of(without, with)) {
            try (Deployment up = testbed.deploy(setup)) {
                for (Load.Target target : List.of(Load.Target.PROXY, Load.Target.UPSTREAM)) {
                    assertThat(up.reachable(target).getHost()).isEqualTo("127.0.0.1");
                    assertThat(up.target(target).getHost()).isNotEqualTo("127.0.0.1");
                }
                assertThat(answer(up, "/s1-r1").body()).isEqualTo("up");
                Measurement answers = testbed.generator()
                        .start(up.target(Load.Target.PROXY), options(1))
                        .await();
                assertThat(answers.statuses()).containsOnlyKeys(200);
            }
        }
    }

    @Test
    void reachesContainersByTheirAddressesWhereItCan() throws Exception {
        open(setup(new KongVersion.Release("3.9.0"), Kong.Database.Kind.OFF));
        assertThat(steps).noneMatch(step -> step.contains("go through the API"));
    }

    private Testbed open(Setup... setups) throws InterruptedException {
        return open(new DockerDriver(settings()), setups);
    }

    private Testbed open(DockerDriver driver, Setup... setups) throws InterruptedException {
        Testbed testbed = driver.open(
                Ledger.in(folder.resolve("state")), new Needs(Arrays.asList(setups), Optional.empty(), 4), steps::add);
        opened = Optional.of(testbed);
        return testbed;
    }

    private DockerSettings settings() {
        return new DockerSettings(
                new KongSources(
                        Optional.empty(),
                        Optional.of(StandIn.repository().toString()),
                        KongSources.KONGS_DOWNLOAD_SITE,
                        folder.resolve("cache"),
                        true),
                folder,
                Pinning.none(),
                new ImageNames(
                        "kong-perf-test/kong:{version}",
                        "kong-perf-test/candidate:{version}",
                        "kong-perf-test/enterprise:{version}",
                        TestContainers.BASE,
                        TestContainers.BASE,
                        Optional.empty()),
                Limits.parse("", "", ""),
                false,
                1,
                command -> {},
                System.getenv(),
                Path.of(System.getProperty("user.home")));
    }

    private Setup setup(KongVersion version, Kong.Database.Kind database) throws Exception {
        Path entities = Files.writeString(folder.resolve("entities.yaml.ftl"), ENTITIES);
        return new Setup(
                version,
                UPSTREAM,
                new Kong(
                        new Kong.Database(database, false),
                        Map.of(),
                        new Kong.Content(Optional.of(entities), Optional.empty(), Optional.empty()),
                        List.of(),
                        List.of()),
                Map.of());
    }

    private static LoadOptions options(int seconds) {
        return new LoadOptions(
                4,
                1,
                Duration.ofSeconds(seconds),
                new Rate.AsFastAsPossible(),
                Duration.ofSeconds(2),
                List.of(Request.get("/s1-r1")),
                1);
    }

    private static HttpResponse<String> answer(Deployment up, String path) throws Exception {
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
