package io.github.kongperf.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.Node;
import io.github.kongperf.node.ScriptedNode;
import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.result.StackSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With a script that stands for {@code stap++}, and a file that stands for the kernel's list of modules: SystemTap works on hardly any
 * machine, and is not there where these tests run.
 */
class StapxxProfilerTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String LUA_STACKS = "samples/lj-lua-stacks.sxx";

    @TempDir
    private Path folder;

    private final Node node = new LocalNode();
    private final long pid = ProcessHandle.current().pid();

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectories(folder.resolve("profiler"));
        Files.createDirectories(folder.resolve("stapxx/samples"));
        Files.writeString(folder.resolve("modules"), "stap_of_another 1 0 - Live 0x0\next4 1 0 - Live 0x0\n");
    }

    @AfterEach
    void leavesNothing() throws IOException {
        try (Stream<Path> left = Files.list(folder.resolve("profiler"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void runsTheSampleAndFoldsWhatItPrints() throws Exception {
        stapxx("""
                echo "$*" > called
                echo "stap_5f3a_$$ 1 0 - Live 0x0" >> ../modules
                echo "Start tracing" >&2
                sleep 1
                printf 'C:0x12\\n@/usr/local/share/lua/5.1/kong/router.lua:12\\n\\t15\\n'
                """);
        StackSamples samples;
        try (Probe probe = profiler().attach(workers(), SOON)) {
            probe.begin(Duration.ofMillis(900), SOON);
            samples = probe.await();
        }
        assertThat(samples.stacks()).containsOnlyKeys("kong/router.lua:12;[C function]");
        assertThat(samples.samples()).isEqualTo(15);
        assertThat(samples.duration()).isEqualTo(Duration.ofSeconds(1));
        assertThat(folder.resolve("stapxx/called"))
                .hasContent(LUA_STACKS + " -D MAXMAPENTRIES=1000000 --arg time=1 -x " + pid);
    }

    @Test
    void doesNotTakeTheModuleOfAnotherForItsOwn() throws Exception {
        stapxx("echo compiling >&2; sleep 30\n");
        try (Probe probe = profiler().attach(workers(), SOON)) {
            assertThatThrownBy(() -> probe.begin(Duration.ofSeconds(1), Duration.ofMillis(400)))
                    .isInstanceOf(ProfilerFailed.class)
                    .hasMessageContaining("waited 400 ms for stapxx to load its kernel module")
                    .hasMessageContaining("0 of 1 new modules")
                    .hasMessageContaining("compiling");
        }
    }

    @Test
    void saysWhyTheSampleDidNotCompile() throws Exception {
        stapxx("echo 'semantic error: while resolving probe point' >&2; exit 1\n");
        try (Probe probe = profiler().attach(workers(), SOON)) {
            assertThatThrownBy(() -> probe.begin(Duration.ofSeconds(1), SOON))
                    .isInstanceOf(ProfilerFailed.class)
                    .hasMessageContaining("ended before it sampled, with 1: semantic error")
                    .hasMessageEndingWith("or use profiler 'lua'");
        }
    }

    @Test
    void saysThatItPrintedNoStack() throws Exception {
        stapxx("echo \"stap_1_$$ 1\" >> ../modules; sleep 0.3; echo 'Found 0 JITted samples.' >&2\n");
        try (Probe probe = profiler().attach(workers(), SOON)) {
            probe.begin(Duration.ofSeconds(1), SOON);
            assertThatThrownBy(probe::await)
                    .isInstanceOf(ProfilerFailed.class)
                    .hasMessageContaining("printed no stack; was there any load?: Found 0 JITted samples.");
        }
    }

    @Test
    void refusesArgumentsThatAreThoseOfTheProfile() {
        for (List<String> arguments : List.of(List.of("--arg", "time=180"), List.of("-x", "12"))) {
            assertThatThrownBy(() -> new StapxxProfiler.Sample("/opt/stapxx", LUA_STACKS, arguments))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("leave out '-x' and 'time='");
        }
    }

    @Test
    void namesEachThingThatIsMissingAndTheNearestProfiler() throws Exception {
        StapxxProfiler.Sample sample = new StapxxProfiler.Sample("/opt/stapxx", LUA_STACKS, List.of());
        ScriptedNode scripted = new ScriptedNode()
                .expect(
                        StapxxNeeds.command(sample).toString(),
                        "root\nstap\nperl\nheaders 6.1.0-9\nmodules\nfolder\nsample\n");
        assertThat(new StapxxProfiler(scripted, sample).missing())
                .hasSize(8)
                .anyMatch(sentence -> sentence.contains("install linux-headers-6.1.0-9"))
                .anyMatch(sentence -> sentence.contains("install SystemTap"))
                .endsWith("the nearest to samples/lj-lua-stacks.sxx that needs none of this is profiler 'lua'");
        assertThat(StapxxNeeds.nearest("samples/sample-bt.sxx")).contains("perf");
        assertThat(StapxxNeeds.nearest("samples/ngx-rps.sxx")).isEmpty();
    }

    @Test
    void looksForWhatIsMissingOnTheNode() throws Exception {
        StapxxProfiler.Sample sample = new StapxxProfiler.Sample(folder + "/none", LUA_STACKS, List.of());
        assertThat(new StapxxProfiler(node, sample).missing())
                .anyMatch(sentence -> sentence.startsWith("there is no stap++ that can be run in " + folder))
                .anyMatch(sentence -> sentence.startsWith("there is no samples/lj-lua-stacks.sxx in " + folder));
    }

    private StapxxProfiler profiler() {
        return new StapxxProfiler(
                node,
                new StapxxProfiler.Sample(folder + "/stapxx", LUA_STACKS, List.of("-D", "MAXMAPENTRIES=1000000")),
                folder + "/modules");
    }

    private Workers workers() {
        return new Workers(List.of(pid), folder.toString(), folder + "/profiler");
    }

    private void stapxx(String script) throws IOException {
        Path program = Files.writeString(folder.resolve("stapxx/stap++"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
