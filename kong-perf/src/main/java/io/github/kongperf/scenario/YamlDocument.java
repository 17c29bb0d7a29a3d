package io.github.kongperf.scenario;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A YAML file as a tree that knows where each key stands.
 *
 * @param file as users are shown it
 * @param root a missing node if the text could not be read
 * @param positions by JSON pointer: of each key, and of each element of a list
 * @param written by JSON pointer: each scalar as it stands in the file, so that {@code 3.10} is not 3.1
 * @param unresolved pointers of aliases: their values are not known
 * @param problems what is wrong with it as YAML
 */
record YamlDocument(
        Path file,
        JsonNode root,
        Map<String, Position> positions,
        Map<String, String> written,
        Set<String> unresolved,
        List<Problem> problems) {

    static YamlDocument parse(Path file, String text) {
        return new YamlParsing(file, text).document();
    }

    /** A message may quote what stands in the file, but stays one line. */
    Problem problem(String pointer, String message) {
        return ScenarioFile.problem(file, positions, pointer, message.replaceAll("\\p{Cntrl}+", "�"));
    }

    JsonNode at(String pointer) {
        return root.at(pointer);
    }

    String text(String pointer) {
        return written.getOrDefault(pointer, "");
    }

    static String child(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
