package io.github.kongperf.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.driver.embedded.EmbeddedDriver;
import io.github.kongperf.scenario.Abilities;
import io.github.kongperf.scenario.Problem;
import io.github.kongperf.scenario.Reading;
import io.github.kongperf.scenario.ScenarioFile;
import io.github.kongperf.scenario.ScenarioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What README and guide say is true: their examples are run, their names exist, their links lead somewhere. */
class DocsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SITE = ROOT.resolve("src/site");
    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern FILE = Pattern.compile("[\\w-]+\\.kong\\.yaml(\\.ftl)?");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern PROPERTY = Pattern.compile("(?<![\\w./-])(?:-D)?kong-perf\\.(\\w+)");
    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+-SNAPSHOT");

    /** Pages whose scenarios need no Kong. */
    private static final Pattern EMBEDDED_TOO = Pattern.compile("getting-started|embedded-driver|load-generator");

    private static final PluginDescriptor PLUGIN =
            PluginDescriptor.read(Path.of("target/classes/META-INF/maven/plugin.xml"));

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> scenariosAreReadWithoutProblems() throws IOException {
        return pages().filter(page -> !blocks(page, "yaml").isEmpty())
                .map(page -> DynamicTest.dynamicTest(name(page), () -> {
                    Reading reading = scenarios(page);
                    assertThat(reading.problems()).isEmpty();
                    assertThat(reading.scenarios()).hasSameSizeAs(blocks(page, "yaml"));
                }));
    }

    @TestFactory
    Stream<DynamicTest> scenariosOfTheFirstPagesRunWithNothingInstalled() throws IOException {
        return pages().filter(page -> EMBEDDED_TOO.matcher(name(page)).find())
                .map(page -> DynamicTest.dynamicTest(name(page), () -> {
                    List<Problem> problems = new ArrayList<>();
                    for (ScenarioFile scenario : scenarios(page).scenarios()) {
                        problems.addAll(Abilities.of("embedded").missing(scenario));
                        problems.addAll(new EmbeddedDriver(Duration.ZERO).check(scenario));
                    }
                    assertThat(problems).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> piecesOfPomsNameOnlyWhatThePluginHas() throws IOException {
        return pages().filter(page -> !blocks(page, "xml").isEmpty())
                .map(page -> DynamicTest.dynamicTest(
                        name(page),
                        () -> assertThat(blocks(page, "xml"))
                                .allSatisfy(piece -> assertThat(
                                                PomPiece.parse(piece).faults(PLUGIN))
                                        .isEmpty())));
    }

    @Test
    void theJavaExampleIsTheStoryThatRuns() throws IOException {
        String story = Files.readString(Path.of("../it/java-api/src/test/java/SingleRouteTest.java")
                .toAbsolutePath()
                .normalize());
        List<String> examples =
                pages().flatMap(page -> blocks(page, "java").stream()).toList();
        assertThat(examples)
                .isNotEmpty()
                .allSatisfy(example -> assertThat(example.strip()).isEqualTo(story.strip()));
    }

    @Test
    void noticesWhatThePluginDoesNotHave() {
        String piece = """
                <project><properties><kong-perf.blockz>3</kong-perf.blockz></properties><build><plugins><plugin>
                <artifactId>kong-perf-maven-plugin</artifactId><version>9</version>
                <configuration><drivr>embedded</drivr></configuration>
                <executions><execution><goals><goal>runn</goal></goals></execution></executions>
                </plugin></plugins></build></project>
                """;

        assertThat(PomPiece.parse(piece).faults(PLUGIN))
                .containsExactlyInAnyOrder("property kong-perf.blockz", "parameter drivr", "goal runn", "version 9");
    }

    @TestFactory
    Stream<DynamicTest> propertiesThatAreMentionedExist() throws IOException {
        return pages().map(page -> DynamicTest.dynamicTest(name(page), () -> {
            Set<String> mentioned = new LinkedHashSet<>();
            PROPERTY.matcher(text(page)).results().forEach(match -> mentioned.add("kong-perf." + match.group(1)));
            mentioned.remove("kong-perf.html");
            assertThat(PLUGIN.properties()).containsAll(mentioned);
        }));
    }

    @TestFactory
    Stream<DynamicTest> eachGoalHasItsParametersInItsTable() {
        String page = text(SITE.resolve("markdown/goals.md"));
        return PLUGIN.goals().entrySet().stream()
                .map(goal -> DynamicTest.dynamicTest(
                        goal.getKey(),
                        () -> assertThat(rows(section(page, goal.getKey())))
                                .as("name, property and default of each parameter of kong-perf:%s", goal.getKey())
                                .isEqualTo(goal.getValue())));
    }

    @TestFactory
    Stream<DynamicTest> linksLeadSomewhere() throws IOException {
        return pages().map(page -> DynamicTest.dynamicTest(
                name(page),
                () -> assertThat(LINK.matcher(text(page)).results().map(match -> match.group(1)))
                        .filteredOn(link -> !link.startsWith("https://"))
                        .filteredOn(link -> !leads(page, link))
                        .isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> versionsAreThisOne() throws IOException {
        return pages().map(page -> DynamicTest.dynamicTest(
                name(page),
                () -> assertThat(VERSION.matcher(text(page)).results().map(MatchResult::group))
                        .allMatch(PLUGIN.version()::equals)));
    }

    @TestFactory
    Stream<DynamicTest> nothingIsLeftToFillIn() throws IOException {
        return pages().map(page -> DynamicTest.dynamicTest(
                name(page), () -> assertThat(text(page)).doesNotContainPattern("(?m)^[A-Z][A-Z-]{3,}$")));
    }

    @Test
    void theMenuHasEachPageOnce() throws IOException {
        String menu = text(SITE.resolve("site.xml"));
        List<String> items = Pattern.compile("<item [^>]*href=\"([\\w-]+)\\.html\"")
                .matcher(menu)
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(items)
                .containsExactlyInAnyOrderElementsOf(pages().filter(page -> page.startsWith(SITE))
                        .map(page -> name(page).replaceFirst("\\.md$", ""))
                        .toList());
    }

    /** All pages in Markdown. */
    private static Stream<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CHANGELOG.md")));
        try (Stream<Path> guide = Files.list(SITE.resolve("markdown"))) {
            guide.sorted().forEach(pages::add);
        }
        return pages.stream();
    }

    private static String name(Path page) {
        return String.valueOf(page.getFileName());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> blocks(Path page, String language) {
        return BLOCK.matcher(text(page))
                .results()
                .filter(match -> match.group(1).equals(language))
                .map(match -> match.group(2))
                .toList();
    }

    /** Reads the page's scenarios. Whatever entities they name is what the page shows as an example of entities. */
    private Reading scenarios(Path page) throws IOException {
        String entities = blocks(page, "").stream()
                .filter(block -> block.startsWith("_format_version"))
                .findFirst()
                .orElse("_format_version: \"3.0\"\n");
        Path perf = Files.createDirectories(folder.resolve(name(page)).resolve("src/perf"));
        Files.createDirectories(perf.resolveSibling("my-plugin"));
        List<String> scenarios = blocks(page, "yaml");
        for (int i = 0; i < scenarios.size(); i++) {
            Files.writeString(perf.resolve(i + ".yaml"), scenarios.get(i));
            for (MatchResult file : FILE.matcher(scenarios.get(i)).results().toList()) {
                Files.writeString(perf.resolve(file.group()), entities);
            }
        }
        return new ScenarioReader(folder).read(List.of(perf));
    }

    private static String section(String page, String goal) {
        String begin = "\n## " + goal + "\n";
        assertThat(page).contains(begin);
        String rest = page.substring(page.indexOf(begin) + begin.length());
        int end = rest.indexOf("\n## ");
        return end < 0 ? rest : rest.substring(0, end);
    }

    /** What a section's table says of each parameter: property, and default where the plugin has one of its own. */
    private static Map<String, PluginDescriptor.Parameter> rows(String section) {
        Map<String, PluginDescriptor.Parameter> rows = new TreeMap<>();
        Pattern.compile("^\\| `(\\w+)` \\| `([\\w.-]+)` \\| (.*?) \\|", Pattern.MULTILINE)
                .matcher(section)
                .results()
                .forEach(row -> rows.put(
                        row.group(1),
                        new PluginDescriptor.Parameter(row.group(2), PluginDescriptor.onlyDefault(row.group(3)))));
        return rows;
    }

    private static boolean leads(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? page
                : String.valueOf(page.getParent()).startsWith(SITE.toString()) && parts[0].startsWith("images/")
                        ? SITE.resolve("resources").resolve(parts[0])
                        : page.resolveSibling(parts[0]);
        if (!Files.exists(target)) {
            return false;
        }
        // Only headings of one small word have the same anchor on GitHub and in the site.
        return parts.length == 1
                || text(target).lines().collect(Collectors.toSet()).contains("## " + parts[1]);
    }
}
