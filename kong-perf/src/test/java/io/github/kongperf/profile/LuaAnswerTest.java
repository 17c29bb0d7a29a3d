package io.github.kongperf.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.TextBeside;
import io.github.kongperf.result.StackSamples;
import io.github.kongperf.result.VmState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LuaAnswerTest {

    private final Folded folded = new Folded();

    @Test
    void foldsWhatThePluginWrote() {
        LuaAnswer answer = read(TextBeside.of(LuaAnswerTest.class, "lua-answer.txt"));
        StackSamples samples = folded.samples("lua", 100, answer.duration(), 1, Optional.of(answer.traces()));
        assertThat(samples.duration()).isEqualTo(Duration.ofMillis(2012));
        assertThat(samples.stacks())
                .containsOnly(
                        Map.entry("access_by_lua nginx-kong.conf;[C]", 3L),
                        Map.entry(
                                "access_by_lua nginx-kong.conf;access kong/init.lua;access kong/plugins/key-auth/handler.lua;[compiled]",
                                40L),
                        Map.entry(
                                "access_by_lua nginx-kong.conf;access kong/init.lua;kong/router/init.lua:123;find;[interpreted]",
                                5L),
                        Map.entry("(main chunk) resty/timer.lua;[C function];[GC]", 2L),
                        Map.entry("[JIT compiler]", 1L),
                        Map.entry("(too many stacks)", 4L));
        assertThat(samples.rooted()).isEqualTo(51);
        assertThat(samples.nameless()).isEqualTo(6);
        assertThat(samples.states()).containsEntry(VmState.COMPILED, 40L).containsEntry(VmState.COMPILER, 1L);
        assertThat(samples.traces())
                .contains(new StackSamples.Traces(
                        12, Map.of("NYI: bytecode FNEW at kong/router/init.lua:12", 19L, "(too many reasons)", 2L), 1));
        assertThat(answer.code().at(0x7f84c427fad0L)).contains("TRACE kong/router/init.lua:4");
    }

    @Test
    void takesAStackThatIsAsDeepAsTheSamplerLooksForCutOff() {
        read("depth\t3\nstack\t2\tN\t/a.lua:f\t/a.lua:g\nstack\t1\tN\t/a.lua:f\nend\n");
        StackSamples samples = folded.samples("lua", 100, Duration.ofSeconds(1), 1, Optional.empty());
        assertThat(samples.rooted()).isEqualTo(1);
    }

    @Test
    void refusesAnythingElse() {
        assertThatThrownBy(() -> read("depth\t200\n"))
                .isInstanceOf(ProfilerFailed.class)
                .hasMessageContaining("only the beginning");
        for (String line : List.of("stack\tmany\tN\ta", "stack\t1", "stack\t1\tX\ta", "hello")) {
            assertThatThrownBy(() -> read(line + "\nend\n"))
                    .isInstanceOf(ProfilerFailed.class)
                    .hasMessageContaining("makes no sense");
        }
    }

    private LuaAnswer read(String text) {
        return LuaAnswer.read(text.lines(), folded);
    }
}
