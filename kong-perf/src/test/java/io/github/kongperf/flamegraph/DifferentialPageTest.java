package io.github.kongperf.flamegraph;

import static io.github.kongperf.flamegraph.Recordings.folded;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.flamegraph.DifferentialPage.Side;
import io.github.kongperf.result.StackSamples;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DifferentialPageTest {

    private static DifferentialPage difference(StackSamples base, StackSamples other) {
        return DifferentialPage.of("lua: simple / single_route", new Side("3.8.0", base), new Side("3.9.0", other));
    }

    @Test
    void drawsBothDirections() throws IOException {
        DifferentialPage pages =
                difference(Recordings.read("lua-docker-v1.folded"), Recordings.read("lua-docker-v2.folded"));
        Recordings.keep("diff-grown.html", pages.grown());
        Recordings.keep("diff-vanished.html", pages.vanished());

        assertThat(pages.grown()).contains("3.9.0 against 3.8.0, drawn as 3.9.0: what grew or is new.", "d=U\n");
        assertThat(pages.vanished()).contains("3.9.0 against 3.8.0, drawn as 3.8.0: what shrank or is gone.");
        assertThat(pages)
                .isEqualTo(
                        difference(Recordings.read("lua-docker-v1.folded"), Recordings.read("lua-docker-v2.folded")));
    }

    @Test
    void differencesAreInMillionthsOfEqualTotals() {
        DifferentialPage pages = difference(folded("a 1", "b 1"), folded("a 30", "b 10"));
        assertThat(pages.grown()).contains("d=250000\n", "d=-250000\n", "const maxdiff = 250000;");
        assertThat(pages.vanished()).contains("d=250000\n", "d=-250000\n");
    }

    @Test
    void aFrameThatVanishedIsDrawnInTheOtherDirection() {
        DifferentialPage pages = difference(folded("a 1", "gone_function 1"), folded("a 1"));
        assertThat(pages.grown()).doesNotContain("gone_function");
        assertThat(pages.vanished()).contains("gone_function", "d=U\n");
    }

    @Test
    void aMovedConfigurationIsNoDifference() {
        DifferentialPage pages = difference(
                folded("content_by_lua(nginx.conf:7):0;f a.lua 1"), folded("content_by_lua(nginx.conf:9):0;f a.lua 5"));
        assertThat(pages.grown()).doesNotContain("\nd=");
    }

    @Test
    void hostileNamesStayText() throws IOException {
        String hostile = "</strong></script><img src=x onerror=alert(1)>";
        DifferentialPage pages = DifferentialPage.of(
                hostile, new Side(hostile, folded("a 1")), new Side("%s$1\\" + hostile, Recordings.hostile()));
        Recordings.keep("diff-hostile.html", pages.grown());
        assertThat(pages.grown()).doesNotContain("<img").contains("%s$1\\&lt;/strong&gt;");
        assertThat(pages.grown().split("</script", -1)).hasSize(3);
    }

    @Test
    void aFrameThatIsNarrowInOneIsComparedAsSuch() {
        Map<String, Long> many = new HashMap<>();
        for (int i = 10_000; i < 18_000; i++) {
            many.put("main;%d_narrow_%s".formatted(i, "function".repeat(34)), 1L);
        }
        many.put("main;wide", 3_000L);
        StackSamples samples = Recordings.samples("perf", many);
        DifferentialPage pages = difference(samples, samples);
        assertThat(pages.grown().getBytes(UTF_8)).hasSizeLessThan(Width.LIMIT);
        assertThat(pages.grown()).contains("left out", FrameTree.NARROWER).doesNotContain("\nd=");
    }

    @Test
    void refusesASideWithoutSamples() {
        assertThatThrownBy(() -> difference(folded("a 1"), Recordings.samples("lua", Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without samples");
    }
}
