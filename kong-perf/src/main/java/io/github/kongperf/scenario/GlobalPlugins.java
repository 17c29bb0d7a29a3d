package io.github.kongperf.scenario;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts plugins without route and service, before all others, into a declarative file. What else is in it stays as it was
 * written, for Kong may read a {@code yes} or a {@code 0x10} in another way than we do.
 */
final class GlobalPlugins {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String KEY = "plugins";
    /** Between lines; their ends stay with them. */
    private static final Pattern LINE = Pattern.compile("(?<=\n)");

    private static final Path NO_FILE = Path.of("entities");

    private final List<String> written;

    /** @param plugins configurations by name */
    GlobalPlugins(Map<String, Map<String, Object>> plugins) {
        written = plugins.entrySet().stream()
                .map(plugin -> JSON.writeValueAsString(entity(plugin.getKey(), plugin.getValue())))
                .toList();
    }

    /** With an id of its own: one that Kong makes up may be that of another plugin that is in the database already. */
    private static Map<String, Object> entity(String name, Map<String, Object> config) {
        Map<String, Object> entity = new LinkedHashMap<>();
        entity.put(
                "id",
                UUID.nameUUIDFromBytes(("kong-perf everywhere " + name).getBytes(StandardCharsets.UTF_8))
                        .toString());
        entity.put("name", name);
        entity.put("config", config);
        return entity;
    }

    /** A file with nothing else. */
    Entities alone(String formatVersion) {
        String text = "_format_version: \"%s\"\n".formatted(formatVersion) + block();
        return new Entities(text, YamlDocument.parse(NO_FILE, text).root());
    }

    Entities in(Entities entities) {
        JsonNode wanted = wanted(entities.root());
        Optional<String> changed =
                entities.root().has(KEY) ? inserted(entities.text()) : Optional.of(appended(entities.text()));
        // A file in brackets, say, can't be added to like that.
        String text = changed.filter(whole -> says(whole, wanted)).orElseGet(() -> JSON.writeValueAsString(wanted));
        return new Entities(text, wanted);
    }

    private static boolean says(String text, JsonNode wanted) {
        YamlDocument document = YamlDocument.parse(NO_FILE, text);
        return document.problems().isEmpty() && document.root().equals(wanted);
    }

    private JsonNode wanted(JsonNode root) {
        ObjectNode all = ((ObjectNode) root).deepCopy();
        ArrayNode plugins =
                (ArrayNode) YamlDocument.parse(NO_FILE, block()).root().path(KEY);
        root.path(KEY).forEach(plugins::add);
        all.set(KEY, plugins);
        return all;
    }

    private String block() {
        StringBuilder text = new StringBuilder(KEY).append(":\n");
        written.forEach(plugin -> text.append("- ").append(plugin).append('\n'));
        return text.toString();
    }

    private String appended(String text) {
        return text + (text.endsWith("\n") ? "" : "\n") + block();
    }

    /** Before the first of the plugins, in the style in which they are written; empty if there is none. */
    private Optional<String> inserted(String text) {
        Position first = YamlDocument.parse(NO_FILE, text).positions().get("/%s/0".formatted(KEY));
        List<String> lines = LINE.splitAsStream(text).toList();
        if (first == null || first.line() > lines.size()) {
            return Optional.empty();
        }
        String line = lines.get(first.line() - 1);
        int at = line.offsetByCodePoints(0, Math.min(first.column() - 1, line.codePointCount(0, line.length())));
        String before = line.substring(0, at);
        // In a block each has a line, and begins as the first does; in brackets they go on after a comma.
        String between = before.strip().equals("-") ? "\n" + before : ", ";
        String changed = before + String.join(between, written) + between + line.substring(at);
        return Optional.of(Stream.of(
                        lines.subList(0, first.line() - 1).stream(),
                        Stream.of(changed),
                        lines.subList(first.line(), lines.size()).stream())
                .flatMap(Function.identity())
                .collect(Collectors.joining()));
    }
}
