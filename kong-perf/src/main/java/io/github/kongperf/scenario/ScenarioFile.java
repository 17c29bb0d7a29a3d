package io.github.kongperf.scenario;

import java.nio.file.Path;
import java.util.Map;

/**
 * A scenario, and where each of its keys stands, so that whoever finds fault with one can point at it.
 *
 * @param positions by JSON pointer, such as {@code /kong/config/pg_timeout}; has every key that the user wrote
 */
public record ScenarioFile(Path file, Scenario scenario, Map<String, Position> positions) {
    public ScenarioFile {
        positions = Map.copyOf(positions);
    }

    /** A problem with the key at {@code pointer}, or with its nearest parent if the user did not write it. */
    public Problem problem(String pointer, String message) {
        return problem(file, positions, pointer, message);
    }

    static Problem problem(Path file, Map<String, Position> positions, String pointer, String message) {
        String at = pointer;
        while (!at.isEmpty() && !positions.containsKey(at)) {
            at = at.substring(0, at.lastIndexOf('/'));
        }
        return new Problem(positions.getOrDefault(at, new Position(file, 1, 1)), dotted(pointer), message);
    }

    static String dotted(String pointer) {
        StringBuilder key = new StringBuilder();
        for (String step : pointer.split("/", -1)) {
            if (step.isEmpty()) {
                continue;
            }
            String name = step.replace("~1", "/").replace("~0", "~");
            if (name.chars().allMatch(Character::isDigit)) {
                key.append('[').append(name).append(']');
            } else {
                key.append(key.isEmpty() ? "" : ".").append(name);
            }
        }
        return key.toString();
    }
}
