package io.github.kongperf.scenario;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The nginx snippets that need no nginx: {@code location [=] <path> { return <status> ["<text>"]; }}, any number of them. */
public final class TrivialNginx {

    private static final Pattern TOKEN = Pattern.compile(
            "\\s+|#[^\\n]*|(?<mark>[{};])|\"(?<double>[^\"\\\\]*)\"|'(?<single>[^'\\\\]*)'|(?<word>[^\\s{};\"'#\\\\]+)");
    private static final Pattern STATUS = Pattern.compile("[1-5][0-9][0-9]");
    /** nginx takes the text of a redirect as its address, and closes the connection on 444. */
    private static final List<String> SPECIAL = List.of("301", "302", "303", "307", "308", "444");

    private final Deque<String> tokens;

    private TrivialNginx(Deque<String> tokens) {
        this.tokens = tokens;
    }

    /**
     * One answer of the upstream.
     *
     * @param exact whether the path must be equal, or else only begin so
     * @param body empty: none
     */
    public record Location(String path, boolean exact, int status, String body) {}

    /** The locations of {@code snippet} in its order; empty if it has anything else, which takes a real nginx. */
    public static Optional<List<Location>> parse(String snippet) {
        return tokens(snippet).flatMap(tokens -> new TrivialNginx(tokens).locations());
    }

    private static Optional<Deque<String>> tokens(String snippet) {
        Deque<String> tokens = new ArrayDeque<>();
        Matcher matcher = TOKEN.matcher(snippet);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            end = matcher.end();
            for (String group : List.of("mark", "double", "single", "word")) {
                if (matcher.group(group) != null) {
                    tokens.add((group.equals("mark") ? "" : " ") + matcher.group(group)); // "{" quoted is no mark
                }
            }
        }
        return end == snippet.length() ? Optional.of(tokens) : Optional.empty();
    }

    private Optional<List<Location>> locations() {
        List<Location> locations = new ArrayList<>();
        while (!tokens.isEmpty()) {
            Optional<Location> location = location();
            if (location.isEmpty()) {
                return Optional.empty();
            }
            locations.add(location.get());
        }
        return locations.isEmpty() ? Optional.empty() : Optional.of(locations);
    }

    private Optional<Location> location() {
        if (!next(" location")) {
            return Optional.empty();
        }
        boolean exact = next(" =");
        String path = text();
        if (!path.startsWith("/") || !next("{") || !next(" return")) {
            return Optional.empty();
        }
        String status = text();
        String body = text();
        boolean plain = STATUS.matcher(status).matches() && !SPECIAL.contains(status) && !body.contains("$");
        return plain && next(";") && next("}")
                ? Optional.of(new Location(path, exact, Integer.parseInt(status), body))
                : Optional.empty();
    }

    private boolean next(String token) {
        if (token.equals(tokens.peek())) {
            tokens.remove();
            return true;
        }
        return false;
    }

    /** The next token if it is a word or quoted, else empty text. */
    private String text() {
        String token = tokens.peek();
        return token == null || !token.startsWith(" ") ? "" : tokens.remove().substring(1);
    }
}
