package io.github.kongperf.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.kongperf.node.Await;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.result.StackSamples;
import io.github.kongperf.result.VmState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real nginx and its LuaJIT. */
class LuaProfilerTest {

    private static final Duration A_SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private final Node node = new LocalNode();
    private final LuaProfiler lua = new LuaProfiler(node);
    private LuaNginx nginx;

    @BeforeEach
    void start() throws Exception {
        nginx = new LuaNginx(node, folder, 2);
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(nginx.leftovers()).isEmpty();
        assertThat(nginx.get("lua")).isEqualTo("done\n");
        nginx.stop();
    }

    @Test
    void findsTheSlowFunctionAndWhatTheCompilerGivesUp() throws Exception {
        StackSamples samples;
        try (Probe probe = lua.attach(nginx.workers(), LuaNginx.SOON)) {
            nginx.load("lua", 6);
            probe.begin(Duration.ofMillis(1500), LuaNginx.SOON);
            samples = probe.await();
        }
        assertThat(Heaviest.of(samples)).isEqualTo("slow app.lua");
        assertThat(samples.stacks().keySet())
                .anyMatch(stack -> stack.startsWith("content_by_lua nginx.conf;lua app.lua;slow app.lua;["));
        assertThat(samples.samples()).isGreaterThan(20);
        assertThat(samples.rootedShare()).isEqualTo(1);
        assertThat(samples.namelessShare()).isLessThan(0.2);
        assertThat(samples.states()).containsKey(VmState.COMPILED);
        assertThat(samples.duration()).isBetween(Duration.ofMillis(1500), LuaNginx.SOON);
        assertThat(samples.processes()).isEqualTo(2);
        StackSamples.Traces traces = samples.traces().orElseThrow();
        assertThat(traces.compiled()).isPositive();
        assertThat(traces.flushes()).isZero();
        assertThat(traces.aborted().keySet())
                .anyMatch(why -> why.matches("(NYI: bytecode FNEW|reason \\d+.*) at app.lua:9"))
                .noneMatch(why -> why.contains(ProfilePlugin.NAME));
    }

    @Test
    void endsByItselfIfNobodyEndsIt() throws Exception {
        try (Probe probe = lua.attach(nginx.workers(), LuaNginx.SOON)) {
            probe.begin(Duration.ofMillis(200), LuaNginx.SOON);
            Await.until("answers", LuaNginx.SOON, () -> {
                long done = node.run(Command.of("ls", folder + "/" + ProfilePlugin.NAME))
                        .out()
                        .lines()
                        .filter(name -> name.endsWith(".done"))
                        .count();
                return done == 2 ? Optional.empty() : Optional.of(done + " are there");
            });
        }
    }

    @Test
    void canBeEndedBeforeItHasBegunAndInTheMiddleAndUsedAgain() throws Exception {
        lua.attach(nginx.workers(), LuaNginx.SOON).close();
        try (Probe probe = lua.attach(nginx.workers(), LuaNginx.SOON)) {
            probe.begin(Duration.ofMinutes(1), LuaNginx.SOON);
        }
        nginx.load("lua", 4);
        try (Probe probe = lua.attach(nginx.workers(), LuaNginx.SOON)) {
            probe.begin(Duration.ofMillis(300), LuaNginx.SOON);
            assertThat(probe.await().samples()).isPositive();
        }
    }

    @Test
    void saysThatAWorkerDied() throws Exception {
        List<Long> pids = nginx.pids();
        nginx.load("lua", 4);
        try (Probe probe = lua.attach(nginx.workers(), LuaNginx.SOON)) {
            probe.begin(A_SECOND, LuaNginx.SOON);
            node.run(Command.of("sh", "-c", "kill -9 \"$1\"", "kill", String.valueOf(pids.get(0))))
                    .orFail("killing");
            assertThatThrownBy(probe::await)
                    .isInstanceOf(ProfilerFailed.class)
                    .hasMessageContaining("worker process %d ended while it was profiled".formatted(pids.get(0)));
        }
    }

    @Test
    void saysThatWorkersCantWriteTheirAnswers() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        assertThatThrownBy(() -> lua.attach(nginx.workers(), Duration.ofMillis(400)))
                .isInstanceOf(ProfilerFailed.class)
                .hasMessageStartingWith("waited 400 ms for the plugin kong-perf-profile in worker processes")
                .hasMessageContaining("no answer of")
                .hasMessageContaining("can't write there");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        Workers strangers =
                new Workers(List.of(ProcessHandle.current().pid()), folder.toString(), folder + "/profiler");
        assertThatThrownBy(() -> lua.attach(strangers, Duration.ofMillis(300)))
                .isInstanceOf(ProfilerFailed.class)
                .hasMessageContaining("is the plugin among Kong's plugins");
        Workers nobody = new Workers(List.of(4194305L), folder.toString(), folder + "/profiler");
        assertThatThrownBy(() -> lua.attach(nobody, Duration.ofMillis(300)))
                .isInstanceOf(ProfilerFailed.class)
                .hasMessageContaining("there is no process 4194305");
    }

    @Test
    void saysThatItIsNoLongerAttached() throws Exception {
        try (Probe probe = lua.attach(nginx.workers(), LuaNginx.SOON)) {
            // As if it had been attached by somebody else meanwhile.
            Files.delete(folder.resolve(ProfilePlugin.NAME).resolve("order"));
            Thread.sleep(200);
            assertThatThrownBy(() -> probe.begin(A_SECOND, LuaNginx.SOON))
                    .isInstanceOf(ProfilerFailed.class)
                    .hasMessageContaining("it was not attached, or its time was over");
        }
    }
}
