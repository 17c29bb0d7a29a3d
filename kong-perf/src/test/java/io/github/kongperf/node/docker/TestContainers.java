package io.github.kongperf.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.local.LocalNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The engine of this machine, with the images of the tests; where there is none, tests are skipped, and fail where CI=true. */
public final class TestContainers {

    /** Debian with what stands for Kong's parts. */
    public static final String BASE = "kong-perf-test/base:2";

    private static final String LABEL = "io.github.kongperf.test";
    private static final Path SCRIPT =
            Path.of("..", "it", "stand-in", "make-image.sh").toAbsolutePath().normalize();

    private TestContainers() {}

    /** With {@link #BASE}. */
    @SuppressWarnings("SystemOut")
    public static Engine engine() {
        Engine engine;
        try {
            engine = Engine.connect(System.getenv(), Path.of(System.getProperty("user.home")));
        } catch (NodeFailed e) {
            if ("true".equals(System.getenv("CI"))) {
                throw e;
            }
            // Said here, for of classes that are skipped as a whole the build tells nothing.
            System.err.println("Tests with containers are skipped: " + e.getMessage());
            return Assumptions.abort(e.getMessage());
        }
        make("base", BASE);
        return engine;
    }

    /** The stand-in, which is not Kong, as an image with the layout of Kong's. */
    public static String kong(String version) {
        String image = "kong-perf-test/kong:" + version;
        make("kong", version, image, BASE);
        return image;
    }

    private static void make(String... arguments) {
        try {
            new LocalNode()
                    .run(Command.of(SCRIPT.toString(), arguments).within(Duration.ofMinutes(5)))
                    .orFail("making an image for tests");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One that waits; {@link #remove} removes it. */
    static String start(Engine engine, Map<String, String> variables) {
        DockerClient client = engine.client();
        String id = client.createContainerCmd(BASE)
                .withCmd("sleep", "3600")
                .withEnv(variables.entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList())
                .withLabels(Map.of(LABEL, "node"))
                .withHostConfig(HostConfig.newHostConfig().withInit(true).withCapAdd(Capability.SYS_PTRACE))
                .exec()
                .getId();
        client.startContainerCmd(id).exec();
        return id;
    }

    static void remove(Engine engine, String container) {
        engine.client()
                .removeContainerCmd(container)
                .withForce(true)
                .withRemoveVolumes(true)
                .exec();
    }

    static ContainerNode node(Engine engine, String container) {
        return new ContainerNode(engine, container, name(container), Reach.direct(address(engine, container)), "");
    }

    /** Reached through a relay. */
    static ContainerNode node(Engine engine, String container, Relay relay) {
        Reach reach = new Reach(address(engine, container), Optional.of(relay));
        return new ContainerNode(engine, container, name(container), reach, "");
    }

    static String name(String container) {
        return "container " + container.substring(0, 12);
    }

    static String address(Engine engine, String container) {
        return Objects.requireNonNull(engine.client()
                        .inspectContainerCmd(container)
                        .exec()
                        .getNetworkSettings()
                        .getNetworks()
                        .get("bridge"))
                .getIpAddress();
    }
}
