package io.github.kongperf.driver.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.kongperf.database.EmbeddedBinaries;
import io.github.kongperf.database.PostgresSources;
import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.Needs;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.kong.BurnPlugin;
import io.github.kongperf.kong.KongSources;
import io.github.kongperf.kong.StandIn;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.machine.Pinning;
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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the stand-in for Kong; nginx, PostgreSQL and wrk are real. */
class LocalDriverTest {

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
    private Path home = StandIn.home();

    @AfterEach
    void leavesNothingBehind() throws IOException, InterruptedException {
        if (opened.isPresent()) {
            opened.get().close();
            Ledger ledger = Ledger.in(folder.resolve("state"));
            assertThat(ledger.workOff(LocalDriver::removeEntry)).isEmpty();
        }
        try (Stream<Path> left = Files.list(temp())) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void servesATreeAndACommitAtATimeWithoutDatabase() throws Exception {
        KongVersion tree = new KongVersion.Tree(StandIn.tree("main").toString());
        KongVersion commit = new KongVersion.Commit("2.8.1");
        Setup one = setup(tree, Kong.Database.Kind.OFF, Map.of());
        Setup other = setup(commit, Kong.Database.Kind.OFF, Map.of());
        Testbed testbed = open(one, other);
        try (Deployment first = testbed.deploy(one);
                Deployment second = testbed.deploy(other)) {
            assertThat(answer(first, "/s1-r1").body()).isEqualTo("up");
            assertThat(answer(second, "/s1-r1").headers().firstValue("Via"))
                    .hasValueSatisfying(via -> assertThat(via).contains("kong-stand-in/2.8.1"));
            assertThat(first.target(Load.Target.PROXY)).isNotEqualTo(second.target(Load.Target.PROXY));
            assertThat(second.conditions())
                    .containsEntry("kong.version", "2.8.1")
                    .containsEntry("kong.native_changed", "no")
                    .containsKey("kong.commit");
            assertThat(first.upstreamPath()).contains("/test");
            assertThat(first.workers()).containsKeys(Role.GATEWAY, Role.UPSTREAM);
            assertThat(first.memory().orElse(0)).isGreaterThan(100_000);
        }
        assertThat(testbed.standIn())
                .hasValueSatisfying(name -> assertThat(name).contains("not Kong"));
    }

    @Test
    void copiesAMigratedAndFilledDatabaseForEachTrial() throws Exception {
        Setup setup = setup(new KongVersion.Commit("main"), Kong.Database.Kind.POSTGRES, Map.of());
        Testbed testbed = open(setup);
        assertThat(steps).containsOnlyOnce("starting PostgreSQL");
        for (int trial = 1; trial <= 2; trial++) {
            try (Deployment up = testbed.deploy(setup)) {
                assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
                assertThat(up.conditions())
                        .containsKey("database.version")
                        .containsEntry("database.config.fsync", "off");
                Path dump = folder.resolve("dump.sql");
                up.saveDump(dump);
                assertThat(Files.readString(dump)).contains("s1-r1");
            }
        }
        assertThat(steps.stream().filter(step -> step.contains("migrating"))).hasSize(1);
    }

    @Test
    void findsAgainWhatItLeftUp() throws Exception {
        Setup setup = setup(new KongVersion.Commit("main"), Kong.Database.Kind.POSTGRES, Map.of());
        open(setup).leave();
        opened = Optional.empty();
        steps.clear();
        Testbed again = open(setup);
        try (Deployment up = again.deploy(setup)) {
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
        }
        assertThat(steps).noneMatch(step -> step.contains("PostgreSQL") || step.contains("migrating"));
    }

    @Test
    void startsTheGeneratorAnewWhereItLeftOne() throws Exception {
        Needs needs = new Needs(List.of(), Optional.of(Load.Engine.JVM), 4);
        Ledger ledger = Ledger.in(folder.resolve("state"));
        driver().open(ledger, needs, steps::add).leave();
        Testbed again = driver().open(ledger, needs, steps::add);
        opened = Optional.of(again);
        URI upstream = URI.create(again.upstream(UPSTREAM).get(0));

        assertThat(again.generator().start(upstream, options(1)).await().answers())
                .isPositive();
    }

    @Test
    void replacesAPostgresThatDied() throws Exception {
        Setup setup = setup(new KongVersion.Commit("main"), Kong.Database.Kind.POSTGRES, Map.of());
        Testbed testbed = open(setup);
        try (Deployment up = testbed.deploy(setup)) {
            kill(Path.of(cluster()).resolve("postmaster.pid"));
            assertThatExceptionOfType(DeploymentFailed.class)
                    .isThrownBy(() -> untilItFails(up))
                    .withMessageContaining("PostgreSQL")
                    .withMessageContaining("has ended");
        }
        try (Deployment up = testbed.deploy(setup)) {
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
            assertThat(up.cpuTimes()).containsKey(Role.DATABASE);
            up.check();
        }
        assertThat(steps).anyMatch(step -> step.endsWith("a new one takes its place"));
        assertThat(steps.stream().filter(step -> step.contains("migrating"))).hasSize(2);
    }

    @Test
    void hasAnOwnDatabaseForEachSetOfPlugins() throws Exception {
        Setup plain = setup(new KongVersion.Commit("main"), Kong.Database.Kind.POSTGRES, Map.of());
        Setup fewer = setup(new KongVersion.Commit("main"), Kong.Database.Kind.POSTGRES, Map.of("plugins", "off"));
        open(plain, fewer);
        assertThat(steps.stream().filter(step -> step.contains("migrating"))).hasSize(2);
    }

    @Test
    void migratesADump() throws Exception {
        Setup setup = setup(new KongVersion.Commit("main"), Kong.Database.Kind.POSTGRES, Map.of());
        Testbed testbed = open(setup);
        Path dump = folder.resolve("dump.sql");
        try (Deployment up = testbed.deploy(setup)) {
            up.saveDump(dump);
        }
        Kong kong = setup.kong();
        Setup dumped = new Setup(
                setup.version(),
                UPSTREAM,
                new Kong(
                        kong.database(),
                        kong.config(),
                        new Kong.Content(Optional.empty(), Optional.empty(), Optional.of(dump)),
                        List.of(),
                        List.of()),
                Map.of());
        try (Deployment up = testbed.deploy(dumped)) {
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
        }
        assertThat(steps).anyMatch(step -> step.endsWith("migrating the dump"));
    }

    @Test
    void namesCpusThatAreNotThere() throws InterruptedException {
        LocalSettings all = settings();
        LocalDriver driver = new LocalDriver(new LocalSettings(
                all.sources(),
                all.base(),
                Pinning.parse("kong=0,4711; generator=0"),
                all.temp(),
                0,
                all.postgres(),
                Optional.empty(),
                all.commands(),
                all.environment()));
        assertThat(driver.check(List.of()))
                .singleElement()
                .asString()
                .startsWith(
                        "kong-perf.cpus (kong=0,4711; generator=0): there is no CPU 4711 here that may be used; there are 0");
    }

    private String cluster() throws IOException {
        try (Stream<Path> all = Files.walk(temp())) {
            return all.filter(path -> path.endsWith("postmaster.pid"))
                    .map(path -> String.valueOf(path.getParent()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void kill(Path pidFile) throws IOException {
        long pid = Long.parseLong(Files.readAllLines(pidFile).get(0));
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    private static void untilItFails(Deployment up) throws InterruptedException {
        // Its processes may take a moment to end.
        for (int look = 0; look < 50; look++) {
            up.check();
            Thread.sleep(100);
        }
    }

    @Test
    void measuresWhatABurnCosts() throws Exception {
        Setup plain = setup(new KongVersion.Commit("main"), Kong.Database.Kind.OFF, Map.of());
        Setup slowed = setup(new KongVersion.Commit("main"), Kong.Database.Kind.OFF, Map.of("kong_perf_burn", "2ms"));
        Testbed testbed = open(plain, slowed);
        try (Deployment first = testbed.deploy(plain);
                Deployment second = testbed.deploy(slowed)) {
            assertThat(cpuPerAnswer(testbed, second))
                    .isGreaterThan(cpuPerAnswer(testbed, first).plusMillis(1));
            assertThat(testbed.generator().cpuTime())
                    .hasValueSatisfying(time -> assertThat(time).isPositive());
        }
    }

    @Test
    void runsAPluginForEachRequestWithoutDatabase() throws Exception {
        Setup plain = setup(new KongVersion.Commit("main"), Kong.Database.Kind.OFF, Map.of());
        burnsOn(plain, plain.kong().content());
    }

    @Test
    void runsAPluginForEachRequestOnPostgres() throws Exception {
        home = StandIn.home(StandIn.RESTY_3);
        Setup plain = setup(new KongVersion.Commit("3.9.0"), Kong.Database.Kind.POSTGRES, Map.of());
        burnsOn(plain, plain.kong().content());
    }

    @Test
    void runsAPluginForEachRequestOfADumpAndOfStatements() throws Exception {
        Setup plain = setup(new KongVersion.Commit("main"), Kong.Database.Kind.POSTGRES, Map.of());
        Testbed testbed = open(plain);
        Duration before;
        Path dump = folder.resolve("dump.sql");
        try (Deployment up = testbed.deploy(plain)) {
            up.saveDump(dump);
            before = cpuOfRequests(up);
        }
        Path sql = Files.writeString(folder.resolve("more.sql"), "UPDATE routes SET name = 'renamed';");
        try (Deployment up = testbed.deploy(
                with(plain, new Kong.Content(Optional.empty(), Optional.of(sql), Optional.of(dump)), burn()))) {
            up.saveDump(folder.resolve("filled.sql"));
            assertThat(Files.readString(folder.resolve("filled.sql"))).contains("renamed", Burn.PLUGIN);
            assertThat(cpuOfRequests(up)).isGreaterThanOrEqualTo(before.plusNanos(150_000));
        }
    }

    @Test
    void runsAPluginWhereThereAreNoEntities() throws Exception {
        Setup plain = setup(new KongVersion.Commit("main"), Kong.Database.Kind.OFF, Map.of());
        Setup burning = with(plain, Kong.Content.none(), burn());
        try (Deployment up = open(burning).deploy(burning)) {
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void refusesAPluginsSettingThatItsSchemaDoesNotAllow() throws Exception {
        Setup plain = setup(new KongVersion.Commit("main"), Kong.Database.Kind.OFF, Map.of());
        Kong.Plugin wrong =
                new Kong.Plugin(Burn.PLUGIN, burn().from(), Optional.of(Map.<String, Object>of("microseconds", -1)));
        Setup setup = with(plain, plain.kong().content(), wrong);
        Testbed testbed = open(setup);
        assertThatExceptionOfType(DeploymentFailed.class)
                .isThrownBy(() -> testbed.deploy(setup))
                .withMessageContaining("in 'microseconds': value should be between 0 and");
    }

    /** The other plugin of these entities answers each request itself, so only one that comes first has a say. */
    private void burnsOn(Setup plain, Kong.Content content) throws Exception {
        Files.writeString(content.entities().orElseThrow(), ENTITIES + """
                plugins:
                  - name: request-termination
                    config: { status_code: 200, message: answered }
                """);
        Setup burning = with(plain, content, burn());
        Testbed testbed = open(plain, burning);
        try (Deployment first = testbed.deploy(plain);
                Deployment second = testbed.deploy(burning)) {
            assertThat(answer(second, "/s1-r1").body()).contains("answered");
            assertThat(cpuOfRequests(second))
                    .isGreaterThanOrEqualTo(cpuOfRequests(first).plusNanos(150_000));
        }
    }

    /** 200 µs. */
    private Kong.Plugin burn() {
        return new Burn(Duration.ofNanos(200_000)).plugin(BurnPlugin.in(folder.resolve("plugins")));
    }

    private static Setup with(Setup setup, Kong.Content content, Kong.Plugin plugin) {
        Kong kong = setup.kong();
        return new Setup(
                setup.version(),
                UPSTREAM,
                new Kong(kong.database(), kong.config(), content, List.of(plugin), List.of()),
                Map.of());
    }

    /** CPU time of the gateway for a request. Read in ticks of 10 ms, so it takes many. */
    private static Duration cpuOfRequests(Deployment up) throws Exception {
        assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
        request(up, 200);
        Duration before = gateway(up);
        request(up, 1000);
        return gateway(up).minus(before).dividedBy(1000);
    }

    private static void request(Deployment up, int times) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create(up.reachable(Load.Target.PROXY) + "/s1-r1"))
                .build();
        for (int i = 0; i < times; i++) {
            assertThat(client.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void saysThatKongDiedAndWhatItLastSaid() throws Exception {
        Setup setup =
                setup(new KongVersion.Commit("main"), Kong.Database.Kind.OFF, Map.of("kong_perf_die_after", "50"));
        Testbed testbed = open(setup);
        try (Deployment up = testbed.deploy(setup)) {
            testbed.prober().start(up.target(Load.Target.PROXY), options(1)).await();
            assertThatExceptionOfType(DeploymentFailed.class)
                    .isThrownBy(() -> untilItFails(up))
                    .withMessageContaining("has ended");
        }
    }

    @Test
    void failsOnlyTheTrialsOfAVersionThatCannotStart() throws Exception {
        Setup broken =
                setup(new KongVersion.Commit("main"), Kong.Database.Kind.OFF, Map.of("kong_perf_fail_start", "on"));
        Setup good = setup(new KongVersion.Commit("main"), Kong.Database.Kind.OFF, Map.of());
        Testbed testbed = open(broken, good);
        assertThatExceptionOfType(DeploymentFailed.class)
                .isThrownBy(() -> testbed.deploy(broken))
                .withMessageContaining("did not start");
        try (Deployment up = testbed.deploy(good)) {
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void checksVersionsBeforeAnythingStarts() throws InterruptedException {
        LocalDriver driver = driver();
        assertThat(driver.check(List.of(
                        new KongVersion.Commit("no-such-branch"),
                        new KongVersion.Tree(folder.resolve("nothing").toString()),
                        new KongVersion.Image("kong:3.9"))))
                .hasSize(3)
                .satisfiesExactly(
                        one -> assertThat(one).contains("no-such-branch"),
                        two -> assertThat(two).contains("nothing"),
                        three -> assertThat(three).contains("image:kong:3.9", "docker"));
        assertThat(driver.check(List.of(new KongVersion.Commit("main~10")))).isEmpty();
    }

    private Duration cpuPerAnswer(Testbed testbed, Deployment up) throws InterruptedException {
        Duration before = gateway(up);
        Measurement answers = testbed.generator()
                .start(up.target(Load.Target.PROXY), options(1))
                .await();
        assertThat(answers.statuses()).containsOnlyKeys(200);
        return gateway(up).minus(before).dividedBy(answers.answers());
    }

    private static Duration gateway(Deployment up) throws InterruptedException {
        return Objects.requireNonNull(up.cpuTimes().get(Role.GATEWAY));
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

    private Setup setup(KongVersion version, Kong.Database.Kind database, Map<String, String> config)
            throws IOException {
        Path entities = folder.resolve("entities.kong.yaml.ftl");
        Files.writeString(entities, ENTITIES);
        Kong kong = new Kong(
                new Kong.Database(database, false),
                config,
                new Kong.Content(Optional.of(entities), Optional.empty(), Optional.empty()),
                List.of(),
                List.of());
        return new Setup(version, UPSTREAM, kong, Map.of());
    }

    private Testbed open(Setup... setups) throws InterruptedException {
        Testbed testbed = driver().open(
                        Ledger.in(folder.resolve("state")),
                        new Needs(List.of(setups), Optional.empty(), 10),
                        steps::add);
        opened = Optional.of(testbed);
        return testbed;
    }

    private LocalDriver driver() {
        return new LocalDriver(settings());
    }

    private LocalSettings settings() {
        return new LocalSettings(
                new KongSources(
                        Optional.of(home),
                        Optional.of(StandIn.repository().toString()),
                        "file:/none/{version}.deb",
                        folder.resolve("cache"),
                        true),
                folder,
                Pinning.none(),
                temp(),
                2,
                new PostgresSources(Optional.empty(), EmbeddedBinaries.onClassPath(), folder.resolve("cache")),
                Optional.empty(),
                line -> {},
                System.getenv());
    }

    /** Short, and open to PostgreSQL's user where the tests are root. */
    private Path temp() {
        try {
            Path temp =
                    Path.of(System.getProperty("java.io.tmpdir"), "kp" + Integer.toString(folder.hashCode() >>> 1, 36));
            if (!Files.exists(temp)) {
                Files.createDirectory(temp);
                Files.setPosixFilePermissions(
                        temp, java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x--x"));
                temp.toFile().deleteOnExit();
            }
            return temp;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> answer(Deployment up, String path) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        URI uri = URI.create(up.reachable(Load.Target.PROXY) + path);
        HttpResponse<String> answer = null;
        // A route may take a moment after Kong listens.
        for (int tries = 0; tries < 50 && (answer == null || answer.statusCode() == 404); tries++) {
            answer = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 404) {
                Thread.sleep(100);
            }
        }
        return java.util.Objects.requireNonNull(answer);
    }
}
