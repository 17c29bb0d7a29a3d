package io.github.kongperf.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.kongperf.kong.StandIn;
import io.github.kongperf.node.docker.TestContainers;
import io.github.kongperf.profile.ProfilerFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** The guide's workflow, with the stand-in for Kong. */
class KongPerfTest {

    @TempDir
    private Path folder;

    private final List<String> lines = new ArrayList<>();
    private final KongPerf perf = new KongPerf(lines::add);

    @AfterEach
    void tearDown() {
        perf.teardown();
    }

    @Test
    void goesTheWayOfTheGuide() throws Exception {
        use("wrk");
        for (String version : List.of("git:main", "git:2.8.1")) {
            Entities entities = perf.setup();
            String upstream = perf.startUpstream("location = /test { return 200; }");
            Entity service = entities.services().insert("name", "s1", "url", upstream + "/test");
            entities.routes().insert("paths", List.of("/s1-r1"), "service", service, "strip_path", true);
            perf.startKong(version, Map.of("database", "off"));
            List<LoadResult> results = new ArrayList<>();
            for (int run = 1; run <= 2; run++) {
                perf.startLoad(
                        LoadRequest.path("/s1-r1").connections(10).threads(2).duration(Duration.ofSeconds(1)));
                LoadResult result = perf.waitResult();
                assertThat(result.toString())
                        .matches("(?s)Running 1s test @ http://127\\.0\\.0\\.1:\\d+/s1-r1\n.*")
                        .contains("2 threads and 10 connections", "Requests/sec:");
                results.add(result);
            }
            CombinedResult combined = KongPerf.combineResults(results);
            // But for the last bit, which depends on the order in which a mean is taken.
            assertThat(combined.requestsPerSecond())
                    .isCloseTo(
                            (results.get(0).requestsPerSecond() + results.get(1).requestsPerSecond()) / 2,
                            within(1e-6));
            assertThat(combined.toString()).startsWith("RPS     Avg: ").contains("Latency Avg: ", "P99: ", "(2 runs)");
            assertThat(combined.badAnswers()).isZero();
            Path log = folder.resolve("output/" + version.replace(':', '#') + ".log");
            perf.saveErrorLog(log);
            assertThat(log).exists();
            perf.stopKong();
            perf.teardown();
        }
        assertThat(lines).anyMatch(line -> line.contains("info: starting Kong git:main"));
    }

    @Test
    void doesTheSameInContainers() throws Exception {
        TestContainers.engine().close();
        TestContainers.kong("3.9.0");
        perf.useDriver(
                "docker",
                Map.of(
                        "kongImage",
                        "kong-perf-test/kong:{version}",
                        "workerImage",
                        TestContainers.BASE,
                        "postgresImage",
                        TestContainers.BASE,
                        "stateFolder",
                        folder.resolve("state").toString()));
        Entities entities = perf.setup();
        Entity service = entities.services().insert("name", "s1", "url", perf.startUpstream("return 200;"));
        entities.routes().insert("paths", List.of("/s1"), "service", service);
        perf.startKong("3.9.0");
        perf.startLoad(LoadRequest.path("/s1").connections(4).threads(1).duration(Duration.ofSeconds(1)));
        assertThat(perf.waitResult().measurement().statuses()).containsOnlyKeys(200);
        assertThat(perf.remoteExecute("kong", "sh", "-c", "ls -d /kong-perf/k-*")
                        .out())
                .contains("/kong-perf/k-");
        assertThat(perf.remoteExecute("db", "sh", "-c", "ls -d /kong-perf/postgres-*")
                        .out())
                .contains("postgres");
        perf.stopKong();
    }

    @Test
    void measuresByScriptOnceTheRouteIsThere() throws Exception {
        use("wrk");
        Entities entities = perf.setup();
        Entity service = entities.services().insert("name", "s1", "url", perf.startUpstream("return 200;"));
        entities.routes().insert("paths", List.of("/s1"), "service", service);
        perf.startKong("git:main", Map.of("database", "off", "kong_perf_slow_routes", "1500"));
        perf.startLoad(LoadRequest.path("/")
                .script("request = function() return wrk.format(nil, '/s1') end")
                .connections(4)
                .threads(1)
                .duration(Duration.ofSeconds(1)));
        assertThat(perf.waitResult().measurement().statuses()).containsOnlyKeys(200);
    }

    @Test
    void letsSeveralKongsShareOneDatabase() throws Exception {
        use("jvm");
        Entities entities = perf.setup();
        List<String> upstreams = perf.startUpstreams("location / { return 200; }", 2);
        assertThat(upstreams).hasSize(2).doesNotHaveDuplicates();
        Entity service = entities.of("services").insert(Map.of("name", "s1", "url", upstreams.get(1)));
        entities.routes().insert("paths", List.of("/one"), "service", service);
        entities.consumers().insert("username", "bob");
        perf.startKong("git:main", Map.of(), "first");
        perf.startKong("git:main", Map.of(), "second");
        assertThat(perf.getAdminUri("first")).isNotEqualTo(perf.getAdminUri("second"));
        perf.startLoad(LoadRequest.path("/one")
                .kong("second")
                .connections(2)
                .threads(1)
                .rate(50)
                .duration(Duration.ofMillis(500)));
        assertThat(perf.waitResult().measurement().schedule()).isPresent();
        Path dump = folder.resolve("dump.sql");
        perf.saveDump(dump);
        assertThat(Files.readString(dump)).contains("bob");
        assertThat(perf.remoteExecute("kong", "echo", "a b").out()).isEqualTo("a b\n");
        perf.stopKong("first");
        perf.stopKong();
        perf.loadDump(dump);
        perf.startKong("git:main");
        perf.startLoad(LoadRequest.path("/one").connections(1).threads(1).duration(Duration.ofMillis(200)));
        assertThat(perf.waitResult().badAnswers()).isZero();
    }

    @Test
    void refusesWhatTheSharedDatabaseDoesNotHold() throws Exception {
        use("jvm");
        Entities entities = perf.setup();
        perf.startKong("git:main", Map.of(), "first");
        assertThatIllegalStateException()
                .isThrownBy(() -> perf.startKong("git:2.8.1", Map.of(), "second"))
                .withMessageContainingAll("'first'", "made for git:main", "call stopKong first");
        entities.consumers().insert("username", "bob");
        assertThatIllegalStateException()
                .isThrownBy(() -> perf.startKong("git:main", Map.of(), "second"))
                .withMessageContainingAll("'first'", "before the entities or the dump", "call stopKong first");
        perf.startKong("git:2.8.1", Map.of("database", "off"), "second");
        perf.stopKong();
        perf.startKong("git:main", Map.of(), "first");
        Path dump = folder.resolve("dump.sql");
        perf.saveDump(dump);
        assertThat(Files.readString(dump)).contains("bob");
        perf.loadDump(dump);
        assertThatIllegalStateException()
                .isThrownBy(() -> perf.startKong("git:main", Map.of(), "third"))
                .withMessageContaining("call stopKong first");
    }

    @Test
    void namesSettingsThatKongWouldIgnoreOnceForEachVersion() throws Exception {
        use("jvm");
        perf.setup();
        String one = version("upstream_keepalive_pool_size");
        Map<String, String> misspelt = Map.of("database", "off", "upstream_keepalive_pool_sise", "1");
        perf.startKong(one, misspelt, "first");
        perf.startKong(one, misspelt, "second");
        assertThat(lines)
                .filteredOn(line -> line.contains("upstream_keepalive_pool_sise"))
                .singleElement()
                .asString()
                .contains("did you mean 'upstream_keepalive_pool_size'?");
        perf.startKong(version("nothing_like_it"), misspelt, "third");
        assertThat(lines)
                .filteredOn(line -> line.contains("upstream_keepalive_pool_sise"))
                .hasSize(2);
    }

    /** One that knows a single setting, as far as its list says. */
    private static String version(String setting) throws IOException {
        Path tree = StandIn.tree("2.8.1");
        Files.writeString(
                tree.resolve("kong/templates/kong_defaults.lua"), "return [[\n%s = 60\n]]\n".formatted(setting));
        return "path:" + tree;
    }

    @Test
    void drawsWhereTheTimeOfTheLastLoadWent() throws Exception {
        use("wrk");
        perf.enableProfilers();
        startBurningKong("git:main");
        perf.startProfiler("lua");
        load();
        Path page = folder.resolve("output/flame.html");
        perf.generateFlamegraph(page);
        assertThat(page).content().contains("<title>Flame graph (git:main, based on 2.8.1)</title>", "kong/burn.lua");
        Path picture = folder.resolve("output/flame.SVG");
        perf.generateFlamegraph(picture, "Burned \"<&>\"");
        Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(picture.toFile());
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("Burned \"<&>\" (git:main, based on 2.8.1)");
        assertThat(svg.getDocumentElement().getTextContent()).contains("kong/burn.lua");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> perf.generateFlamegraph(folder.resolve("flame.png")))
                .withMessageContaining("flame.png: end its name with .html or .svg");
        assertThat(folder.resolve("flame.png")).doesNotExist();
        load();
        assertThatIllegalStateException()
                .as("the last load was not profiled")
                .isThrownBy(() -> perf.generateFlamegraph(page));
    }

    @Test
    void titlesAGraphOfAReleaseByItsVersionOnly() throws Exception {
        perf.useDriver(
                "local",
                settings(
                        "jvm",
                        Map.of(
                                "packageUrl",
                                "file:" + StandIn.deb("2.8.1").toString().replace("2.8.1", "{version}"))));
        perf.enableProfilers();
        startBurningKong("2.8.1");
        perf.startProfiler("lua");
        load();
        Path page = folder.resolve("flame.html");
        perf.generateFlamegraph(page, "Title");
        assertThat(page).content().contains("<title>Title (2.8.1)</title>");
    }

    @Test
    void saysWhatComesBeforeAProfiler() throws Exception {
        use("jvm");
        startBurningKong("git:main");
        assertThatIllegalStateException()
                .isThrownBy(() -> perf.startProfiler("lua"))
                .withMessageContaining("call enableProfilers before startKong");
        perf.enableProfilers();
        assertThatIllegalStateException()
                .as("it is too late for this Kong")
                .isThrownBy(() -> perf.startProfiler("lua"))
                .withMessageContaining("call enableProfilers before startKong");
        perf.stopKong();
        perf.startKong("git:main", Map.of("database", "off"));
        assertThatExceptionOfType(ProfilerFailed.class)
                .isThrownBy(() -> perf.startProfiler("gdb"))
                .withMessageContainingAll("'gdb'", "lua, perf, stapxx");
        perf.startProfiler("lua");
        assertThatIllegalStateException()
                .isThrownBy(() -> perf.startProfiler("lua"))
                .withMessageContaining("call startLoad and waitResult first");
        assertThatIllegalStateException()
                .isThrownBy(() -> perf.generateFlamegraph(folder.resolve("flame.html")))
                .withMessageContaining("nothing was sampled; call startProfiler or startStapxx");
    }

    @Test
    void namesWhatSystemTapLacksAndTheNearestProfiler() throws Exception {
        use("jvm");
        perf.enableProfilers();
        startBurningKong("git:main");
        assertThatExceptionOfType(ProfilerFailed.class)
                .isThrownBy(() -> perf.startStapxx("lj-lua-stacks.sxx", "-D", "MAXMAPENTRIES=1000000"))
                .withMessageContainingAll("stapxx is not there", "https://github.com/Kong/stapxx", "profiler 'lua'");
        perf.teardown();
        perf.useDriver("local", settings("jvm", Map.of("stapxx", folder.toString())));
        startBurningKong("git:main");
        assertThatExceptionOfType(ProfilerFailed.class)
                .isThrownBy(() -> perf.startStapxx("lj-lua-stacks.sxx"))
                .withMessageContainingAll(
                        "there is no stap++ that can be run in " + folder,
                        "there is no samples/lj-lua-stacks.sxx",
                        "the nearest to samples/lj-lua-stacks.sxx that needs none of this is profiler 'lua'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> perf.startStapxx("lj-lua-stacks.sxx", "--arg", "time=180"))
                .withMessageContaining("leave out '-x' and 'time='");
        // None of them is in the way of another.
        perf.startProfiler("lua");
    }

    /** Sets up, and starts one whose Lua is busy. */
    private void startBurningKong(String version) throws InterruptedException {
        Entities entities = perf.setup();
        Entity service = entities.services().insert("name", "s1", "url", perf.startUpstream("return 200;"));
        entities.routes().insert("paths", List.of("/s1"), "service", service);
        perf.startKong(version, Map.of("database", "off", "kong_perf_burn", "300us", "nginx_worker_processes", "1"));
    }

    private void load() throws InterruptedException {
        perf.startLoad(LoadRequest.path("/s1").connections(4).threads(1).duration(Duration.ofSeconds(1)));
        perf.waitResult();
    }

    @Test
    void saysWhatComesFirst() {
        assertThatIllegalStateException().isThrownBy(perf::setup).withMessageContaining("call useDriver");
        assertThatIllegalStateException()
                .isThrownBy(() -> perf.startUpstream(""))
                .withMessageContaining("call setup first");
        assertThatIllegalStateException().isThrownBy(perf::waitResult).withMessageContaining("startLoad first");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> perf.useDriver("terraform"))
                .withMessageContaining("use 'docker' or 'local'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> perf.useDriver("docker", Map.of("kongHome", "x")))
                .withMessageContaining("the docker driver has no settings [kongHome]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> perf.useDriver("docker", Map.of("memory", "kong=much")))
                .withMessageContaining("'much' is no size");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> perf.useDriver("local", Map.of("kongHmoe", "x")))
                .withMessageContaining("[kongHmoe]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> perf.setLogLevel("warning"))
                .withMessageContaining("debug, info, notice, warn, error, crit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> perf.setRetryCount(-1))
                .withMessageContaining("must not be negative");
        assertThatIllegalArgumentException().isThrownBy(() -> new CombinedResult(List.of()));
    }

    private void use(String engine) {
        perf.useDriver("local", settings(engine, Map.of()));
    }

    private Map<String, String> settings(String engine, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("kongHome", StandIn.home().toString());
        settings.put("kongRepository", StandIn.repository().toString());
        settings.put("cacheFolder", folder.resolve("cache").toString());
        settings.put("stateFolder", folder.resolve("state").toString());
        settings.put("engine", engine);
        return settings;
    }
}
