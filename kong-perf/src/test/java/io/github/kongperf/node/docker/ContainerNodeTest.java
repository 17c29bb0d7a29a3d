package io.github.kongperf.node.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeContract;
import io.github.kongperf.node.NodeFailed;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ContainerNodeTest extends NodeContract {

    private Engine engine;
    private String container;

    @BeforeAll
    void start() {
        engine = TestContainers.engine();
        container = TestContainers.start(engine, Map.of("KONG_DATABASE", "off", "LUA_PATH", "/tmp/?.lua", "LANG", "C"));
    }

    @AfterAll
    void remove() {
        if (container != null) {
            TestContainers.remove(engine, container);
        }
    }

    @Override
    protected Node open() {
        return TestContainers.node(engine, container);
    }

    @Override
    protected String scratch() {
        return "/tmp/" + UUID.randomUUID();
    }

    @Test
    void saysThatTheContainerIsGone() {
        String gone = TestContainers.start(engine, Map.of());
        ContainerNode node = TestContainers.node(engine, gone);
        TestContainers.remove(engine, gone);
        assertThatThrownBy(() -> node.run(Command.of("true")))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining(node.name())
                .hasMessageContaining("No such container");
    }

    @Test
    void leavesNoFileOfAnInput() throws InterruptedException {
        assertThat(node().run(Command.of("cat").input("text").as("nobody")).out())
                .isEqualTo("text");
        assertThat(node().run(Command.of("sh", "-c", "ls /tmp | grep kong-perf- || :"))
                        .out())
                .isEmpty();
    }
}
