package io.github.kongperf.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.compare.CaseResult;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The page that tells where CPU time goes. */
class ProfilePageTest {

    private static final String CPU = "kong-perf/flame-single_route-cpu.html";

    private final ReportInput input = FixtureProfiles.input();
    private final Report report = Report.of(List.of(input));

    @Test
    void isThereForEachCaseThatWasProfiled() {
        assertThat(report.pages())
                .extracting(Page::path)
                .containsExactly("kong-perf.html", "kong-perf/flame.html", CPU);
        assertThat(page("kong-perf/flame.html").bodyHtml())
                .contains("href=\"flame-single_route-cpu.html\"", "flame graphs by lua and perf<");
    }

    @Test
    void showsFramesAsTextWhateverTheyAreCalled() throws Exception {
        assertThat(cpu().bodyHtml()).doesNotContain("<b>", "<script", "</script");
        assertThat(parsed().getDocumentElement().getTextContent()).contains(FixtureProfiles.HOSTILE);
        graphs().forEach((path, html) -> {
            assertThat(html).as(path).contains("kong/evil.lua").doesNotContain("</script><b>", "<b>");
            assertThat(count(html, "</script")).as(path).isEqualTo(count(html, "<script"));
        });
    }

    @Test
    void linksToEachGraphThatIsThere() throws Exception {
        List<String> linked = elements("a").stream()
                .map(link -> link.getAttribute("href"))
                .filter(href -> href.startsWith("flame/"))
                .map(href -> "kong-perf/" + href)
                .toList();
        // Two subjects and both directions of the difference, by lua and by perf.
        assertThat(linked).hasSize(8).doesNotHaveDuplicates();
        assertThat(graphs()).containsOnlyKeys(linked);
    }

    @Test
    void ranksTheGuiltyFunctionFirst() throws Exception {
        Element ranking = elements("table").get(0);
        assertThat(ranking.getElementsByTagName("caption").item(0).getTextContent())
                .startsWith("Functions that make the difference, what grew most first");
        Element body = (Element) ranking.getElementsByTagName("tbody").item(0);
        assertThat(body.getElementsByTagName("th").item(0).getTextContent().strip())
                .isEqualTo(FixtureProfiles.GUILTY);
        CaseResult result = input.comparison().cases().get(0);
        assertThat(input.profiles().why(result, result.pairs().get(0)))
                .singleElement()
                .asString()
                .startsWith("why, by lua: " + FixtureProfiles.GUILTY + " costs ");
    }

    @Test
    void saysWhatACommitIsBasedOn() throws Exception {
        assertThat(elements("h3").stream().map(Element::getTextContent).toList())
                .containsExactly(
                        "git:main against 3.8.0",
                        "3.8.0",
                        "git:main (based on 3.8.0)",
                        "git:main against 3.8.0",
                        "3.8.0",
                        "git:main (based on 3.8.0)");
        assertThat(graphs().get("kong-perf/flame/flame-single_route-lua-git-main.html"))
                .contains("<title>lua: flame, single_route: git:main (based on 3.8.0)</title>");
    }

    @Test
    void saysWhatFailedWithItsReason() throws Exception {
        assertThat(section("lua")).contains("No samples in 1 trial of git:main: " + FixtureProfiles.FAILED);
        assertThat(section("stapxx"))
                .contains("No samples in 2 trials of 3.8.0, git:main: " + FixtureProfiles.NO_STAPXX);
        assertThat(section("perf")).doesNotContain("No samples");
        assertThat(page("kong-perf/flame.html").bodyHtml())
                .contains("There is no flame graph by stapxx: " + FixtureProfiles.NO_STAPXX);
    }

    @Test
    void doubtsWhatAProfileCanNotShow() throws Exception {
        assertThat(section("perf"))
                .contains("45 % of the stacks reach their outermost function")
                .contains("40 % of the samples have no function's name: libssl.so.3 40 %")
                .contains("install the debug symbols of libssl.so.3")
                .contains("a request cost 80.0 µs of CPU time while profiled");
        assertThat(section("lua")).doesNotContain("outermost function", "no function's name", "while profiled");
    }

    @Test
    void tellsWhatLuaJitDid() throws Exception {
        assertThat(section("lua"))
                .contains("What LuaJIT was doing", "garbage collection", "Traces of LuaJIT's compiler, over all blocks")
                .contains("NYI: <bytecode> FNEW at kong/router.lua:12");
        assertThat(section("perf")).doesNotContain("What LuaJIT was doing");
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    private Map<String, String> graphs() {
        return report.assets().entrySet().stream()
                .filter(asset -> asset.getKey().startsWith("kong-perf/flame/"))
                .collect(Collectors.toMap(Map.Entry::getKey, asset -> new String(asset.getValue(), UTF_8)));
    }

    private Page cpu() {
        return page(CPU);
    }

    private Page page(String path) {
        return report.pages().stream()
                .filter(page -> page.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private String section(String profiler) throws Exception {
        return elements("section").stream()
                .filter(section -> section.getAttribute("id").equals("kp-profiler-" + profiler))
                .findFirst()
                .orElseThrow()
                .getTextContent()
                .replace('\u00a0', ' ');
    }

    private List<Element> elements(String name) throws Exception {
        NodeList found = parsed().getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private Document parsed() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(cpu().bodyHtml())));
    }
}
