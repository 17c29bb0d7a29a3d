package io.github.kongperf.driver.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.machine.ThreadCpu;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Burn;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import io.github.kongperf.scenario.Upstream;
import io.github.kongperf.version.KongVersion;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets, the real generator. */
final class EmbeddedTestbedTest {

    private static final String ENTITIES = """
            _format_version: "${kong.formatVersion}"
            services:
              - name: root
                url: ${upstream.uris[0]}
                routes: [{paths: [/root]}, {paths: [/kept], strip_path: false}]
              - name: below
                url: ${upstream.uris[1]}/base/
                routes: [{paths: [/below]}]
              - name: dead
                url: http://127.0.0.1:1
                routes: [{paths: [/dead]}]
            """;

    private static final String NGINX = """
            location = / { return 200 "the root"; }
            location /base/x { return 201 "below base"; }
            location /kept { return 202; }
            location = /base { return 203; }
            """;

    private final EmbeddedTestbed testbed = new EmbeddedTestbed();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        testbed.close();
    }

    @Test
    void proxiesByServicesAndRoutes() throws IOException, InterruptedException {
        try (Deployment deployment = testbed.deploy(setup(new Upstream.Nginx(NGINX), Map.of()))) {
            assertThat(get(deployment, "/root").body()).isEqualTo("the root");
            assertThat(get(deployment, "/below/x?a=b").body()).isEqualTo("below base");
            assertThat(get(deployment, "/below").statusCode()).isEqualTo(203);
            assertThat(get(deployment, "/kept").statusCode()).isEqualTo(202);
            assertThat(get(deployment, "/root/unknown").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void saysInEachAnswerThatItIsNotKong() throws IOException, InterruptedException {
        try (Deployment deployment = testbed.deploy(setup(Upstream.Respond.ok(), Map.of()))) {
            for (String path : List.of("/root", "/no-route")) {
                HttpResponse<String> answer = get(deployment, path);
                assertThat(answer.headers().firstValue("server")).contains("kong-perf-embedded (not Kong)");
                assertThat(answer.headers().firstValue("via")).contains("1.1 kong-perf-embedded (not Kong)");
            }
            assertThat(get(deployment, "/no-route").body())
                    .isEqualTo("{\"message\":\"no Route matched with those values\"}");
        }
    }

    @Test
    void logsWhatItsServicesDoNotAnswer() throws IOException, InterruptedException {
        try (Deployment deployment = testbed.deploy(setup(Upstream.Respond.ok(), Map.of()))) {
            assertThat(get(deployment, "/dead/x").statusCode()).isEqualTo(503);
            // The line is written once the answer is out.
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (deployment.errorLog().isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(10);
            }
            assertThat(deployment.errorLog()).hasSize(1);
            assertThat(deployment.errorLog().get(0))
                    .contains(
                            "[error] kong-perf-embedded (not Kong): 503 from service 'dead' (http://127.0.0.1:1) for GET");
        }
    }

    @Test
    void answersAsTheUpstreamIsTold() throws IOException, InterruptedException {
        Upstream.Respond respond =
                new Upstream.Respond(418, "short", Map.of("X-Kind", "teapot"), Duration.ofMillis(30));
        try (Deployment deployment = testbed.deploy(setup(respond, Map.of()))) {
            long before = System.nanoTime();
            HttpResponse<String> answer = get(deployment, "/root");
            assertThat(System.nanoTime() - before)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(30).toNanos());
            assertThat(answer.statusCode()).isEqualTo(418);
            assertThat(answer.body()).isEqualTo("short");
            assertThat(answer.headers().firstValue("x-kind")).contains("teapot");
        }
    }

    @Test
    void burnsTheCpuTimeThatItIsSetTo() throws InterruptedException {
        try (Deployment plain = testbed.deploy(setup(Upstream.Respond.ok(), Map.of()));
                Deployment slowed = testbed.deploy(setup(Upstream.Respond.ok(), Map.of("kong_perf_burn", "2ms")))) {
            // The plain one costs well under 2 ms a request, however cold the code; so the difference is the burn.
            assertThat(cpuPerRequest(slowed)).isGreaterThanOrEqualTo(Duration.ofMillis(2));
            assertThat(cpuPerRequest(plain)).isLessThan(cpuPerRequest(slowed));
        }
    }

    @Test
    void burnsAsThePluginWouldInKong() {
        Kong.Plugin burn = new Burn(Duration.ofNanos(2_000_500)).plugin(folder);
        Setup setup = setup(Upstream.Respond.ok(), Map.of("kong_perf_burn", "1ms"));
        try (Deployment deployment = testbed.deploy(with(setup, burn))) {
            assertThat(deployment.conditions()).containsEntry("gateway.burn", "3000 µs");
        }
        Kong.Plugin other = new Kong.Plugin("other", Optional.empty(), Optional.of(Map.of()));
        assertThatExceptionOfType(DeploymentFailed.class)
                .isThrownBy(() -> testbed.deploy(with(setup, other)))
                .withMessageContaining("the plugin 'other' needs Kong");
    }

    private static Setup with(Setup setup, Kong.Plugin plugin) {
        Kong kong = setup.kong();
        return new Setup(
                setup.version(),
                setup.upstream(),
                new Kong(kong.database(), kong.config(), kong.content(), List.of(plugin), List.of()),
                Map.of());
    }

    @Test
    void readsCpuTimesOfEachRoleOfItsOwnOnly() throws InterruptedException {
        try (Deployment loaded = testbed.deploy(setup(Upstream.Respond.ok(), Map.of()));
                Deployment idle = testbed.deploy(setup(Upstream.Respond.ok(), Map.of()))) {
            Duration before = gatewayTime(idle);
            load(loaded);
            assertThat(loaded.cpuTimes())
                    .allSatisfy((role, time) -> assertThat(time).isPositive());
            // An idle I/O thread sleeps, once it has started.
            assertThat(gatewayTime(idle).minus(before))
                    .isLessThan(gatewayTime(loaded).dividedBy(2));
        }
    }

    @Test
    void leavesNothingUp() throws InterruptedException {
        Deployment deployment = testbed.deploy(setup(Upstream.Respond.ok(), Map.of()));
        URI proxy = deployment.target(Load.Target.PROXY);
        URI upstream = deployment.target(Load.Target.UPSTREAM);
        load(deployment);
        deployment.close();
        for (URI address : List.of(proxy, upstream)) {
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() ->
                            client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString()));
        }
        assertGone("kong-perf-gateway-");
    }

    @Test
    void saysWhatKeepsItFromComingUp() throws InterruptedException {
        Setup noEntities = new Setup(
                new KongVersion.Embedded(),
                new Upstream(1, Upstream.Respond.ok()),
                new Kong(
                        new Kong.Database(Kong.Database.Kind.OFF, false),
                        Map.of(),
                        Kong.Content.none(),
                        List.of(),
                        List.of()),
                Map.of());
        assertThatExceptionOfType(DeploymentFailed.class)
                .isThrownBy(() -> testbed.deploy(noEntities))
                .withMessageContaining("kong.entities is missing");
        assertGone("kong-perf-upstream-");
    }

    /** Threads that were told to end may take a moment on a busy machine. */
    private static void assertGone(String threads) throws InterruptedException {
        for (int tries = 0; tries < 100 && !new ThreadCpu().of(threads).isZero(); tries++) {
            Thread.sleep(50);
        }
        assertThat(new ThreadCpu().of(threads)).isZero();
    }

    private Duration cpuPerRequest(Deployment deployment) throws InterruptedException {
        Duration before = gatewayTime(deployment);
        long answers = load(deployment);
        return gatewayTime(deployment).minus(before).dividedBy(answers);
    }

    private static Duration gatewayTime(Deployment deployment) throws InterruptedException {
        return deployment.cpuTimes().getOrDefault(Role.GATEWAY, Duration.ZERO);
    }

    /** Loads it until there are some answers: the first may take long on a busy machine. */
    private long load(Deployment deployment) throws InterruptedException {
        LoadOptions options = new LoadOptions(
                2,
                1,
                Duration.ofMillis(300),
                new Rate.AsFastAsPossible(),
                Duration.ofSeconds(5),
                List.of(Request.get("/root")),
                1);
        long answers = 0;
        for (int stretch = 0; stretch < 30 && answers < 20; stretch++) {
            Measurement measurement = testbed.generator()
                    .start(deployment.target(Load.Target.PROXY), options)
                    .await();
            assertThat(measurement.answers() - measurement.statuses().getOrDefault(200, 0L))
                    .isZero();
            answers += measurement.answers();
        }
        assertThat(answers).isGreaterThanOrEqualTo(20);
        return answers;
    }

    private HttpResponse<String> get(Deployment deployment, String path) throws IOException, InterruptedException {
        URI uri = deployment.target(Load.Target.PROXY).resolve(path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private Setup setup(Upstream.Answer answer, Map<String, String> config) {
        Path file = folder.resolve("some.kong.yaml.ftl");
        try {
            Files.writeString(file, ENTITIES);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        Kong kong = new Kong(
                new Kong.Database(Kong.Database.Kind.OFF, false),
                config,
                new Kong.Content(Optional.of(file), Optional.empty(), Optional.empty()),
                List.of(),
                List.of());
        return new Setup(new KongVersion.Embedded(), new Upstream(2, answer), kong, Map.of());
    }
}
