package io.github.kongperf.driver.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.docker.Engine;
import io.github.kongperf.node.docker.TestContainers;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.version.KongVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens to an engine that nobody wants to happen. */
class EngineFailuresTest extends OnAnEngine {

    private static final KongVersion NEW = new KongVersion.Release("3.9.0");
    private static final Path HOME = Path.of(System.getProperty("user.home"));

    private static OwnEngine own;

    @BeforeAll
    static void startsOne() throws Exception {
        own = OwnEngine.start(List.of(TestContainers.BASE, TestContainers.kong("3.9.0")));
    }

    @AfterAll
    static void endsIt() throws Exception {
        own.end();
    }

    @Test
    void saysThatItsDiskIsFull() throws Exception {
        Setup setup = setup(NEW, Kong.Database.Kind.OFF);
        Testbed testbed = open(driver(own), setup);
        own.fillDisk();
        try {
            assertThatExceptionOfType(DeploymentFailed.class)
                    .isThrownBy(() -> testbed.deploy(setup))
                    .withMessageContaining("no space left on device")
                    .withMessageContaining("docker system df");
        } finally {
            own.freeDisk();
        }
        try (Deployment up = testbed.deploy(setup)) {
            assertThat(answer(up, "/s1-r1").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void removesWhatIsLeftOnceTheEngineIsBack() throws Exception {
        Setup setup = setup(NEW, Kong.Database.Kind.POSTGRES);
        Testbed testbed = open(driver(own), setup);
        Deployment up = testbed.deploy(setup);
        own.kill();
        try {
            assertThatExceptionOfType(DeploymentFailed.class)
                    .isThrownBy(() -> {
                        for (int look = 0; look < 50; look++) {
                            up.check();
                            Thread.sleep(100);
                        }
                    })
                    .withMessageContaining("container");
            assertThatExceptionOfType(DeploymentFailed.class).isThrownBy(() -> testbed.deploy(setup));
            assertThatExceptionOfType(NodeFailed.class).isThrownBy(up::close);
            assertThatExceptionOfType(NodeFailed.class).isThrownBy(testbed::close);
        } finally {
            opened = Optional.empty();
            own.startAgain();
        }
        Ledger ledger = Ledger.in(folder.resolve("state"));
        assertThat(ledger.open()).isNotEmpty();
        assertThat(ledger.workOff(DockerDriver.remover(own.environment(), HOME)))
                .isEmpty();
        try (Engine engine = Engine.connect(own.environment(), HOME)) {
            assertThat(engine.client().listContainersCmd().withShowAll(true).exec())
                    .isEmpty();
        }
    }

    private DockerDriver driver(OwnEngine engine) {
        DockerSettings all = settings(Pinning.none(), Limits.parse("", "", ""), true, TestContainers.BASE);
        return new DockerDriver(new DockerSettings(
                all.sources(),
                all.base(),
                all.pinning(),
                all.images(),
                all.limits(),
                true,
                1,
                Optional.empty(),
                all.commands(),
                engine.environment(),
                all.home()));
    }
}
