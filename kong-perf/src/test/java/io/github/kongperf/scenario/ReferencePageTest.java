package io.github.kongperf.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the guide says about scenario files is true. */
class ReferencePageTest {

    private static final Path PAGE = Path.of("../src/site/markdown/scenario-reference.md");
    private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TEMPLATE = Pattern.compile("```\\n(_format_version.*?)```", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("[a-z-]+\\.kong\\.yaml\\.ftl");

    @TempDir
    Path folder;

    @Test
    void itsExamplesAreReadWithoutProblems() throws IOException {
        String page = Files.readString(PAGE);
        List<String> examples = groups(YAML, page);
        Path perf = Files.createDirectories(folder.resolve("src/perf"));
        Files.createDirectory(folder.resolve("src/my-plugin"));
        for (int i = 0; i < examples.size(); i++) {
            Files.writeString(perf.resolve(i + ".yaml"), examples.get(i));
            for (MatchResult file : FILE.matcher(examples.get(i)).results().toList()) {
                Files.writeString(
                        perf.resolve(file.group()), groups(TEMPLATE, page).get(0));
            }
        }

        Reading reading = new ScenarioReader(folder).read(List.of(perf));

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.scenarios()).hasSize(2);
    }

    @Test
    void itsFirstExampleRunsInTheEmbeddedDriver() throws IOException {
        String page = Files.readString(PAGE);
        Files.writeString(
                folder.resolve("smallest.kong.yaml.ftl"), groups(TEMPLATE, page).get(0));
        ScenarioFile smallest = TestFiles.scenario(folder, groups(YAML, page).get(0));

        assertThat(Abilities.of("embedded").missing(smallest)).isEmpty();
    }

    @Test
    void itHasEveryKeyAndChoiceOfTheSchema() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(names(new ScenarioSchema().tree()).filter(name -> !page.contains(name)))
                .isEmpty();
    }

    @Test
    void itNamesTheSchema() throws IOException {
        String id = new ScenarioSchema().tree().path("$id").asString();

        assertThat(Files.readString(PAGE)).contains("# yaml-language-server: $schema=" + id);
    }

    private static Stream<String> names(JsonNode schema) {
        Stream<String> own = Stream.concat(
                schema.path("properties").propertyNames().stream(),
                schema.path("enum").valueStream().map(JsonNode::asString));
        return Stream.concat(own, schema.valueStream().flatMap(ReferencePageTest::names));
    }

    private static List<String> groups(Pattern pattern, String page) {
        return pattern.matcher(page).results().map(match -> match.group(1)).toList();
    }
}
