package io.github.kongperf.scenario;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/** Says in our words why a text is no YAML. */
final class YamlSyntax {

    private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");
    private static final Map<String, String> WORDS = words();

    private YamlSyntax() {}

    static Problem problem(Path file, JacksonException failure) {
        String raw = failure.getOriginalMessage();
        String message = WORDS.entrySet().stream()
                .filter(entry -> raw.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> "is no YAML (%s); correct this line or the one above".formatted(lastSentence(raw)));
        return new Problem(place(file, failure, raw), "", message);
    }

    /** The parser's message names the place where reading began and then the one where it failed; Jackson's own location is the former. */
    private static Position place(Path file, JacksonException failure, String raw) {
        Position place = new Position(
                file,
                Math.max(1, failure.getLocation().getLineNr()),
                Math.max(1, failure.getLocation().getColumnNr()));
        Matcher matcher = PLACE.matcher(raw);
        boolean open = raw.contains("unexpected end of stream");
        while (matcher.find()) {
            place = new Position(file, Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
            if (open) { // what was never closed is where it was opened
                break;
            }
        }
        return place;
    }

    private static String lastSentence(String raw) {
        String sentence = "unreadable";
        for (String line : raw.split("\n", -1)) {
            if (!line.isBlank() && !line.startsWith(" ")) {
                sentence = line.strip();
            }
        }
        return sentence;
    }

    private static Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("(TAB)", "a tab can't indent; use spaces");
        words.put("cannot start any token", "a text can't begin with this character; put it in quotes");
        words.put(
                "mapping values are not allowed",
                "a ':' can't stand here; put the text in quotes, or align this line with the keys above");
        words.put("unexpected end of stream", "a quote is opened here and never closed; close it");
        words.put("could not find expected ':'", "a key has no ':'; add one, or align the line with the text above");
        words.put(
                "expected <block end>",
                "this line is indented neither like the one above nor like its parent; align it");
        words.put("expected ',' or ']'", "a list is not closed by ']', or an entry lacks its ','; add it");
        words.put("expected ',' or '}'", "a mapping is not closed by '}', or an entry lacks its ','; add it");
        words.put("special characters are not allowed", "has a control character; remove it");
        words.put(
                "Expected a property name",
                "a key must be text; write it as 'key: value', without an alias or a list as key");
        return words;
    }
}
