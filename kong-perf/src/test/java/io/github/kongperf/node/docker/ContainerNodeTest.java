package io.github.kongperf.node.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.Await;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeContract;
import io.github.kongperf.node.NodeFailed;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ContainerNodeTest extends NodeContract {

    @RegisterExtension
    private static final OneContainer CONTAINER =
            new OneContainer(Map.of("KONG_DATABASE", "off", "LUA_PATH", "/tmp/?.lua", "LANG", "C"));

    @Override
    protected Node open() {
        return CONTAINER.node();
    }

    @Override
    protected String scratch() {
        return "/tmp/" + UUID.randomUUID();
    }

    @Test
    void saysThatTheContainerIsGone() {
        String gone = TestContainers.start(CONTAINER.engine(), Map.of());
        ContainerNode node = TestContainers.node(CONTAINER.engine(), gone);
        TestContainers.remove(CONTAINER.engine(), gone);
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

    @Test
    void readsFilesAsTheyAreAgainAndAgain() throws InterruptedException {
        String folder = scratch();
        node().run(Command.of(
                        "sh",
                        "-c",
                        "mkdir \"$1\"; printf 'no break at its end' >\"$1/a b\"; : >\"$1/empty\"",
                        "sh",
                        folder))
                .orFail("making files");
        for (int i = 0; i < 20; i++) {
            assertThat(node().read(folder + "/a b")).isEqualTo("no break at its end");
            assertThat(node().read(folder + "/empty")).isEmpty();
        }
        assertThatThrownBy(() -> node().read(folder + "/nothing"))
                .isInstanceOf(NodeFailed.class)
                .hasMessage("reading %s/nothing: %s/nothing: No such file or directory", folder, folder);
        assertThat(node().read("/proc/1/stat")).startsWith("1 (");
    }

    @Test
    void leavesNoShellBehindWhenItIsClosed() throws InterruptedException {
        ContainerNode other = CONTAINER.node();
        assertThat(other.read("/proc/1/stat")).startsWith("1 (");
        assertThat(other.run(Command.of("true")).ok()).isTrue();
        assertThat(Integer.parseInt(readers())).isGreaterThanOrEqualTo(3);
        other.close();
        Await.until("the end of all shells but the one that looks", Duration.ofSeconds(10), () -> {
            String left = readers();
            return left.equals("1") ? Optional.empty() : Optional.of(left + " are there");
        });
        // And it reads again.
        assertThat(other.read("/proc/1/stat")).startsWith("1 (");
        other.close();
    }

    private String readers() throws InterruptedException {
        return node().run(Command.of("sh", "-c", "grep -lsa 'kong-perf-[r]esident' /proc/[0-9]*/cmdline | wc -l"))
                .out()
                .strip();
    }
}
