package io.github.kongperf.driver.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.dockerjava.api.model.Container;
import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.docker.Engine;
import io.github.kongperf.node.docker.TestContainers;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.version.KongVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What happens to containers that nobody wants to happen. */
class DockerFailuresTest extends OnAnEngine {

    private static final KongVersion NEW = new KongVersion.Release("3.9.0");

    @Test
    void saysThatTheKernelEndedAKongForItsMemory() throws Exception {
        Setup setup = setup(NEW, Kong.Database.Kind.OFF, Map.of("kong_perf_eat_memory", "300"), List.of());
        Testbed testbed = open(
                new DockerDriver(
                        settings(Pinning.none(), Limits.parse("kong=100m", "", ""), false, TestContainers.BASE)),
                setup);
        assertThatExceptionOfType(DeploymentFailed.class)
                .isThrownBy(() -> {
                    try (Deployment up = testbed.deploy(setup)) {
                        try {
                            answer(up, "/s1-r1");
                        } catch (IOException cutOff) {
                            assertThat(cutOff).isNotNull();
                        }
                        untilItFails(up);
                    }
                })
                .withMessageContaining("memory")
                .withMessageContaining("-Dkong-perf.memory");
    }

    @Test
    void saysThatTheContainerOfAKongIsGone() throws Exception {
        Setup setup = setup(NEW, Kong.Database.Kind.OFF);
        Testbed testbed = open(setup);
        try (Deployment up = testbed.deploy(setup);
                Engine engine = TestContainers.engine()) {
            String newest = containers(engine, "kong").get(0).getId();
            engine.client().removeContainerCmd(newest).withForce(true).exec();
            assertThatExceptionOfType(DeploymentFailed.class)
                    .isThrownBy(() -> untilItFails(up))
                    .withMessageContaining("No such container");
        }
        try (Deployment up = testbed.deploy(setup)) {
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void replacesADatabaseWhosePostgresDied() throws Exception {
        Setup setup = setup(NEW, Kong.Database.Kind.POSTGRES);
        Testbed testbed = open(setup);
        try (Deployment up = testbed.deploy(setup)) {
            testbed.node(Role.DATABASE)
                    .run(Command.of("sh", "-c", "kill -9 $(head -1 /kong-perf/postgres-*/data/postmaster.pid)"))
                    .orFail("killing PostgreSQL");
            assertThatExceptionOfType(DeploymentFailed.class)
                    .isThrownBy(() -> untilItFails(up))
                    .withMessageContaining("has ended");
        }
        try (Deployment up = testbed.deploy(setup)) {
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void leavesAContainerAloneThatHasANameOfOurs() throws Exception {
        Setup setup = setup(NEW, Kong.Database.Kind.OFF);
        Testbed testbed = open(setup);
        try (Engine engine = TestContainers.engine()) {
            String network = containers(engine, "worker").get(0).getNames()[0];
            String next = network.substring(1).replace("-worker", "-kong-2");
            engine.client()
                    .createContainerCmd(TestContainers.BASE)
                    .withName(next)
                    .withCmd("true")
                    .exec();
            try {
                try (Deployment up = testbed.deploy(setup)) {
                    assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
                }
                testbed.close();
                opened = Optional.empty();
                assertThat(engine.client().inspectContainerCmd(next).exec().getName())
                        .endsWith(next);
            } finally {
                engine.client().removeContainerCmd(next).withForce(true).exec();
            }
        }
    }

    @Test
    void removesByItsLedgerWhatADeadSessionLeft() throws Exception {
        Setup setup = setup(NEW, Kong.Database.Kind.POSTGRES);
        Testbed testbed = open(setup);
        testbed.deploy(setup);
        opened = Optional.empty();
        Ledger ledger = Ledger.in(folder.resolve("state"));
        // 'what' names another engine: nothing is struck out that was not looked for.
        Ledger.Entry elsewhere = ledger.enter(Containers.CONTAINER, "tcp://elsewhere:2376 kong-perf-gone-kong-1");
        assertThat(ledger.workOff(DockerDriver.remover(System.getenv(), Path.of(System.getProperty("user.home")))))
                .singleElement()
                .asString()
                .contains("it was made on the Docker engine at tcp://elsewhere:2376", "DOCKER_HOST");
        ledger.strike(elsewhere);
    }

    private static List<Container> containers(Engine engine, String role) {
        return engine.client()
                .listContainersCmd()
                .withLabelFilter(Map.of(Labels.SESSION, "state", Labels.ROLE, role))
                .exec();
    }

    private static void untilItFails(Deployment up) throws InterruptedException {
        // Its processes may take a moment to end.
        for (int look = 0; look < 50; look++) {
            up.check();
            Thread.sleep(100);
        }
    }
}
