package io.github.kongperf.flamegraph;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.result.StackSamples;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FlameGraphPageTest {

    private static final String TITLE = "perf: simple / single_route, git:abc1234 (based on 3.9.0)";

    @Test
    void drawsARecording() throws IOException {
        String page = FlameGraphPage.of(Recordings.read("c-perf-dwarf-docker.folded"), TITLE);
        Recordings.keep("perf.html", page);
        Recordings.keep("lua.html", FlameGraphPage.of(Recordings.read("lua-docker-v1.folded"), "lua: " + TITLE));

        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains(
                        "<title>" + TITLE + "</title>",
                        "<h1>" + TITLE + "</h1>",
                        "samples by perf, 99 a second for 20 s")
                .contains("C function", "kernel, ends with _[k]")
                .doesNotContain("Java compiled", "Allocation profile", "left out");
    }

    @Test
    void equalProfilesGiveEqualBytes() {
        assertThat(FlameGraphPage.of(Recordings.read("c-perf-dwarf.folded"), TITLE))
                .isEqualTo(FlameGraphPage.of(Recordings.read("c-perf-dwarf.folded"), TITLE));
    }

    @Test
    void hostileNamesStayText() throws IOException {
        String page = FlameGraphPage.of(Recordings.hostile(), Recordings.HOSTILE.get(0) + "const cpool = [");
        Recordings.keep("hostile.html", page);

        assertThat(page.split("<script", -1)).hasSize(3);
        assertThat(page.split("</script", -1)).hasSize(3);
        assertThat(page.lines().toList()).noneMatch(line -> line.startsWith("unpack(cpool);alert"));
        assertThat(page).doesNotContain("<img", "<!--", "\u2028", "\u2029", "\u202e", "\0", "\u001b");
        assertThat(names(page)).noneMatch(line -> line.contains("<") || line.contains(">"));
    }

    @Test
    void asksForNothing() {
        String page = FlameGraphPage.of(Recordings.read("c-perf-dwarf.folded"), TITLE);
        assertThat(page).doesNotContain("src=", "@import", "url(").contains("default-src 'none'");
        // The namespace of SVG, and a link to the project that draws.
        assertThat(page.replace("http://www.w3.org/2000/svg", "")
                        .replace("https://github.com/async-profiler/async-profiler", ""))
                .doesNotContain("http:", "https:");
    }

    @Test
    void aHugeProfileFitsAndSaysWhatIsLeftOut() throws IOException {
        String page = FlameGraphPage.of(huge(), TITLE);
        Recordings.keep("huge.html", page);
        assertThat(page.getBytes(UTF_8)).hasSizeBetween(50_000, Width.LIMIT);
        assertThat(page).containsPattern("Frames narrower than [0-9.]+ % of all samples are left out");
    }

    @Test
    void endlessNamesAndStacksFit() throws IOException {
        String page = FlameGraphPage.of(
                Recordings.folded(("<".repeat(50_000) + ";").repeat(40) + "f 1", "g;".repeat(20_000) + "g 1"),
                "t".repeat(3_000_000));
        Recordings.keep("endless.html", page);
        assertThat(page.getBytes(UTF_8)).hasSizeLessThan(Width.LIMIT);
        assertThat(page).contains(FrameTree.DEEPER);
    }

    @Test
    void aProfileWithoutSamplesSaysSo() throws IOException {
        String page = FlameGraphPage.of(Recordings.samples("lua", Map.of()), TITLE);
        Recordings.keep("none.html", page);
        assertThat(page).contains("There are no samples.");
    }

    @Test
    void aStackWithoutFramesHasSamplesAllTheSame() {
        assertThat(FlameGraphPage.of(Recordings.folded("; 3", "a;;b 2"), TITLE)).contains("5 samples", "(no name)");
    }

    @Test
    void noticesAnotherTemplate() {
        assertThatThrownBy(() -> new Template("<html>"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("const cpool");
    }

    /** 8,000 stacks, hardly two of them alike, of functions with long names. */
    private static StackSamples huge() {
        Random random = new Random(4711);
        Map<String, Long> stacks = new HashMap<>();
        for (int i = 0; i < 8_000; i++) {
            StringBuilder stack = new StringBuilder("main");
            for (int depth = 0; depth < 8; depth++) {
                int function = (int) ((4 << (2 * depth)) * Math.pow(random.nextDouble(), 4));
                stack.append(';').append(function).append("_function_with_a_long_name".repeat(10));
            }
            stacks.merge(stack.toString(), 1L + random.nextInt(9), Long::sum);
        }
        return Recordings.samples("perf", stacks);
    }

    private static List<String> names(String page) {
        Matcher matcher = Pattern.compile("const cpool = \\[\n(.*?)\n\\];\n", Pattern.DOTALL)
                .matcher(page);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1).lines().toList();
    }
}
