package io.github.kongperf.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What of {@link NodeContract} and {@link JobContract} a fake can hold. */
final class ScriptedNodeTest {

    private final ScriptedNode node = new ScriptedNode();

    @Test
    void answersInTurn() {
        node.expect("nproc", "2\n").expect("nproc", "4\n").expect("sh -c 'exit 3'", 3, "out", "err");
        assertThat(node.run(Command.of("nproc")).out()).isEqualTo("2\n");
        assertThat(node.run(Command.of("sh", "-c", "exit 3"))).isEqualTo(new Result("sh -c 'exit 3'", 3, "out", "err"));
        assertThat(node.left()).containsExactly("nproc");
        assertThat(node.run(Command.of("nproc").secret("TOKEN", "x")).out()).isEqualTo("4\n");
        assertThat(node.journal()).containsExactly("run nproc", "run sh -c 'exit 3'", "run nproc");
    }

    @Test
    void failsOnWhatItDoesNotExpect() {
        node.expect("nproc", "2\n");
        assertThatThrownBy(() -> node.run(Command.of("nproc", "--all")))
                .isInstanceOf(AssertionError.class)
                .hasMessage("unexpected: nproc --all; expected are [nproc]");
        assertThatThrownBy(() -> node.start(Command.of("nginx"), "/job")).isInstanceOf(AssertionError.class);
    }

    @Test
    void keepsJobs() throws InterruptedException {
        node.expect("nginx", 0, "", "warning\n");
        Job job = node.start(Command.of("nginx"), "/job");
        assertThat(node.find("/job")).containsSame(job);
        assertThat(node.find("/other")).isEmpty();
        assertThat(job.running()).isTrue();
        assertThat(job.exitCode()).isEmpty();
        assertThat(job.errors()).isEqualTo("warning\n");
        assertThatThrownBy(() -> node.start(Command.of("nginx"), "/job")).isInstanceOf(NodeFailed.class);
        job.end(Duration.ZERO);
        job.end(Duration.ZERO);
        assertThat(job.running()).isFalse();
        assertThat(job.processes()).isEmpty();
        assertThat(node.journal()).containsExactly("start nginx", "start nginx", "end nginx");
    }

    @Test
    void readsTheFilesThatItHas() {
        node.file("/proc/stat", "cpu");
        assertThat(node.read("/proc/stat")).isEqualTo("cpu");
        assertThatThrownBy(() -> node.read("/proc/nothing"))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("/proc/nothing");
    }
}
