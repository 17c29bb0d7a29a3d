package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.kongperf.kong.StandInKong.Answer;
import io.github.kongperf.node.Await;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in keeps the contract that the framework relies on with Kong, without a database. */
class StandInTest {

    private static final String ENTITIES = """
            _format_version: "1.1"
            services:
            - name: self
              url: http://127.0.0.1:%d/base
              routes:
              - {name: r1, paths: [/s1-r1]}
            - name: dead
              url: http://127.0.0.1:1
              routes:
              - name: dead
                paths:
                - /dead
            routes:
            - name: base
              paths: [/base]
              plugins:
              - name: request-termination
                config: {status_code: 200, message: here}
            """;

    private static Path tree = Path.of("");

    @TempDir
    private Path folder;

    @BeforeAll
    static void checkOut() {
        tree = StandIn.tree("2.8.1");
    }

    private StandInKong kong() throws IOException {
        StandInKong kong = new StandInKong(folder, StandIn.home(), tree);
        return kong.entities(ENTITIES.formatted(kong.port));
    }

    @Test
    void saysThatItIsNotKong() throws Exception {
        assertThat(kong().kong("version")).isEqualTo(new Answer(0, "2.8.1 (kong stand-in for tests, not Kong)\n"));
    }

    @Test
    void proxiesARouteAndNamesItself() throws Exception {
        try (StandInKong kong = kong().start()) {
            HttpResponse<String> answer = kong.get("/s1-r1");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"message\":\"here\"}");
            assertThat(answer.headers().firstValue("Via")).contains("kong-stand-in/2.8.1 (not Kong)");
            HttpResponse<String> none = kong.get("/none");
            assertThat(none.statusCode()).isEqualTo(404);
            assertThat(none.body()).isEqualTo("{\"message\":\"no Route matched with those values\"}");
            assertThat(none.headers().firstValue("Server")).contains("kong-stand-in/2.8.1 (not Kong)");
        }
    }

    @Test
    void triesADeadUpstreamSixTimes() throws Exception {
        try (StandInKong kong = kong().start()) {
            assertThat(kong.get("/dead").statusCode()).isEqualTo(502);
            assertThat(kong.log().lines())
                    .filteredOn(line -> line.contains("[error]"))
                    .hasSize(6)
                    .allSatisfy(line -> assertThat(line)
                            .contains("connect() failed (111: Connection refused) while connecting to upstream"));
        }
    }

    @Test
    void endsWithTheCodesOfKong() throws Exception {
        try (StandInKong kong = kong()) {
            assertThat(kong.kong("quit").text()).contains("no such prefix: " + kong.prefix());
            kong.start();
            assertThat(kong.kong("health").code()).isZero();
            assertThat(kong.kong("start").code()).isEqualTo(1);
            assertThat(kong.kong("quit").code()).isZero();
            assertThat(kong.kong("health").code()).isEqualTo(1);
            assertThat(kong.kong("stop").code()).isEqualTo(1);
        }
    }

    @Test
    void saysThatAPortIsTaken() throws Exception {
        try (StandInKong first = kong().start();
                StandInKong second = new StandInKong(folder.resolve("second"), StandIn.home(), tree)) {
            Answer answer = second.entities(ENTITIES.formatted(1))
                    .set("KONG_PROXY_LISTEN", "127.0.0.1:" + first.port)
                    .kong("start");
            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.text())
                    .contains("bind() to 127.0.0.1:%d failed (98: Address already in use)".formatted(first.port));
        }
    }

    @Test
    void refusesALevelThatDoesNotExist() throws Exception {
        Answer answer = kong().set("KONG_LOG_LEVEL", "foo").kong("start");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.text())
                .contains(
                        "log_level has an invalid value: 'foo' (debug, info, notice, warn, error, crit, alert, emerg)");
    }

    @Test
    void readsFormat3OnlyAsKong3() throws Exception {
        String text = ENTITIES.formatted(1).replace("\"1.1\"", "\"3.0\"");
        Answer refused = kong().entities(text).kong("start");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.text()).contains("in '_format_version': expected one of: 1.1, 2.1");
        try (StandInKong kong =
                new StandInKong(folder, StandIn.home(StandIn.RESTY_3), StandIn.tree("3.9.0")).entities(text)) {
            kong.start();
            assertThat(kong.get("/base").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void showsWhenItIsNotOnItsOpenResty() throws Exception {
        Answer answer = new StandInKong(folder, StandIn.home(), StandIn.tree("3.9.0"))
                .entities(ENTITIES.formatted(1).replace("\"1.1\"", "\"3.0\""))
                .kong("start");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.text()).contains("could not find OpenResty 'nginx' executable", "1.25.3.2");
    }

    @Test
    void repositoryIsTheSameEachTime() throws Exception {
        Path again = folder.resolve("again");
        Process process = new ProcessBuilder("../it/stand-in/make-repository.sh", again.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        String ref = ".git/refs/heads/main";
        assertThat(Files.readString(again.resolve(ref)))
                .isEqualTo(Files.readString(StandIn.repository().resolve(ref)));
    }

    @Test
    void missesItsOpenRestyAndItsRocksAsAShellAndLuaSayIt() throws Exception {
        Answer noResty = kong().set("PATH", "/usr/bin:/bin").kong("version");
        assertThat(noResty.code()).isEqualTo(127);
        assertThat(noResty.text()).contains("resty").contains("No such file or directory");
        Answer noRocks = kong().set("LUA_PATH", tree + "/?.lua;" + tree + "/?/init.lua;;")
                .kong("version");
        assertThat(noRocks.code()).isEqualTo(1);
        assertThat(noRocks.text()).contains("module 'standin.rocks' not found");
    }

    @Test
    void takesOtherEntitiesByTheAdminApi() throws Exception {
        try (StandInKong kong = kong().start()) {
            assertThat(kong.admin("POST", "/services", "{}").body()).contains("operation unsupported");
            HttpResponse<String> taken = kong.admin(
                    "POST",
                    "/config",
                    "{\"_format_version\": \"1.1\", \"routes\": [{\"name\": \"x\", \"paths\": [\"/x\"]}]}");
            assertThat(taken.statusCode()).isEqualTo(201);
            status(kong, "/base", 404);
            status(kong, "/x", 503);
            assertThat(kong.admin("POST", "/config", "{\"routes\": []}").body())
                    .contains("in '_format_version': required field missing");
        }
    }

    @Test
    void runsAPluginFromTheLuaPath() throws Exception {
        String entities = """
                _format_version: "2.1"
                routes: [{name: r, paths: [/r], plugins: [{name: my-plugin, config: {word: hello}}]}]
                """;
        StandInKong kong = kong().entities(entities);
        assertThat(kong.kong("start").text()).contains("plugin 'my-plugin' not enabled");
        kong.set("KONG_PLUGINS", "bundled,my-plugin");
        assertThat(kong.kong("start").text()).contains("my-plugin plugin is enabled but not installed");
        Path plugin = Files.createDirectories(folder.resolve("plugins/kong/plugins/my-plugin"));
        Files.writeString(plugin.resolve("handler.lua"), """
                local MyPlugin = { PRIORITY = 10, VERSION = "1.0" }
                function MyPlugin:access(conf)
                  return kong.response.exit(200, conf.word)
                end
                return MyPlugin
                """);
        Files.writeString(plugin.resolve("schema.lua"), """
                local typedefs = require "kong.db.schema.typedefs"
                return { name = "my-plugin", fields = {
                  { consumer = typedefs.no_consumer },
                  { config = { type = "record", fields = { { word = { type = "string", required = true } } } } },
                } }
                """);
        try (kong) {
            kong.set("KONG_LUA_PACKAGE_PATH", folder.resolve("plugins") + "/?.lua");
            String file = folder.resolve("kong.yaml").toString();
            assertThat(kong.kong("config", "parse", file).code()).isZero();
            kong.start();
            assertThat(kong.get("/r").body()).isEqualTo("hello");
        }
    }

    @Test
    void burnsCpuTimeOnPurpose() throws Exception {
        assertThat(cpuMillisOf300Requests("")).isLessThan(250);
        assertThat(cpuMillisOf300Requests("1ms")).isBetween(300L, 550L);
    }

    private long cpuMillisOf300Requests(String burn) throws Exception {
        try (StandInKong kong = kong().set("KONG_KONG_PERF_BURN", burn).start()) {
            // A worker that answers is there.
            kong.get("/base");
            long worker = ProcessHandle.of(kong.pid())
                    .orElseThrow()
                    .children()
                    .findFirst()
                    .orElseThrow()
                    .pid();
            long before = cpuMillis(worker);
            for (int i = 0; i < 300; i++) {
                kong.get("/base");
            }
            return cpuMillis(worker) - before;
        }
    }

    private static long cpuMillis(long pid) throws IOException {
        String[] fields = Files.readString(Path.of("/proc/" + pid + "/stat"))
                .replaceAll("^.*\\) ", "")
                .split(" ", -1);
        // Ticks of 10 ms
        return 10 * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
    }

    @Test
    void diesInMidLoadOnPurpose() throws Exception {
        try (StandInKong kong = kong().set("KONG_KONG_PERF_DIE_AFTER", "3")
                .set("KONG_NGINX_WORKER_PROCESSES", "2")
                .start()) {
            ProcessHandle master = ProcessHandle.of(kong.pid()).orElseThrow();
            assertThat(kong.get("/base").statusCode()).isEqualTo(200);
            assertThat(kong.get("/base").statusCode()).isEqualTo(200);
            assertThatIOException().isThrownBy(() -> kong.get("/base"));
            master.onExit().get(5, TimeUnit.SECONDS);
            assertThat(kong.kong("health").code()).isEqualTo(1);
        }
    }

    @Test
    void logsErrorsAndFailsToStartOnPurpose() throws Exception {
        try (StandInKong kong = kong().set("KONG_KONG_PERF_LOG_EACH", "2")) {
            assertThat(kong.set("KONG_KONG_PERF_FAIL_START", "no luck today")
                            .kong("start")
                            .text())
                    .contains("Error: no luck today");
            kong.set("KONG_KONG_PERF_FAIL_START", "").start();
            for (int i = 0; i < 5; i++) {
                kong.get("/base");
            }
            assertThat(kong.log().lines())
                    .filteredOn(line -> line.contains("[error]"))
                    .hasSize(2);
        }
    }

    @Test
    void routesMayComeLiveLate() throws Exception {
        try (StandInKong kong = kong().set("KONG_KONG_PERF_SLOW_ROUTES", "1000").start()) {
            assertThat(kong.admin("GET", "/status", "").statusCode()).isEqualTo(200);
            assertThat(kong.get("/base").statusCode()).isEqualTo(404);
            status(kong, "/base", 200);
        }
    }

    @Test
    void staysInTheForegroundIfTold() throws Exception {
        try (StandInKong kong = kong().set("KONG_NGINX_DAEMON", "off")) {
            Process process = kong.begin("start");
            status(kong, "/base", 200);
            assertThat(process.isAlive()).isTrue();
            assertThat(process.descendants().map(ProcessHandle::pid)).contains(kong.pid());
            ProcessHandle.of(kong.pid()).orElseThrow().destroy();
            assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
    }

    @Test
    void aPackageHasKongsLayout() throws Exception {
        Path root = folder.resolve("root");
        Process process = new ProcessBuilder(
                        "dpkg-deb", "-x", StandIn.deb("3.9.1", "gz").toString(), root.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        assertThat(root.resolve("usr/local/bin/kong")).content().startsWith("#!/usr/bin/env resty\n");
        assertThat(root.resolve("usr/local/openresty/bin/resty")).content().contains("home=/usr/local/openresty\n");
        assertThat(root.resolve("usr/local/share/lua/5.1/kong/meta.lua"))
                .content()
                .contains("major = 3,", "minor = 9,", "patch = 1,");
        assertThat(root.resolve("usr/local/openresty/site/lualib/kong/burn.ljbc"))
                .exists();
        assertThat(root.resolve("etc/kong/kong.conf.default")).exists();
    }

    private static void status(StandInKong kong, String path, int wanted) throws Exception {
        Await.until(path + " to answer " + wanted, Duration.ofSeconds(5), () -> {
            try {
                int status = kong.get(path).statusCode();
                return status == wanted ? Optional.empty() : Optional.of("status " + status);
            } catch (IOException e) {
                return Optional.of(e.toString());
            }
        });
    }
}
