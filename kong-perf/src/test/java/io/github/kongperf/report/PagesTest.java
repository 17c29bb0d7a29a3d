package io.github.kongperf.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.Comparison;
import io.github.kongperf.result.Run;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What holds of all pages, whatever they show. */
class PagesTest {

    private static final Report EVERY_KIND = ReportTest.report(Fixture.everyKind(), Fixture.logs());

    static Stream<Report> reports() {
        return Stream.of(
                EVERY_KIND,
                ReportTest.aggregate(),
                ReportTest.report(Fixture.empty(), LogSource.none()),
                ReportTest.profiled(),
                ReportTest.report(Fixture.hostile("<script>alert(1)</script>"), LogSource.none()));
    }

    @ParameterizedTest
    @MethodSource("reports")
    void linksOnlyToWhatIsThere(Report report) throws Exception {
        Map<String, Set<String>> anchors = new HashMap<>();
        for (Page page : report.pages()) {
            anchors.put(page.path(), idsOf(page));
        }
        report.assets().keySet().forEach(path -> anchors.put(path, Set.of()));
        for (Page page : report.pages()) {
            for (String href : attributes(parsed(page), "href")) {
                String file = href.startsWith("#") ? page.path() : resolved(page.path(), href.replaceAll("#.*", ""));
                assertThat(anchors).as(href).containsKey(file);
                if (href.contains("#")) {
                    assertThat(anchors.get(file)).contains(href.replaceAll(".*#", ""));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("reports")
    void fetchesNothingFromElsewhere(Report report) {
        Templates templates = new Templates();
        for (Page page : report.pages()) {
            assertThat(StandaloneSite.inShell(page, report.names(), templates))
                    .doesNotContainPattern("(src|href|xmlns|action|data)\\s*=\\s*[\"']?(\\w+:)?//")
                    .doesNotContain("@import", "javascript:");
        }
        report.assets().forEach((path, bytes) -> {
            String text = new String(bytes, StandardCharsets.UTF_8);
            assertThat(text).as(path).doesNotContain("@import", "url(");
            if (path.endsWith(".html")) {
                // A graph names its origin, and whatever it might ask for is forbidden.
                assertThat(text).as(path).contains("default-src 'none'").doesNotContainPattern("\\ssrc\\s*=");
            } else {
                assertThat(text).as(path).doesNotContain("://");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("reports")
    void beginsWithASectionAndItsHeading(Report report) {
        for (Page page : report.pages()) {
            assertThat(page.bodyHtml()).matches("(?s)\\s*<section[^>]*>\\s*<h1>.*");
        }
    }

    @ParameterizedTest
    @MethodSource("reports")
    void ownsAllItsNames(Report report) throws Exception {
        for (Page page : report.pages()) {
            Document document = parsed(page);
            assertThat(attributes(document, "id")).allMatch(id -> id.startsWith("kp-"));
            assertThat(attributes(document, "class"))
                    .allSatisfy(classes -> assertThat(classes.split(" ")).allMatch(cls -> cls.startsWith("kp-")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "'quoted' & \"double\"",
                "$relativePath/x",
                "${7*7} <#if true>",
                "../../etc/passwd"
            })
    void showsWhateverIsCalledSo(String name) throws Exception {
        Report report = ReportTest.report(Fixture.hostile(name), run -> List.of(name));
        for (Page page : report.pages()) {
            assertThat(page.bodyHtml()).doesNotContain("<script", "<img", "$relativePath");
            assertThat(parsed(page).getDocumentElement().getTextContent())
                    .as(page.path())
                    .contains(name);
            assertThat(page.path()).matches("(kong-perf/)?[a-z0-9_.-]+\\.html");
        }
    }

    @Test
    void saysOnEachPageThatItWasNotKong() {
        assertThat(EVERY_KIND.pages())
                .allSatisfy(page -> assertThat(page.bodyHtml())
                        .contains("not Kong: a plain reverse proxy inside the Maven JVM (Undertow 2.3)"));
        assertThat(ReportTest.report(Fixture.versions(), LogSource.none()).pages())
                .noneSatisfy(page -> assertThat(page.bodyHtml()).contains("not Kong"));
    }

    @Test
    void showsEachVerdictAndEachRunOnce() throws Exception {
        Comparison comparison = Fixture.everyKind();
        List<CaseResult> cases = comparison.cases();
        long verdicts =
                cases.stream().mapToLong(result -> result.pairs().size()).sum();
        assertThat(withClass(parsed(EVERY_KIND.pages().get(0)), "kp-verdict")).hasSize((int) verdicts);
        List<Element> rows = new ArrayList<>();
        for (Page page : EVERY_KIND.pages().subList(1, EVERY_KIND.pages().size())) {
            for (Element runs : withClass(parsed(page), "kp-runs")) {
                NodeList found = ((Element) runs.getElementsByTagName("tbody").item(0)).getElementsByTagName("tr");
                for (int i = 0; i < found.getLength(); i++) {
                    rows.add((Element) found.item(i));
                }
            }
        }
        assertThat(rows).hasSize((int) runs(cases).count());
        assertThat(rows.stream().filter(row -> row.getTextContent().contains("failed: ")))
                .hasSize((int)
                        runs(cases).filter(run -> run.measurement().isEmpty()).count());
    }

    @Test
    void drawsADotForEachMeasuredTrial() throws Exception {
        Comparison versions = Fixture.versions();
        Page page = ReportTest.report(versions, LogSource.none()).pages().get(1);
        Element figure = withClass(parsed(page), "kp-figure").get(0);
        assertThat(figure.getElementsByTagName("use").getLength())
                .isEqualTo((int) runs(versions.cases().subList(0, 1)).count());
    }

    @Test
    void namesTheTrialsThatHaveNoDot() {
        assertThat(EVERY_KIND.pages().get(1).bodyHtml()).contains("Missing: slowed in block 7.");
    }

    @Test
    void staysBelowTwoMegabytesForTheLargestScenario() {
        LogSource logs = run -> java.util.Collections.nCopies(300, "x".repeat(100));
        for (Page page : ReportTest.report(Fixture.large(), logs).pages()) {
            assertThat(page.bodyHtml().getBytes(StandardCharsets.UTF_8).length)
                    .as(page.path())
                    .isLessThan(2_000_000);
        }
    }

    @Test
    void givesTheSameBytesForTheSameResults() {
        assertThat(ReportTest.report(Fixture.everyKind(), Fixture.logs()).pages())
                .isEqualTo(EVERY_KIND.pages());
    }

    @Test
    void refusesATemplateThatDoesNotFitItsData() {
        assertThatThrownBy(() -> new Templates().render("index.ftlh", new Views.Link("", "")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("index.ftlh");
    }

    private static Stream<Run> runs(List<CaseResult> cases) {
        return cases.stream().flatMap(result -> result.subjects().stream()).flatMap(subject -> subject.runs().stream());
    }

    /** Fragments are well-formed XML, too: whatever isn't closed or escaped shows here. */
    private static Document parsed(Page page) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(page.bodyHtml())));
    }

    private static Set<String> idsOf(Page page) throws Exception {
        List<String> ids = attributes(parsed(page), "id");
        assertThat(ids).as(page.path()).doesNotHaveDuplicates();
        return new HashSet<>(ids);
    }

    private static List<String> attributes(Document document, String name) {
        return elements(document).stream()
                .filter(element -> element.hasAttribute(name))
                .map(element -> element.getAttribute(name))
                .toList();
    }

    private static List<Element> withClass(Document document, String cls) {
        return elements(document).stream()
                .filter(element ->
                        List.of(element.getAttribute("class").split(" ")).contains(cls))
                .toList();
    }

    private static List<Element> elements(Document document) {
        NodeList all = document.getElementsByTagName("*");
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < all.getLength(); i++) {
            elements.add((Element) all.item(i));
        }
        return elements;
    }

    private static String resolved(String from, String to) {
        return java.nio.file.Path.of("/" + from)
                .resolveSibling(to)
                .normalize()
                .toString()
                .substring(1);
    }
}
