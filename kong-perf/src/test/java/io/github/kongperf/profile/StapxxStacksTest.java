package io.github.kongperf.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.result.StackSamples;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** On texts made up after the sources of the samples: SystemTap works on hardly any machine. */
class StapxxStacksTest {

    @Test
    void foldsLuaStacks() {
        StackSamples samples = of("""
                C:0x7f12ab
                @/usr/local/share/lua/5.1/kong/router.lua:12
                T:@./kong/init.lua:700
                =access_by_lua(nginx-kong.conf:88):1
                \t15
                builtin#37
                access_by_lua:1
                \t3
                """);
        assertThat(samples.stacks())
                .containsOnly(
                        Map.entry(
                                "access_by_lua nginx-kong.conf;kong/init.lua:700;kong/router.lua:12;[C function]", 15L),
                        Map.entry("access_by_lua;builtin#37", 3L));
        assertThat(samples.rooted()).isEqualTo(18);
        assertThat(samples.nameless()).isEqualTo(15);
    }

    @Test
    void keepsNamesThatAnotherToolHasFound() {
        assertThat(of("kong.router:find\nkong:access\n\t4\n").stacks())
                .containsOnly(Map.entry("kong:access;kong.router:find", 4L));
    }

    @Test
    void foldsStacksOfC() {
        StackSamples samples = of("""
                 0x7f12ab : SHA1_Update+0x12/0x40 [/lib/libcrypto.so.3]
                 0x4007f2 : main+0x12/0x40 [/usr/sbin/nginx]
                \t7
                 0x7f12ab [/lib/libcrypto.so.3]
                 0x7f12ac
                \t2
                """);
        assertThat(samples.stacks())
                .containsOnly(Map.entry("main;SHA1_Update", 7L), Map.entry("[unknown];[libcrypto.so.3]", 2L));
        assertThat(samples.rooted()).isEqualTo(7);
        assertThat(samples.nameless()).isEqualTo(2);
    }

    @Test
    void refusesAnythingElse() {
        assertThatThrownBy(() -> of("\t7\n"))
                .isInstanceOf(ProfilerFailed.class)
                .hasMessageContaining("without a stack");
        assertThatThrownBy(() -> of("main\n"))
                .isInstanceOf(ProfilerFailed.class)
                .hasMessageContaining("without the number of its samples");
    }

    private static StackSamples of(String text) {
        return StapxxStacks.fold(text).samples("stapxx", 250, Duration.ofSeconds(1), 1, Optional.empty());
    }
}
