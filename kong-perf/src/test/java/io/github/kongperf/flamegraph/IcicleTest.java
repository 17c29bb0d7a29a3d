package io.github.kongperf.flamegraph;

import static io.github.kongperf.flamegraph.Recordings.folded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.kongperf.flamegraph.Icicle.Rectangle;
import io.github.kongperf.flamegraph.Icicle.Settings;
import io.github.kongperf.result.StackSamples;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class IcicleTest {

    private static Icicle icicle(StackSamples samples) {
        return Icicle.of(samples, Settings.INLINE);
    }

    @Test
    void laysOutCalleesBelowTheirCallers() {
        Icicle icicle = icicle(folded("access k.lua;f r.lua;[GC] 2", "access k.lua;a r.lua 5", "access k.lua 1"));
        assertThat(icicle.rectangles())
                .containsExactly(
                        new Rectangle(0, 0, 100, "access k.lua", "access k.lua", FrameKind.LUA, 1, 8),
                        new Rectangle(1, 0, 62.5, "a r.lua", "a r.lua", FrameKind.LUA, 1, 5),
                        new Rectangle(1, 62.5, 25, "f r.lua", "f r.lua", FrameKind.LUA, 1, 2),
                        new Rectangle(2, 62.5, 25, "[GC]", "[GC]", FrameKind.STATE, 1, 2));
        assertThat(icicle.rows()).isEqualTo(3);
        assertThat(icicle.rectangles().get(1).share()).isEqualTo(0.625);
    }

    @Test
    void recordingsAreLaidOutAsBefore() throws IOException {
        Recordings.assertGolden("lua-icicle.txt", text(icicle(Recordings.read("lua-docker-v1.folded"))));
        Recordings.assertGolden("perf-icicle.txt", text(icicle(Recordings.read("c-perf-dwarf-docker.folded"))));
    }

    @Test
    void theTrunkIsOneRectangle() {
        Icicle icicle = icicle(folded(
                "nginx;_start;main;ngx_worker;ngx_events;epoll_wait 300",
                "nginx;_start;main;ngx_worker;ngx_events;accept 600",
                "nginx;_start;main;ngx_worker;sweep;a 1",
                "nginx;[libc.so.6] 99"));
        Rectangle trunk = icicle.rectangles().get(2);
        assertThat(trunk.label()).isEqualTo("_start … ngx_events (4 frames)");
        assertThat(trunk.name()).isEqualTo("_start > main > ngx_worker > ngx_events");
        assertThat(trunk.frames()).isEqualTo(4);
        assertThat(icicle.rectangles().subList(3, 5)).extracting(Rectangle::row).containsOnly(2);
        assertThat(icicle.narrower()).isEqualTo(2);
    }

    @Test
    void aChainOfLuaFunctionsIsNoTrunk() {
        assertThat(icicle(folded("access a.lua;f b.lua;g c.lua;h d.lua 5")).rectangles())
                .hasSize(4);
    }

    @Test
    void countsWhatIsTooNarrowOrTooDeep() {
        Icicle icicle = Icicle.of(
                folded("a.lua;b.lua;c.lua;d.lua 1000", "a.lua;narrow.lua;x.lua 1", "a.lua;b.lua;c.lua;e.lua 1000"),
                new Settings(0.5, 2, 960));
        assertThat(icicle.rectangles()).hasSize(2);
        assertThat(icicle.narrower()).isEqualTo(2);
        assertThat(icicle.deeper()).isEqualTo(3);
    }

    @Test
    void labelsAreCutOnTheRight() {
        Icicle icicle = Icicle.of(
                folded("handle kong/plugins/key-auth/handler.lua 10", "handle kong/plugins/x.lua 1"),
                new Settings(0, 20, 200));
        assertThat(icicle.rectangles()).extracting(Rectangle::label).containsExactly("handle kong/plugins/key-a…", "");
    }

    @Test
    void suffixesAreNotPartOfANameButTellTheKind() {
        assertThat(icicle(folded("do_writev_[k] 1", "[luajit trace]_[j] 1", "[libc.so.6] 1"))
                        .rectangles())
                .extracting(Rectangle::name, Rectangle::kind)
                .containsExactly(
                        tuple("[libc.so.6]", FrameKind.LIBRARY),
                        tuple("[luajit trace]", FrameKind.COMPILED),
                        tuple("do_writev", FrameKind.KERNEL));
    }

    @Test
    void kindsAreToldByTheName() {
        Map<String, FrameKind> kinds = Map.of(
                "access kong/plugins/key-auth/handler.lua",
                FrameKind.LUA,
                "kong/plugins/key-auth/handler.lua:12",
                FrameKind.LUA,
                "access_by_lua(nginx-kong.conf:91):3",
                FrameKind.LUA,
                "content_by_lua(nginx.conf):0",
                FrameKind.LUA,
                "ngx_http_lua_content_by_chunk",
                FrameKind.C,
                "C:cjson.so+0x3cc0",
                FrameKind.C,
                "[C]",
                FrameKind.STATE,
                "[nginx]",
                FrameKind.LIBRARY,
                FrameTree.NARROWER,
                FrameKind.LEFT_OUT);
        kinds.forEach((frame, kind) -> assertThat(FrameKind.of(frame)).as(frame).isEqualTo(kind));
    }

    @Test
    void aProfileWithoutSamplesHasNoRectangles() {
        assertThat(icicle(Recordings.samples("lua", Map.of()))).isEqualTo(new Icicle(List.of(), 0, 0, 0, 0));
    }

    @Test
    void refusesWhatCanNotBeDrawn() {
        assertThatThrownBy(() -> new Settings(Double.NaN, 20, 960)).hasMessageContaining("NaN %");
        assertThatThrownBy(() -> new Settings(0.5, 0, 960)).hasMessageContaining("0 rows");
    }

    private static String text(Icicle icicle) {
        return icicle.rectangles().stream()
                .map(r -> "%s%.2f+%.2f %s %d [%s] %s%n"
                        .formatted("  ".repeat(r.row()), r.x(), r.width(), r.kind(), r.samples(), r.label(), r.name()))
                .collect(Collectors.joining(
                        "", "", "narrower %d, deeper %d%n".formatted(icicle.narrower(), icicle.deeper())));
    }
}
