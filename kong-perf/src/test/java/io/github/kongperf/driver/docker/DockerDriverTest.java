package io.github.kongperf.driver.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.Needs;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.kong.StandIn;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.machine.ProcReader;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.docker.TestContainers;
import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import io.github.kongperf.version.KongVersion;
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
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DockerDriverTest extends OnAnEngine {

    private static final KongVersion OLD = new KongVersion.Release("2.8.1");
    private static final KongVersion NEW = new KongVersion.Release("3.9.0");

    @Test
    void servesTwoReleasesAtATimeWithoutDatabase() throws Exception {
        Setup one = setup(OLD, Kong.Database.Kind.OFF);
        Setup other = setup(NEW, Kong.Database.Kind.OFF);
        Testbed testbed = open(one, other);
        try (Deployment first = testbed.deploy(one);
                Deployment second = testbed.deploy(other)) {
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
            Measurement answers = testbed.generator()
                    .start(second.target(Load.Target.PROXY), options(1))
                    .await();
            assertThat(answers.statuses()).containsOnlyKeys(200);
            assertThat(answers.answers()).isGreaterThan(100);
        }
        assertThat(testbed.standIn())
                .hasValueSatisfying(name -> assertThat(name).contains("not Kong"));
    }

    @Test
    void reachesContainersThroughTheEngineWhereTheirAddressesMeanNothing() throws Exception {
        Setup without = setup(NEW, Kong.Database.Kind.OFF);
        Setup with = setup(NEW, Kong.Database.Kind.POSTGRES);
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
        open(setup(NEW, Kong.Database.Kind.OFF));
        assertThat(steps).noneMatch(step -> step.contains("go through the API"));
    }

    @Test
    void copiesADatabaseForEachTrialAndFindsItAgain() throws Exception {
        Setup setup = setup(OLD, Kong.Database.Kind.POSTGRES);
        Testbed testbed = open(setup);
        try (Deployment up = testbed.deploy(setup)) {
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
            assertThat(up.cpuTimes()).containsKey(Role.DATABASE);
            assertThat(up.conditions())
                    .containsKey("database.version")
                    .containsEntry("docker.postgres_image", TestContainers.BASE);
            Path dump = folder.resolve("dump.sql");
            up.saveDump(dump);
            assertThat(Files.readString(dump)).contains("s1-r1");
        }
        assertThat(steps.stream().filter(step -> step.contains("migrating"))).hasSize(1);
        testbed.leave();
        steps.clear();
        Testbed again = open(setup);
        try (Deployment up = again.deploy(setup)) {
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
        }
        assertThat(steps).noneMatch(step -> step.contains("PostgreSQL") || step.contains("migrating"));
    }

    @Test
    void runsACommitInTheImageOfItsBaseWithoutWhatItDeleted() throws Exception {
        Setup commit = setup(new KongVersion.Commit("main"), Kong.Database.Kind.OFF);
        Testbed testbed = open(commit);
        try (Deployment up = testbed.deploy(commit)) {
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
            assertThat(up.conditions())
                    .containsEntry("kong.base", "2.8.1")
                    .containsEntry("kong.image", "kong-perf-test/kong:2.8.1")
                    .containsEntry("kong.native_changed", "no")
                    .containsKey("kong.commit");
        }
        Node kong = testbed.node(Role.GATEWAY);
        // It has deleted this one, and no file of the image's, compiled or not, may be found in its place.
        assertThat(kong.run(Command.of(
                                "sh",
                                "-c",
                                "find / -xdev '(' -name 'leftover.*' -o -name '*.ljbc' ')' -print; ls /kong-perf"))
                        .out())
                .doesNotContain("leftover", "ljbc", "program");
        assertThat(kong.read("/usr/local/kong/include/stand-in.proto")).contains("not Kong");
        // The same content is not built again.
        steps.clear();
        testbed.close();
        opened = Optional.empty();
        open(commit);
        assertThat(steps).noneMatch(step -> step.contains("into the image"));
    }

    @Test
    void runsAWorkingTreeAsItIs() throws Exception {
        Path tree = StandIn.tree("main");
        Path init = tree.resolve("kong/init.lua");
        Files.writeString(init, Files.readString(init) + "\n-- not committed\n");
        Setup setup = setup(new KongVersion.Tree(tree.toString()), Kong.Database.Kind.OFF);
        Testbed testbed = open(setup);
        try (Deployment up = testbed.deploy(setup)) {
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
            assertThat(up.conditions())
                    .hasEntrySatisfying("kong.dirty", files -> assertThat(files).isEqualTo("yes: kong/init.lua"))
                    .containsEntry("kong.base", "2.8.1");
        }
        assertThat(testbed.node(Role.GATEWAY).read("/usr/local/share/lua/5.1/kong/init.lua"))
                .endsWith("-- not committed\n");
    }

    @Test
    void putsRolesOnTheirCpusAndLimitsThem() throws Exception {
        Setup setup = setup(NEW, Kong.Database.Kind.OFF);
        DockerDriver driver = new DockerDriver(settings(
                Pinning.parse("kong=0; upstream=1; generator=1"),
                Limits.parse("kong=200m", "nofile=4000:5000", "net.core.somaxconn=333"),
                false,
                TestContainers.BASE));
        assertThat(driver.conditions())
                .containsEntry("host.pinning", "kong=0; upstream=1; generator=1")
                .containsEntry("docker.memory.kong", "200 MiB")
                .containsEntry("docker.ulimits", "nofile 4000:5000")
                .containsEntry("docker.sysctl.net.core.somaxconn", "333")
                .containsKey("docker.engine");
        Testbed testbed = open(driver, setup);
        try (Deployment up = testbed.deploy(setup)) {
            assertThat(up.workers()).containsEntry(Role.GATEWAY, 1);
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
        }
        Node kong = testbed.node(Role.GATEWAY);
        assertThat(new ProcReader(kong).allowedCpus()).isEqualTo(Set.of(0));
        assertThat(new ProcReader(testbed.node(Role.GENERATOR)).allowedCpus()).isEqualTo(Set.of(1));
        assertThat(kong.run(Command.of("sh", "-c", "ulimit -Sn; ulimit -Hn; cat /proc/sys/net/core/somaxconn"))
                        .out()
                        .lines())
                .containsExactly("4000", "5000", "333");
    }

    @Test
    void usesTheNetworkOfTheMachineIfAskedAndFindsItAgain() throws Exception {
        Setup setup = setup(NEW, Kong.Database.Kind.POSTGRES);
        DockerDriver driver =
                new DockerDriver(settings(Pinning.none(), Limits.parse("", "", ""), true, TestContainers.BASE));
        Testbed testbed = open(driver, setup);
        try (Deployment up = testbed.deploy(setup)) {
            assertThat(up.target(Load.Target.PROXY).getHost()).isEqualTo("127.0.0.1");
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
        }
        testbed.leave();
        steps.clear();
        Testbed again = open(driver, setup);
        try (Deployment up = again.deploy(setup)) {
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
            assertThat(up.conditions())
                    .hasEntrySatisfying(
                            "docker.worker_digest", id -> assertThat(id).startsWith("sha256:"));
        }
        assertThat(steps).noneMatch(step -> step.contains("PostgreSQL") || step.contains("migrating"));
    }

    @Test
    void letsSeveralNodesServeOneDatabase() throws Exception {
        Setup setup = setup(
                NEW,
                Kong.Database.Kind.POSTGRES,
                Map.of(),
                List.of(new Kong.Node("one", Map.of()), new Kong.Node("two", Map.of("log_level", "warn"))));
        Testbed testbed = open(setup);
        try (Deployment up = testbed.deploy(setup)) {
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
            assertThat(up.target(Load.Target.PROXY, Optional.of("two"))).isNotEqualTo(up.target(Load.Target.PROXY));
            assertThat(up.conditions()).containsEntry("kong.nodes.two", "{log_level=warn}");
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> up.target(Load.Target.PROXY, Optional.of("three")))
                    .withMessageContaining("'three'");
        }
    }

    @Test
    void bringsUpAControlPlaneAndDataPlanes() throws Exception {
        Setup setup = setup(
                NEW,
                Kong.Database.Kind.POSTGRES,
                Map.of(),
                List.of(
                        new Kong.Node("cp", Map.of("role", "control_plane")),
                        new Kong.Node("dp-1", Map.of("role", "data_plane")),
                        new Kong.Node("dp-2", Map.of("role", "data_plane"))));
        Testbed testbed = open(setup);
        try (Deployment up = testbed.deploy(setup)) {
            // At once: a data plane that has nothing yet would answer 404.
            for (String node : List.of("dp-1", "dp-2")) {
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create(up.reachable(Load.Target.PROXY, Optional.of(node)) + "/s1-r1"))
                        .build();
                assertThat(HttpClient.newHttpClient()
                                .send(request, HttpResponse.BodyHandlers.ofString())
                                .body())
                        .isEqualTo("up");
            }
            assertThat(up.target(Load.Target.ADMIN).getPort())
                    .isEqualTo(up.target(Load.Target.ADMIN, Optional.of("cp")).getPort());
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> up.target(Load.Target.ADMIN, Optional.of("dp-1")))
                    .withMessageContaining("a data plane has no Admin API");
            up.check();
            assertThat(up.memory().orElse(0)).isGreaterThan(300_000);
        }
    }

    @Test
    void makesLoadByAJavaOfTheWorker() throws Exception {
        List<String> kept = ours();
        String worker = withJava();
        Setup setup = setup(NEW, Kong.Database.Kind.OFF);
        DockerSettings all = settings();
        ImageNames names = all.images();
        DockerDriver driver = new DockerDriver(new DockerSettings(
                all.sources(),
                all.base(),
                all.pinning(),
                new ImageNames(
                        names.kong(),
                        names.candidate(),
                        names.enterprise(),
                        names.postgres(),
                        worker,
                        Optional.empty()),
                all.limits(),
                false,
                1,
                Optional.empty(),
                all.commands(),
                all.environment(),
                all.home()));
        try (Testbed testbed = driver.open(
                        Ledger.in(folder.resolve("state")),
                        new Needs(List.of(setup), Optional.of(Load.Engine.JVM), 4),
                        steps::add);
                Deployment up = testbed.deploy(setup)) {
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
            Measurement answers = testbed.generator()
                    .start(
                            up.target(Load.Target.PROXY),
                            new LoadOptions(
                                    2,
                                    1,
                                    Duration.ofSeconds(1),
                                    new Rate.Constant(200),
                                    Duration.ofSeconds(2),
                                    List.of(Request.get("/s1-r1")),
                                    1))
                    .await();
            assertThat(answers.statuses()).containsOnlyKeys(200);
            assertThat(answers.schedule()).isPresent();
        } finally {
            // That Java is another one each time.
            List<String> made = new ArrayList<>(ours());
            made.removeAll(kept);
            try (CachedImages images = CachedImages.of(System.getenv(), Path.of(System.getProperty("user.home")))) {
                made.forEach(images::remove);
            }
            new LocalNode().run(Command.of("docker", "rmi", worker)).orFail("removing it");
            assertThat(ours()).isEqualTo(kept);
        }
    }

    private static List<String> ours() {
        try (CachedImages images = CachedImages.of(System.getenv(), Path.of(System.getProperty("user.home")))) {
            return images.all();
        }
    }

    /** The base with a small Java, made of the one that runs this. */
    private String withJava() throws InterruptedException {
        LocalNode node = new LocalNode();
        String image = "kong-perf-test/java:1";
        Path context = folder.resolve("java");
        node.run(Command.of(
                                Path.of(System.getProperty("java.home"), "bin", "jlink")
                                        .toString(),
                                "--add-modules",
                                "java.se,jdk.management,jdk.unsupported",
                                "--strip-debug",
                                "--no-header-files",
                                "--no-man-pages",
                                "--output",
                                context + "/jre")
                        .within(Duration.ofMinutes(2)))
                .orFail("making a small Java");
        node.run(Command.of("docker", "build", "-q", "--network", "none", "-t", image, "-f", "-", context.toString())
                        .input("FROM %s\nCOPY jre /opt/jre\nRUN ln -s /opt/jre/bin/java /usr/bin/java\n"
                                .formatted(TestContainers.BASE))
                        .within(Duration.ofMinutes(2)))
                .orFail("making an image with it");
        return image;
    }

    @Test
    void failsOnlyTheTrialsOfAVersionThatIsNotThere() throws Exception {
        Setup missing = setup(new KongVersion.Release("9.9.9"), Kong.Database.Kind.OFF);
        Setup good = setup(NEW, Kong.Database.Kind.OFF);
        Testbed testbed = open(missing, good);
        assertThatExceptionOfType(DeploymentFailed.class)
                .isThrownBy(() -> testbed.deploy(missing))
                .withMessageContaining(
                        "there is no image kong-perf-test/kong:9.9.9 on the engine, and Maven is offline");
        try (Deployment up = testbed.deploy(good)) {
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void checksVersionsBeforeAnythingStarts() {
        assertThat(driver().check(List.of(
                        NEW,
                        new KongVersion.Release("9.9.9"),
                        new KongVersion.Release("3.9.0-rc.1"),
                        new KongVersion.Release("3.4.3.1"),
                        new KongVersion.Image("no/such:image"),
                        new KongVersion.Commit("no-such-branch"),
                        new KongVersion.Tree("nothing"))))
                .satisfiesExactly(
                        one -> assertThat(one).contains("kong-perf-test/kong:9.9.9", "-Dkong-perf.kongImage"),
                        two -> assertThat(two).contains("kong-perf-test/candidate:3.9.0-rc.1", "candidateImage"),
                        three -> assertThat(three).contains("kong-perf-test/enterprise:3.4.3.1", "enterpriseImage"),
                        four -> assertThat(four).contains("no/such:image"),
                        five -> assertThat(five).contains("no-such-branch"),
                        six -> assertThat(six).contains("is no folder"));
    }

    @Test
    void namesTheOtherDriversWhereThereIsNoEngine() {
        DockerSettings all = settings();
        DockerDriver driver = new DockerDriver(new DockerSettings(
                all.sources(),
                all.base(),
                all.pinning(),
                all.images(),
                all.limits(),
                false,
                1,
                Optional.empty(),
                all.commands(),
                Map.of("DOCKER_HOST", "unix:///nowhere/docker.sock"),
                all.home()));
        assertThat(driver.check(List.of(NEW)))
                .singleElement()
                .asString()
                .contains("there is no /nowhere/docker.sock (DOCKER_HOST)", "embedded");
    }
}
