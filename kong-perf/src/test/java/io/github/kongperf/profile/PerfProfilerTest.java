package io.github.kongperf.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.result.StackSamples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real perf, where there is one that may sample, and a real nginx. */
class PerfProfilerTest {

    @TempDir
    private Path folder;

    private final Node node = new LocalNode();
    private final PerfProfiler perf = new PerfProfiler(node);
    private LuaNginx nginx;

    @BeforeEach
    void start() throws Exception {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(perf.missing()).isEmpty();
        }
        nginx = new LuaNginx(node, folder, 1);
    }

    @AfterEach
    void stop() throws Exception {
        if (nginx != null) {
            assertThat(nginx.leftovers()).isEmpty();
            nginx.stop();
        }
    }

    @Test
    void findsTheSlowLibrary() throws Exception {
        nginx.load("c", 5);
        StackSamples samples;
        try (Probe probe = perf.attach(nginx.workers(), LuaNginx.SOON)) {
            probe.begin(Duration.ofMillis(1500), LuaNginx.SOON);
            samples = probe.await();
        }
        // A static function of a program without symbols, below one that has a name.
        assertThat(Heaviest.of(samples)).isEqualTo("[nginx]");
        assertThat(Heaviest.below(samples, "ngx_sha1_update")).isGreaterThan(0.5);
        assertThat(samples.rootedShare()).isGreaterThan(0.5);
        assertThat(samples.stacks().keySet())
                .anyMatch(stack -> stack.matches(".*main;.*ngx_http_lua_content_by_chunk;.*"));
        assertThat(samples.samples()).isGreaterThan(10);
        assertThat(samples.traces()).isEmpty();
    }

    @Test
    void namesMachineCodeOfLuaJit() throws Exception {
        StackSamples samples;
        try (Probe probe = perf.namingTraces(node).attach(nginx.workers(), LuaNginx.SOON)) {
            nginx.load("lua", 5);
            probe.begin(Duration.ofSeconds(1), LuaNginx.SOON);
            samples = probe.await();
        }
        assertThat(Heaviest.of(samples)).matches("TRACE app.lua:\\d+_\\[j]");
        assertThat(samples.namelessShare()).isLessThan(0.5);
        assertThat(Path.of("/tmp/perf-%d.map".formatted(nginx.pids().get(0)))).doesNotExist();
    }

    @Test
    void saysThatPerfWasKilledAndLeavesNothing() throws Exception {
        nginx.load("c", 4);
        List<Long> processes;
        try (Probe probe = perf.attach(nginx.workers(), LuaNginx.SOON)) {
            probe.begin(Duration.ofSeconds(20), LuaNginx.SOON);
            processes = node.find(folder + "/profiler/perf").orElseThrow().processes();
            kill(processes.stream()
                    .filter(pid -> comm(pid).equals("perf"))
                    .findFirst()
                    .orElseThrow());
            assertThatThrownBy(probe::await)
                    .isInstanceOf(ProfilerFailed.class)
                    .hasMessageContaining("perf ended while it sampled");
        }
        for (long pid : processes) {
            assertThatThrownBy(() -> WorkerProcesses.of(node, List.of(pid)))
                    .hasMessageContaining("there is no process " + pid);
        }
    }

    @Test
    void saysThatAWorkerDied() throws Exception {
        long worker = nginx.pids().get(0);
        nginx.load("c", 4);
        try (Probe probe = perf.attach(nginx.workers(), LuaNginx.SOON)) {
            probe.begin(Duration.ofSeconds(1), LuaNginx.SOON);
            kill(worker);
            assertThatThrownBy(probe::await)
                    .isInstanceOf(ProfilerFailed.class)
                    .hasMessageContaining("worker process %d ended while it was profiled".formatted(worker));
        }
    }

    @Test
    void saysThatThereWasNothingToSample() throws Exception {
        try (Probe probe = perf.attach(nginx.workers(), LuaNginx.SOON)) {
            probe.begin(Duration.ofMillis(100), LuaNginx.SOON);
            assertThatThrownBy(probe::await)
                    .isInstanceOf(ProfilerFailed.class)
                    .hasMessageContaining("was there any load?");
        }
    }

    @Test
    void canBeEndedInTheMiddle() throws Exception {
        try (Probe probe = perf.attach(nginx.workers(), LuaNginx.SOON)) {
            probe.begin(Duration.ofMinutes(1), LuaNginx.SOON);
        }
        assertThat(Files.exists(folder.resolve("profiler"))).isTrue();
    }

    private void kill(long pid) throws InterruptedException {
        node.run(Command.of("sh", "-c", "kill -9 \"$1\"", "kill", String.valueOf(pid)))
                .orFail("killing");
    }

    private String comm(long pid) {
        try {
            return node.read("/proc/" + pid + "/comm").strip();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
