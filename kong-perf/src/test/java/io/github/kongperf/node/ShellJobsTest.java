package io.github.kongperf.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.local.LocalNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can befall the folder of a job. */
@Timeout(60)
final class ShellJobsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path here;

    private final Node node = new LocalNode();
    private Path folder;
    private Job job;

    @BeforeEach
    void start() throws InterruptedException {
        folder = here.resolve("job");
        job = node.start(Command.of("sleep", "300"), folder.toString());
    }

    @AfterEach
    void end() throws InterruptedException {
        job.end(Duration.ZERO);
    }

    @Test
    void takesNoOtherProcessThatGotItsPidForItsOwn() throws IOException, InterruptedException {
        Job other = node.start(Command.of("sleep", "301"), here + "/other");
        try {
            String[] words = first(folder);
            String[] others = first(here.resolve("other"));
            // All that is known of its own processes is gone: they are found by their variable.
            Files.writeString(
                    folder.resolve("first"),
                    String.join(" ", others[0], words[1], others[2], words[3], words[4]) + "\n");
            Job found = node.find(folder.toString()).orElseThrow();
            assertThat(found.running()).isFalse();
            assertThat(found.await(Duration.ofMillis(10))).isTrue();
            assertThat(found.processes()).doesNotContain(Long.parseLong(others[0]), Long.parseLong(others[2]));
            found.end(SOON);
            assertThat(other.running()).isTrue();
        } finally {
            other.end(SOON);
        }
    }

    @Test
    void knowsThatAStartTimeOfAnotherBootMeansNothing() throws IOException, InterruptedException {
        String boot = first(folder)[4];
        for (String file : List.of("id", "first")) {
            String text = Files.readString(folder.resolve(file));
            Files.writeString(
                    folder.resolve(file),
                    text.replace(boot, boot.replace('a', 'b').replace('1', '2')));
        }
        Job found = node.find(folder.toString()).orElseThrow();
        assertThat(found.running()).isFalse();
        assertThat(found.processes()).isEmpty();
        found.end(SOON);
        assertThat(ProcessHandle.of(Long.parseLong(first(folder)[2]))).isPresent();
    }

    @Test
    void findsProcessesOfAJobWhoseStarterDiedBeforeItNotedThem() throws IOException, InterruptedException {
        Files.delete(folder.resolve("first"));
        Job found = node.find(folder.toString()).orElseThrow();
        assertThat(found.running()).isFalse();
        assertThat(found.exitCode()).isEmpty();
        assertThat(found.processes()).isNotEmpty();
        found.end(SOON);
        assertThat(job.processes()).isEmpty();
    }

    @Test
    void isNoJobBeforeItHasAnId() throws IOException, InterruptedException {
        Files.createDirectories(here.resolve("other"));
        Files.writeString(here.resolve("other/out"), "");
        Files.writeString(here.resolve("other/id"), "");
        assertThat(node.find(here + "/other")).isEmpty();
    }

    @Test
    void endsEvenIfItsFolderIsGone() throws IOException, InterruptedException {
        node.run(Command.of("rm", "-r", folder.toString())).orFail("deleting the folder");
        assertThat(job.running()).isFalse();
        assertThat(job.processes()).isNotEmpty();
        job.end(SOON);
        assertThat(job.processes()).isEmpty();
        assertThat(node.find(folder.toString())).isEmpty();
    }

    @Test
    void outlivesItsKeeper() throws IOException, InterruptedException {
        String[] words = first(folder);
        node.run(Command.of("sh", "-c", "kill -KILL " + words[0])).orFail("killing the keeper");
        assertThat(job.running()).isTrue();
        assertThat(job.processes()).containsExactly(Long.parseLong(words[2]));
        job.end(SOON);
        assertThat(job.running()).isFalse();
        assertThat(job.exitCode()).isEmpty();
        assertThat(job.await(Duration.ofMillis(10))).isTrue();
    }

    @Test
    void keepsItsExitCodeWhenSomebodyEndsAllOfItsGroup() throws IOException, InterruptedException {
        node.run(Command.of("sh", "-c", "kill -TERM -" + first(folder)[0])).orFail("ending the group");
        assertThat(job.await(SOON)).isTrue();
        assertThat(job.exitCode()).hasValue(128 + 15);
    }

    @Test
    void refusesAVariableThatAShellWouldDrop() {
        assertThatThrownBy(() -> node.start(Command.of("true").env("a-b", "c"), here + "/other"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not names of variables that a job can have: [a-b]");
    }

    @Test
    void refusesAnIdThatItDidNotWrite() throws IOException {
        Files.writeString(folder.resolve("id"), "half");
        assertThatThrownBy(() -> node.find(folder.toString()))
                .isInstanceOf(NodeFailed.class)
                .hasMessage("expected the id of a job, a start time and a boot, but got: half");
    }

    private static String[] first(Path folder) throws IOException {
        return Files.readString(folder.resolve("first")).strip().split(" ");
    }
}
