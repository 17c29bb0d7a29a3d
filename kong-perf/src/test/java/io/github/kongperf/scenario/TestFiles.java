package io.github.kongperf.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The scenario files that tests read, and small ones that they write. */
final class TestFiles {

    static final Path RESOURCES = Path.of("src/test/resources/scenario").toAbsolutePath();

    private TestFiles() {}

    static Reading read(String name) {
        return new ScenarioReader(RESOURCES).read(List.of(RESOURCES.resolve(name)));
    }

    /** What is read from a file {@code s.yaml} with {@code yaml} in it. */
    static Reading readText(Path folder, String yaml) throws IOException {
        Files.writeString(folder.resolve("s.yaml"), yaml);
        return new ScenarioReader(folder).read(List.of(folder.resolve("s.yaml")));
    }

    static ScenarioFile scenario(Path folder, String yaml) throws IOException {
        Reading reading = readText(folder, yaml);
        assertThat(reading.problems()).isEmpty();
        return reading.scenarios().get(0);
    }

    static List<String> problems(Path folder, String yaml) throws IOException {
        return readText(folder, yaml).problems().stream().map(Problem::toString).toList();
    }

    static String lines(List<Problem> problems) {
        return problems.stream().map(problem -> problem + "\n").collect(Collectors.joining());
    }

    /** Compares with a golden file, or rewrites it with {@code -Dgolden.update}. */
    static void assertGolden(String name, String actual) throws IOException {
        Path golden = RESOURCES.resolve(name);
        if (System.getProperty("golden.update") != null) {
            Files.writeString(golden, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(golden));
    }
}
