package io.github.kongperf.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever stands in the place of a value, reading ends in a scenario or in problems with words of ours, never in an exception. */
class MutilatedScenarioTest {

    private static final String INSTEAD = """
            [ null, -1, 1e300, true, "", "a\\n\\0${", "9999999999999s", [ null ], { a: 1 } ]
            """;

    @TempDir
    Path folder;

    @Test
    void endsInWords() throws IOException {
        SchemaTest.copy(TestFiles.RESOURCES.resolve("full"), folder);
        JsonNode root = parse(Files.readString(folder.resolve("full.yaml")));
        TreeSet<String> messages = new TreeSet<>();
        for (String pointer : pointers(root, "")) {
            for (JsonNode instead : parse(INSTEAD)) {
                Reading reading = TestFiles.readText(
                        folder, replaced(root, pointer, instead).toString());
                assertThat(reading.scenarios().size() == 1)
                        .isEqualTo(reading.problems().isEmpty());
                reading.problems().forEach(problem -> messages.add(problem.message()));
            }
        }

        assertThat(messages)
                .hasSizeGreaterThan(60)
                .allSatisfy(message -> assertThat(message)
                        .doesNotContain("null", "regex", "schema", "must be valid", "not as it must be", "Exception")
                        .doesNotContainPattern("\\p{Cntrl}"));
    }

    private static JsonNode parse(String yaml) {
        return YamlDocument.parse(Path.of("s.yaml"), yaml).root();
    }

    private static JsonNode replaced(JsonNode root, String pointer, JsonNode instead) {
        JsonNode copy = root.deepCopy();
        JsonNode parent = copy.at(pointer.substring(0, pointer.lastIndexOf('/')));
        String last = pointer.substring(pointer.lastIndexOf('/') + 1);
        if (parent instanceof ObjectNode mapping) {
            mapping.set(last, instead);
        } else if (parent instanceof ArrayNode list) {
            list.set(Integer.parseInt(last), instead);
        }
        return copy;
    }

    private static List<String> pointers(JsonNode node, String at) {
        List<String> pointers = new ArrayList<>();
        node.properties().forEach(entry -> {
            String child = YamlDocument.child(at, entry.getKey());
            pointers.add(child);
            pointers.addAll(pointers(entry.getValue(), child));
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            pointers.add(at + "/" + i);
            pointers.addAll(pointers(node.get(i), at + "/" + i));
        }
        return pointers;
    }
}
