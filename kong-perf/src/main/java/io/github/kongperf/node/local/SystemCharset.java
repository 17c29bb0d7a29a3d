package io.github.kongperf.node.local;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How this JVM writes arguments and variables of a process. Where no locale is set, it knows ASCII only and would replace
 * everything else by question marks; then a shell writes them.
 */
record SystemCharset(Charset charset) {

    static final SystemCharset OWN = new SystemCharset(Charset.forName(
            System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name())));

    /** Turns its variables, which the first argument names, and its other arguments back, and becomes the command. */
    private static final String DECODE = """
            for name in $1; do
                eval "value=\\$(printf '%bx' \\"\\$$name\\")"
                eval "$name=\\${value%x}"
            done
            unset name
            shift
            for word do
                shift
                value=$(printf '%bx' "$word")
                set -- "$@" "${value%x}"
            done
            unset word value
            exec "$@"
            """;

    /** With just these words and variables. */
    ProcessBuilder builder(List<String> words, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(words);
        Map<String, String> variables = builder.environment();
        variables.clear();
        variables.putAll(environment);
        if (charset.equals(StandardCharsets.UTF_8)
                || Stream.concat(words.stream(), environment.values().stream()).allMatch(SystemCharset::plain)) {
            return builder;
        }
        List<String> coded = environment.entrySet().stream()
                .filter(variable -> !plain(variable.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        for (String name : coded) {
            variables.computeIfPresent(name, (key, value) -> encode(value));
        }
        List<String> all = new ArrayList<>(List.of("sh", "-c", DECODE, "kong-perf-decode", String.join(" ", coded)));
        words.forEach(word -> all.add(encode(word)));
        return builder.command(all);
    }

    private static boolean plain(String text) {
        return text.chars().allMatch(letter -> letter < 0x80);
    }

    private static String encode(String text) {
        StringBuilder coded = new StringBuilder();
        for (byte letter : text.getBytes(StandardCharsets.UTF_8)) {
            if (letter < 0 || letter == '\\') {
                coded.append("\\0%03o".formatted(letter & 0xff));
            } else {
                coded.append((char) letter);
            }
        }
        return coded.toString();
    }
}
