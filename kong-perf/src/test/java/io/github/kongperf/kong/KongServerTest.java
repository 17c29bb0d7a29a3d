package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.FreePorts;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.scenario.Kong.Plugin;
import io.github.kongperf.version.KongVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

    private Node node = new LocalNode();
    private final List<KongServer> up = new ArrayList<>();
    private int proxy;
    private int admin;

    @BeforeAll
    static void checkOut() {
        tree = StandIn.tree("2.8.1");
    }

    @BeforeEach
    void prepare() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("entities.yaml"), ENTITIES);
        List<Integer> ports = FreePorts.of(node, 2);
        proxy = ports.get(0);
        admin = ports.get(1);
    }

    @AfterEach
    void stop() throws Exception {
        for (KongServer kong : up) {
            kong.stop();
        }
        assertThat(processes()).isEmpty();
    }

    @Test
    void startsAWorkingTreeAndStopsItWithAllItsProcesses() throws Exception {
        KongServer kong = kong(Map.of());
        assertThat(kong.died()).isEmpty();
        kong.start(KongServer.START);
        assertThat(get(proxy, "/s1-r1").statusCode()).isEqualTo(200);
        assertThat(get(admin, "/status").statusCode()).isEqualTo(200);
        List<Long> workers = kong.workers();
        assertThat(workers).hasSize(Runtime.getRuntime().availableProcessors());
        assertThat(kong.died()).isEmpty();
        assertThat(kong.errorLog()).anySatisfy(line -> assertThat(line).contains("[notice]"));
        kong.stop();
        assertThat(processes()).isEmpty();
        assertThat(kong.workers()).isEmpty();
        assertThatThrownBy(() -> get(proxy, "/s1-r1")).isInstanceOf(IOException.class);
        kong.stop();
    }

    @Test
    void startsAReleaseAndACommitOnItsPackageSideBySide() throws Exception {
        String url = StandIn.deb("2.8.1", "gz").toUri().toString().replace("2.8.1", "{version}");
        Versions versions = versions(Optional.empty(), url);
        KongServer release = kong(versions.get(KongVersion.parse("2.8.1"), step -> {}), plan("release"), Map.of());
        release.start(KongServer.START);
        assertThat(get(proxy, "/s1-r1").statusCode()).isEqualTo(200);
        int first = proxy;
        prepare();
        KongServer commit =
                kong(versions.get(KongVersion.parse("git:without-leftover"), step -> {}), plan("commit"), Map.of());
        commit.start(KongServer.START);
        assertThat(get(proxy, "/s1-r1").statusCode()).isEqualTo(200);
        assertThat(get(first, "/s1-r1").statusCode()).isEqualTo(200);
        assertThat(commit.workers()).isNotEmpty().doesNotContainAnyElementsOf(release.workers());
        release.stop();
        assertThat(get(proxy, "/s1-r1").statusCode()).isEqualTo(200);
    }

    @Test
    void startsAsAnOrdinaryUser() throws Exception {
        if (System.getProperty("user.name").equals("root")) {
            node = new AsUser(new LocalNode(), "nobody");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        Installation fromTree = installation("path:" + tree);
        KongServer kong = kong(fromTree, plan("tree"), Map.of());
        kong.start(KongServer.START);
        assertThat(get(proxy, "/s1-r1").statusCode()).isEqualTo(200);
        assertThat(kong.settings()).doesNotContainKey("nginx_main_user");
        kong.stop();
        if ("true".equals(System.getenv("CI"))
                || new MountNamespace(node).check().isEmpty()) {
            String url = StandIn.deb("2.8.1", "gz").toUri().toString().replace("2.8.1", "{version}");
            Installation packaged = versions(Optional.empty(), url).get(KongVersion.parse("2.8.1"), step -> {});
            KongServer release = kong(packaged, plan("release"), Map.of());
            release.start(KongServer.START);
            assertThat(get(proxy, "/s1-r1").statusCode()).isEqualTo(200);
            assertThat(String.join("\n", release.errorLog())).doesNotContain("[emerg]", "[alert]");
        }
    }

    @Test
    void pinsItAndGivesItAWorkerForEachCpu() throws Exception {
        KongServer.Plan plan = new KongServer.Plan(
                folder.resolve("pinned").toString(),
                Map.of(Listen.PROXY, proxy),
                "127.0.0.1",
                new KongDatabase.Off(Optional.empty()),
                Map.of(),
                List.of(),
                List.of(0));
        KongServer kong = kong(installation("path:" + tree), plan, Map.of());
        kong.start(KongServer.START);
        assertThat(kong.settings()).containsEntry("nginx_worker_processes", "1").containsEntry("admin_listen", "off");
        assertThat(kong.workers())
                .hasSize(1)
                .allSatisfy(worker -> assertThat(node.read("/proc/" + worker + "/status"))
                        .containsPattern("Cpus_allowed_list:\\s+0\n"));
    }

    @Test
    void saysThatAPortIsTakenAndLeavesNothing() throws Exception {
        KongServer first = kong(Map.of());
        first.start(KongServer.START);
        int mine = admin;
        admin = FreePorts.of(node, 1).get(0);
        KongServer second = kong(Map.of());
        assertThatThrownBy(() -> second.start(KongServer.START))
                .isInstanceOf(KongFailed.PortTaken.class)
                .hasMessageStartingWith("Kong 2.8.1 (path:%s) did not start: ".formatted(tree))
                .hasMessageContaining("bind() to 127.0.0.1:%d failed".formatted(proxy));
        assertThat(processes()).allMatch(line -> line.contains(first.plan().folder()));
        admin = mine;
        assertThat(get(admin, "/status").statusCode()).isEqualTo(200);
    }

    @Test
    void showsWhatKongSaidAndWhatToDo() throws Exception {
        KongServer bad = kong(Map.of("log_level", "foo"));
        assertThatThrownBy(() -> bad.start(KongServer.START))
                .isInstanceOf(KongFailed.class)
                .hasMessageContaining("log_level has an invalid value: 'foo'")
                .hasMessageEndingWith("; look at kong.config of the scenario");
        KongServer broken = kong(
                versions(Optional.of(StandIn.home()), "file:///none")
                        .get(KongVersion.parse("git:feature/broken"), step -> {}),
                plan("broken"),
                Map.of());
        assertThatThrownBy(() -> broken.start(KongServer.START))
                .isInstanceOf(KongFailed.class)
                .hasMessageStartingWith("Kong 2.8.1 (git:feature/broken) did not start: ")
                .hasMessageContaining("kong/runloop/router.lua");
        assertThat(processes()).isEmpty();
    }

    @Test
    void givesUpAfterTheDeadlineAndLeavesNothing() throws Exception {
        Path slow = StandIn.tree("2.8.1");
        Files.writeString(
                slow.resolve("bin/kong"),
                "#!/bin/sh\n[ $1 = version ] && exit\necho 'thinking' >&2\nsleep 100 & sleep 100\n");
        KongServer kong = kong(installation("path:" + slow), plan("slow"), Map.of());
        assertThatThrownBy(() -> kong.start(Duration.ofMillis(700)))
                .isInstanceOf(KongFailed.class)
                .hasMessageStartingWith(
                        "waited 700 ms for Kong 2.8.1 (path:%s) to listen; last seen: no master process yet"
                                .formatted(slow))
                .hasMessageContaining("thinking");
    }

    @Test
    void takesDownWhatItStartedWhenInterrupted() throws Exception {
        Path slow = StandIn.tree("2.8.1");
        Files.writeString(slow.resolve("bin/kong"), "#!/bin/sh\n[ $1 = version ] && exit\nsleep 100 & sleep 100\n");
        KongServer kong = kong(installation("path:" + slow), plan("slow"), Map.of());
        Thread main = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            while (!Files.exists(Path.of(kong.plan().jobFolder(), "first"))) {
                Thread.onSpinWait();
            }
            main.interrupt();
        });
        interrupter.start();
        assertThatThrownBy(() -> kong.start(KongServer.START)).isInstanceOf(InterruptedException.class);
        interrupter.join();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void noticesThatItHasDied() throws Exception {
        KongServer kong = kong(Map.of("kong_perf_die_after", "1"));
        kong.start(KongServer.START);
        assertThatThrownBy(() -> {
                    get(proxy, "/s1-r1");
                    get(proxy, "/s1-r1");
                })
                .isInstanceOf(IOException.class);
        io.github.kongperf.node.Await.until(
                "its end",
                Duration.ofSeconds(5),
                () -> kong.died().isPresent() ? Optional.empty() : Optional.of("alive"));
        assertThat(kong.died().orElseThrow()).startsWith("Kong 2.8.1 (path:%s) has ended".formatted(tree));
    }

    @Test
    void findsTheWorkersOfAMasterThatWasKilled() throws Exception {
        KongServer kong = kong(Map.of());
        kong.start(KongServer.START);
        String master = node.read(kong.plan().prefix() + "/pids/nginx.pid").strip();
        node.run(Command.of("sh", "-c", "kill -9 \"$1\"", "sh", master)).orFail("killing");
        assertThat(kong.died().orElseThrow()).contains("has ended");
        kong.stop();
        assertThat(processes()).isEmpty();
    }

    @Test
    void putsCustomPluginsOnTheLuaPathOfThatKongOnly() throws Exception {
        Path plugin = Files.createDirectories(folder.resolve("sources/kong/plugins/my-plugin"));
        Files.writeString(plugin.resolve("handler.lua"), """
                local helper = require "kong.plugins.my-plugin.helper"
                return { PRIORITY = 9, VERSION = "1", access = function() return kong.response.exit(200, helper) end }
                """);
        Files.writeString(plugin.resolve("helper.lua"), "return 'from my plugin'");
        Files.writeString(
                plugin.resolve("schema.lua"),
                "return { name = 'my-plugin', fields = { { config = { type = 'record', fields = {} } } } }");
        Files.writeString(
                folder.resolve("entities.yaml"),
                ENTITIES.replaceAll("(?s)  plugins:.*", "  plugins: [{name: my-plugin}]\n"));
        for (Path from : List.of(folder.resolve("sources"), plugin)) {
            KongServer.Plan plan = plan("with-" + up.size(), List.of(new Plugin("my-plugin", Optional.of(from))));
            KongServer kong = kong(installation("path:" + tree), plan, Map.of());
            kong.parse(folder.resolve("entities.yaml").toString());
            kong.start(KongServer.START);
            assertThat(get(proxy, "/s1-r1").body()).isEqualTo("from my plugin");
            kong.stop();
        }
        KongServer without = kong(Map.of());
        assertThatThrownBy(() -> without.start(KongServer.START))
                .isInstanceOf(KongFailed.class)
                .hasMessageContaining("my-plugin")
                .hasMessageContaining("kong.plugins");
        assertThatThrownBy(() -> without.parse(folder.resolve("entities.yaml").toString()))
                .isInstanceOf(KongFailed.class)
                .hasMessageContaining("'kong config parse")
                .hasMessageContaining("my-plugin");
    }

    @Test
    void saysWhatThePluginsFolderLacks() throws Exception {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        List<Plugin> plugins =
                List.of(new Plugin("rate-limiting", Optional.empty()), new Plugin("mine", Optional.of(empty)));
        assertThat(CustomPlugins.check(plugins))
                .containsExactly(
                        "plugin mine: there is neither handler.lua nor kong/plugins/mine/handler.lua in %s; 'from' is the folder of the plugin's sources"
                                .formatted(empty));
        assertThatThrownBy(() -> kong(installation("path:" + tree), plan("none", plugins), Map.of()))
                .isInstanceOf(KongFailed.class)
                .hasMessageStartingWith("plugin mine: ");
    }

    @Test
    void fillsADatabase() throws Exception {
        try (StandInCluster postgres = new StandInCluster()) {
            postgres.role("k1", "md5");
            KongServer kong = kong(installation("path:" + tree), onDatabase(postgres.port, "secret"), Map.of());
            assertThatThrownBy(() -> kong.start(KongServer.START))
                    .isInstanceOf(KongFailed.class)
                    .hasMessageContaining("'kong migrations bootstrap' must run first");
            KongServer again = kong(installation("path:" + tree), onDatabase(postgres.port, "secret"), Map.of());
            again.bootstrap();
            again.dbImport(folder.resolve("entities.yaml").toString());
            again.start(KongServer.START);
            assertThat(get(proxy, "/s1-r1").statusCode()).isEqualTo(200);
            assertThat(again.settings()).doesNotContainValue("secret");
            again.stop();
            KongServer wrong = kong(installation("path:" + tree), onDatabase(postgres.port, "hidden"), Map.of());
            assertThatThrownBy(wrong::bootstrap)
                    .isInstanceOf(KongFailed.class)
                    .hasMessageContaining("'kong migrations bootstrap' ended with 1")
                    .hasMessageNotContaining("hidden");
        }
    }

    @Test
    void makesTheCertificateOfAHybridDeployment() throws Exception {
        KongServer kong = kong(Map.of());
        Path certificate = folder.resolve("cluster.crt");
        Path key = folder.resolve("cluster.key");
        kong.hybridCertificate(certificate.toString(), key.toString());
        assertThat(certificate).content().startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(key).isNotEmptyFile();
        assertThatThrownBy(() -> kong.hybridCertificate(certificate.toString(), key.toString()))
                .isInstanceOf(KongFailed.class)
                .hasMessageContaining("already exists");
    }

    @Test
    void refusesAPrefixThatIsTooLongForItsSockets() {
        assertThatThrownBy(() -> kong(installation("path:" + tree), plan("x".repeat(80)), Map.of()))
                .isInstanceOf(KongFailed.class)
                .hasMessageContaining("is too long for Kong");
    }

    private KongServer.Plan onDatabase(int port, String password) {
        KongServer.Plan plan = plan("db" + up.size());
        return new KongServer.Plan(
                plan.folder(),
                plan.ports(),
                plan.address(),
                new KongDatabase.Postgres("127.0.0.1", port, "k1", password, "k1"),
                Map.of(),
                List.of(),
                List.of());
    }

    private KongServer kong(Map<String, String> user) throws InterruptedException {
        return kong(installation("path:" + tree), plan("k" + up.size()), user);
    }

    private KongServer kong(Installation installation, KongServer.Plan plan, Map<String, String> user)
            throws InterruptedException {
        KongServer kong = KongServer.prepare(node, installation, plan, user);
        up.add(kong);
        return kong;
    }

    private KongServer.Plan plan(String name) {
        return plan(name, List.of());
    }

    private KongServer.Plan plan(String name, List<Plugin> plugins) {
        return new KongServer.Plan(
                folder.resolve(name).toString(),
                Map.of(Listen.PROXY, proxy, Listen.ADMIN, admin),
                "127.0.0.1",
                new KongDatabase.Off(Optional.of(folder.resolve("entities.yaml").toString())),
                Map.of(),
                plugins,
                List.of());
    }

    private Installation installation(String version) throws InterruptedException {
        return versions(Optional.of(StandIn.home()), "file:///none/{version}")
                .get(KongVersion.parse(version), step -> {});
    }

    private Versions versions(Optional<Path> home, String packageUrl) {
        KongSources sources = new KongSources(
                home, Optional.of(StandIn.repository().toString()), packageUrl, folder.resolve("cache"), true);
        return new Versions(node, sources, Map.of());
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return HTTP.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
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
