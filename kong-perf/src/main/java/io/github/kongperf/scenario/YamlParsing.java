package io.github.kongperf.scenario;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;

/**
 * Reads one text. The tree is built here from tokens, not by Jackson's mapper, because the mapper keeps no position of a
 * key, stops at the first duplicate, and takes an alias for text.
 */
final class YamlParsing {

    private static final String ANCHOR =
            "'%s' refers to another place, which is not resolved, so that each line means what it says "
                    + "(anchors &, aliases * and merge keys << alike); write the value out here";

    private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000_000_000_000_000L);

    private final Path file;
    private final List<String> lines;
    private final String text;
    private final Map<String, Position> positions = new HashMap<>();
    private final Map<String, String> written = new HashMap<>();
    private final Set<String> unresolved = new HashSet<>();
    private final List<Problem> problems = new ArrayList<>();

    YamlParsing(Path file, String text) {
        this.file = file;
        this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        this.lines = this.text.lines().toList();
    }

    YamlDocument document() {
        JsonNode root = MissingNode.getInstance();
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                problems.add(
                        new Problem(new Position(file, 1, 1), "", "is empty; write something into it, or remove it"));
            } else {
                JsonNode read = value(parser, "");
                if (parser.nextToken() == null) {
                    root = read;
                } else {
                    add(parser, "", "a second document begins here; put each into a file of its own");
                }
            }
        } catch (JacksonException failure) {
            problems.add(YamlSyntax.problem(file, failure));
        }
        return new YamlDocument(file, root, positions, written, unresolved, problems);
    }

    private JsonNode value(JsonParser parser, String at) {
        positions.putIfAbsent(at, position(parser));
        refuseAnchor(parser, at);
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return mapping(parser, at);
        }
        return token == JsonToken.START_ARRAY ? list(parser, at) : scalar(parser, token, at);
    }

    private ObjectNode mapping(JsonParser parser, String at) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            String child = YamlDocument.child(at, name);
            Position here = position(parser);
            @Nullable Position first = positions.putIfAbsent(child, here);
            if (first != null) {
                problems.add(at(
                        here, child, "stands here a second time, first in line %d; keep one".formatted(first.line())));
            }
            refuseAnchor(parser, child);
            entry(parser, node, name, first == null ? child : child + "/again", first == null);
        }
        return node;
    }

    private void entry(JsonParser parser, ObjectNode node, String name, String at, boolean first) {
        Position here = position(parser);
        int before = problems.size();
        parser.nextToken();
        JsonNode value = value(parser, at);
        if (name.equals("<<")) {
            if (problems.size() == before) { // an alias as its value has been refused already
                problems.add(at(here, at, ANCHOR.formatted(name)));
            }
        } else if (first) {
            node.set(name, value);
        }
    }

    private ArrayNode list(JsonParser parser, String at) {
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            node.add(value(parser, at + "/" + node.size()));
        }
        return node;
    }

    private JsonNode scalar(JsonParser parser, JsonToken token, String at) {
        String raw = token == JsonToken.VALUE_NULL ? "" : parser.getString();
        written.put(at, raw);
        return switch (token) {
            case VALUE_NULL -> JsonNodeFactory.instance.nullNode();
            case VALUE_TRUE -> JsonNodeFactory.instance.booleanNode(true);
            case VALUE_FALSE -> JsonNodeFactory.instance.booleanNode(false);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(raw);
            default -> JsonNodeFactory.instance.stringNode(raw);
        };
    }

    /** A number, or text if nothing here could use it: .inf, .nan, and what the validator can't hold in a long. */
    private static JsonNode number(String raw) {
        try {
            BigDecimal number = new BigDecimal(raw);
            return number.abs().compareTo(LARGEST) > 0
                    ? JsonNodeFactory.instance.stringNode(raw)
                    : JsonNodeFactory.instance.numberNode(number);
        } catch (NumberFormatException notFinite) {
            return JsonNodeFactory.instance.stringNode(raw);
        }
    }

    /** The parser reports neither the anchor of a scalar nor an alias's own, but both begin with their sign. */
    private void refuseAnchor(JsonParser parser, String at) {
        Position here = position(parser);
        String line = here.line() <= lines.size() ? lines.get(here.line() - 1) : "";
        int before = Math.min(here.column() - 1, line.codePointCount(0, line.length())); // columns are code points
        String rest = line.substring(line.offsetByCodePoints(0, before));
        if (rest.startsWith("*")) {
            unresolved.add(at);
        }
        if (rest.startsWith("&") || rest.startsWith("*")) {
            problems.add(at(here, at, ANCHOR.formatted(rest.split("[\\s,\\]}]", 2)[0])));
        }
    }

    private void add(JsonParser parser, String at, String message) {
        problems.add(at(position(parser), at, message));
    }

    private Problem at(Position here, String pointer, String message) {
        return new Problem(here, ScenarioFile.dotted(pointer), message);
    }

    private Position position(JsonParser parser) {
        TokenStreamLocation location = parser.currentTokenLocation();
        return new Position(file, location.getLineNr(), location.getColumnNr());
    }
}
