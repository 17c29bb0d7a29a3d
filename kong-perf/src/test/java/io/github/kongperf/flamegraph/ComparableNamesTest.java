package io.github.kongperf.flamegraph;

import static io.github.kongperf.flamegraph.Recordings.folded;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparableNamesTest {

    @Test
    void linesOfGeneratedConfigurationDoNotCount() {
        ComparableNames names = ComparableNames.of(
                folded("content_by_lua(nginx.conf:7):0;f a.lua 2", "access_by_lua(nginx-kong.conf:91):3;f a.lua 3"),
                folded("content_by_lua(nginx.conf:9):0;f a.lua 4"));
        assertThat(names.base().stacks())
                .isEqualTo(Map.of(
                        "content_by_lua(nginx.conf):0;f a.lua", 2L, "access_by_lua(nginx-kong.conf):3;f a.lua", 3L));
        assertThat(names.other().stacks()).isEqualTo(Map.of("content_by_lua(nginx.conf):0;f a.lua", 4L));
    }

    @Test
    void stacksThatBecomeEqualAreAddedUp() {
        ComparableNames names = ComparableNames.of(
                folded("access_by_lua(nginx.conf:7):2;f a.lua 2", "access_by_lua(nginx.conf:31):2;f a.lua 3"),
                folded("f a.lua 1"));
        assertThat(names.base().stacks()).isEqualTo(Map.of("access_by_lua(nginx.conf):2;f a.lua", 5L));
    }

    @Test
    void anAnonymousFunctionThatMovedHasNoLine() {
        ComparableNames names = ComparableNames.of(
                folded("kong/router.lua:12;[C] 2", "kong/router.lua:40 1"),
                folded("kong/router.lua:14;[C] 3", "kong/router.lua:40 1"));
        assertThat(names.base().stacks()).isEqualTo(Map.of("kong/router.lua;[C]", 2L, "kong/router.lua:40", 1L));
        assertThat(names.other().stacks()).isEqualTo(Map.of("kong/router.lua;[C]", 3L, "kong/router.lua:40", 1L));
    }

    @Test
    void anAnonymousFunctionThatIsNewKeepsItsLine() {
        ComparableNames names = ComparableNames.of(
                folded("kong/router.lua:12 2"), folded("kong/router.lua:12 2", "kong/router.lua:99 1"));
        assertThat(names.other().stacks()).containsOnlyKeys("kong/router.lua:12", "kong/router.lua:99");
    }

    @Test
    void linesOfAnotherFileAreNoReason() {
        ComparableNames names = ComparableNames.of(folded("kong/a.lua:1 2"), folded("kong/b.lua:2 2"));
        assertThat(names.base().stacks()).containsOnlyKeys("kong/a.lua:1");
        assertThat(names.other().stacks()).containsOnlyKeys("kong/b.lua:2");
    }

    @Test
    void nothingButTheNamesChanges() {
        var recorded = Recordings.read("lua-docker-v1.folded");
        ComparableNames names = ComparableNames.of(recorded, Recordings.read("lua-docker-v2.folded"));
        assertThat(names.base().samples()).isEqualTo(recorded.samples());
        assertThat(names.base().rooted()).isEqualTo(recorded.rooted());
        assertThat(names.base().stacks().keySet()).noneMatch(stack -> stack.contains("nginx.conf:7"));
    }

    @Test
    void aStackOfSeparatorsAloneStays() {
        assertThat(ComparableNames.of(folded(";; 1"), folded("a 1")).base().stacks())
                .containsOnlyKeys(";;");
    }
}
