package io.github.kongperf.flamegraph;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.result.StackSamples;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class FlameGraphSvgTest {

    private static final String TITLE = "lua: simple / single_route, git:abc1234 (based on 3.9.0)";

    @Test
    void aRecordingLooksAsBefore() throws Exception {
        String svg = FlameGraphSvg.of(Recordings.read("lua-docker-v1.folded"), TITLE);
        Recordings.keep("lua.svg", svg);
        Recordings.assertGolden("lua.svg", svg);
        assertThat(parsed(svg).getElementsByTagName("script").getLength()).isZero();
    }

    @Test
    void deepStacksAreDrawn() throws IOException {
        String svg = FlameGraphSvg.of(Recordings.read("c-perf-dwarf-docker.folded"), "perf: " + TITLE);
        Recordings.keep("perf.svg", svg);
        assertThat(svg).contains(">do_writev (").contains("prefers-color-scheme: dark");
    }

    @Test
    void hostileNamesAreWellFormedText() throws Exception {
        String hostile = String.join(" ", Recordings.HOSTILE);
        String svg = FlameGraphSvg.of(Recordings.hostile(), hostile);
        Recordings.keep("hostile.svg", svg);
        Document document = parsed(svg);
        assertThat(document.getElementsByTagName("img").getLength()).isZero();
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getElementsByTagName("title").item(0).getTextContent())
                .startsWith("</script><img src=x onerror=alert(1)> <!--<script>alert(2)//--> ';alert(3);//");
    }

    @Test
    void manyFramesFit() {
        Map<String, Long> stacks = new HashMap<>();
        for (int i = 0; i < 900; i++) {
            stacks.put(("<" + i + ";").repeat(200) + i, 1L);
        }
        String svg = FlameGraphSvg.of(Recordings.samples("perf", stacks), TITLE);
        assertThat(svg.getBytes(UTF_8)).hasSizeLessThan(Width.LIMIT);
    }

    @Test
    void aProfileWithoutSamplesSaysSo() throws Exception {
        StackSamples none = Recordings.samples("lua", Map.of());
        assertThat(parsed(FlameGraphSvg.of(none, TITLE)).getDocumentElement().getTextContent())
                .contains("There are no samples.");
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
