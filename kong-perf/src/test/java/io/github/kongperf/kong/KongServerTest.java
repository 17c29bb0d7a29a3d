package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.scenario.Kong.Plugin;
import io.github.kongperf.version.KongVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the stand-in, which is not Kong, as Kong is run. */
class KongServerTest {

    private static final String ENTITIES = """
            _format_version: "1.1"
            routes:
            - name: r1
              paths: [/s1-r1]
              plugins:
              - name: request-termination
                config: {status_code: 200, message: here}
            """;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Path tree = Path.of("");

    @TempDir
    private Path folder;

    private final LocalNode node = new LocalNode();
    private final List<KongServer> up = new ArrayList<>();
    private final int proxy = freePort();
    private final int admin = freePort();

    @BeforeAll
    static void checkOut() {
        tree = StandIn.tree("2.8.1");
    }

    @BeforeEach
    void writeEntities() throws IOException {
        Files.writeString(folder.resolve("entities.yaml"), ENTITIES);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (KongServer kong : up) {
            kong.stop();
        }
    }

    @Test
    void startsAWorkingTreeAndStopsItWithAllItsProcesses() throws Exception {
        KongServer kong = kong(Map.of());
        kong.start(KongServer.START);
        assertThat(get(proxy, "/s1-r1").statusCode()).isEqualTo(200);
        assertThat(get(admin, "/status").statusCode()).isEqualTo(200);
        List<Long> workers = kong.workers();
        assertThat(workers).hasSize(Runtime.getRuntime().availableProcessors());
        assertThat(kong.died()).isEmpty();
        assertThat(kong.errorLog()).anySatisfy(line -> assertThat(line).contains("[notice]"));
        kong.stop();
        assertThat(workers).allSatisfy(pid -> assertThat(ProcessHandle.of(pid)).isEmpty());
        assertThat(kong.workers()).isEmpty();
        assertThatThrownBy(() -> get(proxy, "/s1-r1")).isInstanceOf(IOException.class);
    }

    private KongServer kong(Map<String, String> user) throws InterruptedException {
        return kong(user, List.of(), List.of());
    }

    private KongServer kong(Map<String, String> user, List<Plugin> plugins, List<Integer> cpus)
            throws InterruptedException {
        KongServer kong = KongServer.prepare(node, installation(), plan("k" + up.size(), plugins, cpus), user);
        up.add(kong);
        return kong;
    }

    private KongServer.Plan plan(String name, List<Plugin> plugins, List<Integer> cpus) {
        return new KongServer.Plan(
                folder.resolve(name).toString(),
                Map.of(Listen.PROXY, proxy, Listen.ADMIN, admin),
                "127.0.0.1",
                new KongDatabase.Off(Optional.of(folder.resolve("entities.yaml").toString())),
                Map.of(),
                plugins,
                cpus);
    }

    private Installation installation() throws InterruptedException {
        return versions().get(new KongVersion.Tree(tree.toString()), step -> {});
    }

    private Versions versions() {
        KongSources sources = new KongSources(
                Optional.of(StandIn.home()),
                Optional.empty(),
                KongSources.KONGS_DOWNLOAD_SITE,
                folder.resolve("cache"),
                true);
        return new Versions(node, sources, System.getenv());
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return HTTP.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
