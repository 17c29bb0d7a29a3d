package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.Await;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.FreePorts;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.version.KongVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in, which is not Kong, as a control plane with data planes. */
class StandInHybridTest {

    private static final String ANSWERS = """
            {"name": "request-termination", "config": {"status_code": 200, "message": "here"}}""";
    private static final String ENTITIES = """
            {"_format_version": "1.1", "routes": [{"name": "r1", "paths": ["/r1"], "plugins": [%s]}]}""".formatted(ANSWERS);
    /** Of one that has nothing yet. */
    private static final String NO_CONFIGURATION = "0".repeat(32);

    private static final Pattern HASH = Pattern.compile("\"config_hash\":\"([0-9a-f]{32})\"");
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private final Node node = new LocalNode();
    private final List<KongServer> made = new ArrayList<>();
    private Optional<StandInCluster> postgres = Optional.empty();
    private Optional<Installation> installation = Optional.empty();
    private Map<Listen, Integer> control = Map.of();

    @BeforeEach
    void prepare() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<Integer> ports = FreePorts.of(node, 3);
        control = Map.of(
                Listen.ADMIN, ports.get(0), Listen.CLUSTER, ports.get(1), Listen.CLUSTER_TELEMETRY, ports.get(2));
        KongSources sources = new KongSources(
                Optional.of(StandIn.home()), Optional.empty(), "file:///none/{version}", folder.resolve("cache"), true);
        installation = Optional.of(new Versions(node, sources, Map.of())
                .get(KongVersion.parse("path:" + StandIn.tree("2.8.1")), step -> {}));
        certificate("cluster");
    }

    @AfterEach
    void takeDown() throws Exception {
        try {
            for (KongServer kong : made) {
                kong.stop();
            }
        } finally {
            if (postgres.isPresent()) {
                postgres.get().close();
            }
        }
        assertThat(processes()).isEmpty();
    }

    @Test
    void dataPlanesServeWhatTheirControlPlaneHas() throws Exception {
        controlPlane();
        int first = dataPlane("first", certificates("cluster"));
        int second = dataPlane("second", certificates("cluster"));
        for (int port : List.of(first, second)) {
            answers(port, "/r1");
        }
        Await.until("equal hashes", SOON, () -> amiss(""));
        String before = hashes().get(0);
        assertThat(admin("POST", "/routes", "{\"name\": \"r2\", \"paths\": [\"/r2\"]}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(admin("POST", "/routes/r2/plugins", ANSWERS).statusCode()).isEqualTo(201);
        for (int port : List.of(first, second)) {
            answers(port, "/r2");
        }
        Await.until("equal hashes of the new", SOON, () -> amiss(before));
        assertThat(admin("GET", "/clustering/data-planes", "").body())
                .contains("\"hostname\":", "\"ip\":\"127.0.0.1\"", "\"last_seen\":", "\"next\":null");
    }

    @Test
    void aDataPlaneGoesOnWithoutItsControlPlane() throws Exception {
        KongServer control = controlPlane();
        int port = dataPlane("d", certificates("cluster"));
        answers(port, "/r1");
        control.stop();
        assertThat(get(port, "/r1").statusCode()).isEqualTo(200);
    }

    @Test
    void aDataPlaneWithAnotherCertificateGetsNothing() throws Exception {
        controlPlane();
        certificate("other");
        int port = dataPlane("other", certificates("other"));
        KongServer other = made.get(made.size() - 1);
        Await.until("a refusal", SOON, () -> {
            List<String> log = other.errorLog();
            return log.stream().anyMatch(line -> line.contains("[error]") && line.contains("control plane"))
                    ? Optional.empty()
                    : Optional.of(String.join("\n", log));
        });
        assertThat(get(port, "/r1").statusCode()).isEqualTo(404);
        assertThat(hashes()).isEmpty();
    }

    @Test
    void aControlPlaneRefusesOneWithAnotherCertificateOrNone() throws Exception {
        KongServer control = controlPlane();
        certificate("other");
        assertThat(asks("-cert", file("other.crt"), "-key", file("other.key"))).contains("403 Forbidden");
        assertThat(asks()).contains("403 Forbidden");
        assertThat(asks("-cert", file("cluster.crt"), "-key", file("cluster.key")))
                .contains("404 Not Found");
        assertThat(control.errorLog())
                .anySatisfy(line -> assertThat(line).contains("its certificate is another one than cluster_cert"))
                .anySatisfy(line -> assertThat(line).contains("it shows no certificate"));
    }

    @Test
    void withoutACertificateNeitherStarts() {
        assertThatThrownBy(() -> dataPlane("d", Map.of()))
                .isInstanceOf(KongFailed.class)
                .hasMessageContaining("role = data_plane: cluster_cert is not set");
        assertThatThrownBy(() -> start(
                        "c",
                        control,
                        new KongDatabase.Postgres("127.0.0.1", 1, "k", "secret", "k"),
                        role("control_plane", Map.of())))
                .isInstanceOf(KongFailed.class)
                .hasMessageContaining("role = control_plane: cluster_cert is not set");
    }

    @Test
    void aControlPlaneNeedsADatabaseAndADataPlaneNone() {
        Map<String, String> certificates = certificates("cluster");
        assertThatThrownBy(() -> start(
                        "c", control, new KongDatabase.Off(Optional.empty()), role("control_plane", certificates)))
                .hasMessageContaining("database is 'off'");
        assertThatThrownBy(() -> start(
                        "d",
                        control,
                        new KongDatabase.Postgres("127.0.0.1", 1, "k", "secret", "k"),
                        role("data_plane", certificates)))
                .hasMessageContaining("database is 'postgres', not 'off'")
                .hasMessageContaining("cluster_control_plane is not <host>:<port>: ''");
    }

    /** Up, with the entities in its database. */
    private KongServer controlPlane() throws Exception {
        StandInCluster cluster = new StandInCluster();
        postgres = Optional.of(cluster);
        cluster.role("k", "md5");
        KongServer kong = server(
                "control",
                control,
                new KongDatabase.Postgres("127.0.0.1", cluster.port, "k", "secret", "k"),
                role("control_plane", certificates("cluster")));
        kong.bootstrap();
        kong.dbImport(
                Files.writeString(folder.resolve("entities.json"), ENTITIES).toString());
        kong.start(KongServer.START);
        return kong;
    }

    /** Starts one. @return its port */
    private int dataPlane(String name, Map<String, String> certificates) throws InterruptedException {
        int port = FreePorts.of(node, 1).get(0);
        Map<String, String> settings = role("data_plane", certificates);
        // By name: nginx' own sockets would not find it.
        settings.put("cluster_control_plane", "localhost:" + control.get(Listen.CLUSTER));
        start(name, Map.of(Listen.PROXY, port), new KongDatabase.Off(Optional.empty()), settings);
        return port;
    }

    private void start(String name, Map<Listen, Integer> ports, KongDatabase database, Map<String, String> settings)
            throws InterruptedException {
        server(name, ports, database, settings).start(KongServer.START);
    }

    private KongServer server(
            String name, Map<Listen, Integer> ports, KongDatabase database, Map<String, String> settings)
            throws InterruptedException {
        KongServer.Plan plan = new KongServer.Plan(
                folder.resolve(name).toString(), ports, "127.0.0.1", database, settings, List.of(), List.of());
        KongServer kong = KongServer.prepare(node, installation.orElseThrow(), plan, Map.of());
        made.add(kong);
        return kong;
    }

    /** What the control plane answers to a client that does not care whom it talks to. */
    private String asks(String... certificate) throws InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                "sh",
                "-c",
                "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | openssl s_client -quiet \"$@\"",
                "sh",
                "-connect",
                "127.0.0.1:" + control.get(Listen.CLUSTER)));
        words.addAll(List.of(certificate));
        return node.run(Command.of(words)).out();
    }

    private void certificate(String name) throws InterruptedException {
        server("maker-of-" + name, Map.of(Listen.PROXY, 1), new KongDatabase.Off(Optional.empty()), Map.of())
                .hybridCertificate(file(name + ".crt"), file(name + ".key"));
    }

    private Map<String, String> certificates(String name) {
        return Map.of("cluster_cert", file(name + ".crt"), "cluster_cert_key", file(name + ".key"));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private static Map<String, String> role(String role, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("role", role);
        return settings;
    }

    /** Whether both data planes have the same configuration, and another one than that. */
    private Optional<String> amiss(String before) throws InterruptedException {
        List<String> hashes = hashes();
        return hashes.size() == 2
                        && hashes.get(0).equals(hashes.get(1))
                        && !hashes.contains(NO_CONFIGURATION)
                        && !hashes.contains(before)
                ? Optional.empty()
                : Optional.of(hashes.toString());
    }

    private List<String> hashes() throws InterruptedException {
        return HASH.matcher(admin("GET", "/clustering/data-planes", "").body())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static void answers(int port, String path) throws InterruptedException {
        Await.until(path + " on port " + port, SOON, () -> {
            int status = get(port, path).statusCode();
            return status == 200 ? Optional.empty() : Optional.of("status " + status);
        });
    }

    private HttpResponse<String> admin(String method, String path, String json) throws InterruptedException {
        return send(control.getOrDefault(Listen.ADMIN, 0), method, path, json);
    }

    private static HttpResponse<String> get(int port, String path) throws InterruptedException {
        return send(port, "GET", path, "");
    }

    private static HttpResponse<String> send(int port, String method, String path, String json)
            throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(SOON)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(method + " " + path, e);
        }
    }

    /** Command lines of all processes that have to do with this test's folder. */
    private List<String> processes() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(
                            process -> process.pid() != ProcessHandle.current().pid())
                    .flatMap(process -> process.info().commandLine().stream())
                    .filter(line -> line.contains(folder.toString()))
                    .toList();
        }
    }
}
