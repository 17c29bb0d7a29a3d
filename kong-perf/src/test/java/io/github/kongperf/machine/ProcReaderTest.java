package io.github.kongperf.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.Await;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.local.LocalNode;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcReaderTest {

    /** A name with everything that could mislead, four children that work for a tenth of a second each, then wait. */
    private static final String FOUR = """
            for i in 1 2 3 4; do
              perl -e '$0 = ") Z (" ; 1 while (times)[0] + (times)[1] < 0.1; $|=1; print "done\\n"; sleep 60' &
            done
            wait
            """;

    @TempDir
    Path temp;

    private final Node node = new LocalNode();
    private final ProcReader proc = new ProcReader(node);
    private Job job;
    private List<Long> workers;

    @BeforeEach
    void start() throws Exception {
        job = node.start(
                Command.of("sh", "-c", "exec 2>&1; " + FOUR),
                temp.resolve("job").toString());
        long shell = job.processes().get(0);
        Await.until(
                "four to have worked",
                Duration.ofSeconds(20),
                () -> job.output().lines().count() == 4 ? Optional.empty() : Optional.of(job.output()));
        workers = proc.children(shell);
    }

    @AfterEach
    void end() throws InterruptedException {
        job.end(Duration.ZERO);
    }

    @Test
    void findsChildrenAndWhatTheyUsed() throws Exception {
        assertThat(workers).hasSize(4);
        Duration used = proc.cpu(workers);
        assertThat(used).isBetween(Duration.ofMillis(350), Duration.ofMillis(1500));
        assertThat(proc.cpu(List.of(workers.get(0)))).isLessThan(used);
        assertThat(proc.memory(workers).orElseThrow()).isBetween(500_000L, 100_000_000L);
        assertThat(proc.children(workers.get(0))).isEmpty();
    }

    @Test
    void readsFourWorkersInMilliseconds() throws Exception {
        long[] nanos = new long[21];
        for (int i = 0; i < nanos.length; i++) {
            long before = System.nanoTime();
            proc.cpu(workers);
            nanos[i] = System.nanoTime() - before;
        }
        java.util.Arrays.sort(nanos);
        assertThat(nanos[nanos.length / 4]).isLessThan(5_000_000);
    }

    @Test
    void saysWhichProcessHasEnded() throws Exception {
        long dead = workers.get(1);
        node.run(Command.of("kill", "-KILL", Long.toString(dead))).orFail("killing");
        Await.until("it to be gone", Duration.ofSeconds(10), () -> ended(dead));

        assertThatThrownBy(() -> proc.cpu(workers))
                .isInstanceOf(NodeFailed.class)
                .hasMessage("process %d on this machine has ended".formatted(dead));
        assertThatThrownBy(() -> proc.memory(workers))
                .hasMessage("process %d on this machine has ended".formatted(dead));
    }

    @Test
    void addsThreadsOfThisJvm() throws Exception {
        long self = ProcessHandle.current().pid();
        Duration before = proc.cpu(List.of(self));
        Duration threads = new ThreadCpu().process();
        assertThat(before).isPositive();
        // Threads that have ended are missing.
        assertThat(before).isLessThanOrEqualTo(threads.plusMillis(50));
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long until = clock.getCurrentThreadCpuTime() + 100_000_000;
        while (clock.getCurrentThreadCpuTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(proc.cpu(List.of(self)).minus(before)).isGreaterThan(Duration.ofMillis(50));
    }

    @Test
    void readsTheMachine() throws Exception {
        MachineReading before = proc.machine();
        Await.until(
                "time to pass",
                Duration.ofSeconds(10),
                () -> proc.machine().since(before).all().toMillis() >= 100 ? Optional.empty() : Optional.of("not yet"));
        MachineReading passed = proc.machine().since(before);
        assertThat(passed.busy()).isGreaterThanOrEqualTo(Duration.ZERO).isLessThanOrEqualTo(passed.all());
        assertThat(proc.allowedCpus())
                .isNotEmpty()
                .hasSameSizeAs(Collections.nCopies(Runtime.getRuntime().availableProcessors(), 0));
    }

    private Optional<String> ended(long pid) throws InterruptedException {
        try {
            proc.cpu(List.of(pid));
            return Optional.of("it lives");
        } catch (NodeFailed ended) {
            return Optional.empty();
        }
    }
}
