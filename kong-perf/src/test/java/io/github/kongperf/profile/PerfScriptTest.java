package io.github.kongperf.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.result.StackSamples;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class PerfScriptTest {

    @Test
    void foldsARecording() throws IOException {
        StackSamples samples;
        try (BufferedReader text = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(
                        Objects.requireNonNull(PerfScriptTest.class.getResourceAsStream("perf-script.txt.gz"))),
                StandardCharsets.ISO_8859_1))) {
            samples = of(PerfScript.fold(text.lines(), (pid, address) -> Optional.empty()));
        }
        // Counted in the text by other means.
        assertThat(samples.samples()).isEqualTo(689);
        assertThat(samples.rooted()).isEqualTo(510);
        assertThat(samples.stacks())
                .containsKey("_start;__libc_start_main;__libc_start_call_main;main;ngx_master_process_cycle;[nginx];"
                        + "ngx_spawn_process;[nginx];ngx_process_events_and_timers;[nginx];ngx_http_core_run_phases;"
                        + "ngx_http_core_content_phase;ngx_http_lua_content_by_chunk;ngx_http_lua_run_thread;"
                        + "[libluajit-5.1.so.2.1.0];[liblua5.1-cjson.so.0.0.0]")
                .containsKey("[libluajit-5.1.so.2.1.0]");
        assertThat(samples.stacks().keySet())
                .anyMatch(stack -> stack.endsWith("[LuaJIT trace]_[j]"))
                .anyMatch(stack -> stack.endsWith("_[k]"))
                .noneMatch(stack -> stack.contains("perf-10928.map") || stack.contains("unknown"));
    }

    @Test
    void namesMachineCodeByItsAddress() {
        PerfScript.Names names = (pid, address) ->
                pid == 12 && address == 0x7f00 ? Optional.of("TRACE kong/router.lua:9") : Optional.empty();
        StackSamples samples = of(fold("""
                nginx 12
                \t    2eee f (/lib/x.so)
                \t    7f00 [unknown] (/tmp/perf-12.map)

                nginx 12
                \t    7f01 [unknown] (//anon)
                \t    7f02 [unknown] (//anon)

                nginx 13
                \t    7f00 [unknown] ([anon])

                nginx 13
                \t    7f00 TRACE_1:a.lua:6 (/tmp/perf-13.map)
                """, names));
        assertThat(samples.stacks())
                .containsOnly(
                        Map.entry("TRACE kong/router.lua:9_[j];f", 1L),
                        Map.entry("[LuaJIT trace]_[j]", 2L),
                        Map.entry("TRACE_1:a.lua:6_[j]", 1L));
        assertThat(samples.nameless()).isEqualTo(2);
        assertThat(samples.rooted()).isZero();
    }

    @Test
    void readsHostileNames() {
        StackSamples samples = of(fold("""
                my worker 2 12
                \tffffffff8100 do_syscall_64 ([kernel.kallsyms])
                \tffffffffc0001234 nft_do_chain ([nf_tables])
                \t    10 operator()(int, char*) const (/opt/my lib (new)/lib a.so.1)
                \t    11 std::map<int, void (*)(int)>::find(int const&) (/opt/lib.so (deleted))
                \t    12 [unknown] (/opt/lib.so (deleted))
                \t    13 [unknown] (/opt/lib.so (deleted))
                \t    14 a;b (/opt/odd)name.so)
                \t    15 main+0x12 (/usr/sbin/nginx)
                \t    16 __libc_start_main@@GLIBC_2.34 (/lib/libc.so.6)
                \tffffffffffffffff [unknown] ([unknown])
                """, (pid, address) -> Optional.empty()));
        assertThat(samples.stacks())
                .containsOnly(Map.entry(
                        "__libc_start_main;main;a:b;[lib.so];std::map<int, void (*)(int)>::find(int const&);"
                                + "operator()(int, char*) const;nft_do_chain_[k];do_syscall_64_[k]",
                        1L));
        assertThat(samples.rooted()).isEqualTo(1);
        assertThat(samples.nameless()).isZero();
    }

    @Test
    void keepsTheVdsoApartFromTheKernel() {
        assertThat(PerfFrame.of("\t  a [unknown] ([vdso])").text()).isEqualTo("[vdso]");
        assertThat(PerfFrame.of("\tffffffff81000000 [unknown] ([kernel.kallsyms])")
                        .text())
                .isEqualTo("[kernel.kallsyms]_[k]");
        assertThat(PerfFrame.of("\t  a f (/lib/modules/6.1/kernel/net/x.ko.xz)").text())
                .isEqualTo("f_[k]");
    }

    @Test
    void countsASampleWithoutAnyFrame() {
        StackSamples samples = of(fold("nginx 12\n\nnginx 12\n", (pid, address) -> Optional.empty()));
        assertThat(samples.stacks()).containsOnly(Map.entry("[unknown]", 2L));
        assertThat(samples.nameless()).isEqualTo(2);
    }

    @Test
    void refusesAnythingElse() {
        for (String text : List.of("nginx\n", "\t  a f (/lib)\n", "nginx 1\n\tzz f (/lib)\n", "nginx 1\n\t  a f\n")) {
            assertThatThrownBy(() -> fold(text, (pid, address) -> Optional.empty()))
                    .isInstanceOf(ProfilerFailed.class)
                    .hasMessageStartingWith("perf script printed '");
        }
    }

    private static Folded fold(String text, PerfScript.Names names) {
        return PerfScript.fold(text.lines(), names);
    }

    private static StackSamples of(Folded folded) {
        return folded.samples("perf", 99, Duration.ofSeconds(1), 1, Optional.empty());
    }
}
