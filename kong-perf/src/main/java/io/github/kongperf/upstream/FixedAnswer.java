package io.github.kongperf.upstream;

import io.github.kongperf.scenario.Upstream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A {@link Upstream.Respond} in nginx' language. Texts are values of {@code geo} variables, since nothing else in a
 * configuration can hold a {@code $} that begins no variable.
 *
 * @param texts directives of the {@code http} block
 * @param server directives of the {@code server} block
 */
record FixedAnswer(String texts, String server) {

    /** nginx reads at most 4096 bytes of configuration as one word; every byte may need a backslash. */
    private static final int LONGEST_WORD = 1900;

    private static final int MOST_WORDS = 600;

    /** With these codes, nginx takes a text for an address, or closes the connection. */
    private static final Set<Integer> SPECIAL = Set.of(301, 302, 303, 307, 308, 444);

    /** What nginx writes itself, whatever it is told. */
    private static final Set<String> OF_NGINX = lowerCase(
            "Connection", "Content-Length", "Date", "Keep-Alive", "Server", "Trailer", "Transfer-Encoding", "Upgrade");

    /** @throws IllegalArgumentException if nginx can't answer so */
    static FixedAnswer of(Upstream.Respond respond) {
        StringBuilder texts = new StringBuilder();
        StringBuilder body = new StringBuilder();
        List<String> pieces = pieces(respond.body());
        for (int i = 0; i < pieces.size(); i++) {
            texts.append("geo $b%d { default %s; }%n".formatted(i, quoted(pieces.get(i))));
            body.append("$b").append(i);
        }
        StringBuilder server = new StringBuilder(head(respond, texts));
        server.append(location(
                respond, "return %d %s;".formatted(SPECIAL.contains(respond.status()) ? 200 : respond.status(), body)));
        return new FixedAnswer(texts.toString(), server.toString());
    }

    /** What needs Lua. */
    static boolean needsLua(Upstream.Respond respond) {
        return !respond.delay().isZero();
    }

    private static String head(Upstream.Respond respond, StringBuilder texts) {
        StringBuilder head = new StringBuilder();
        String type = respond.body().isEmpty() ? "" : "text/plain";
        int number = 0;
        for (Map.Entry<String, String> header : respond.headers().entrySet()) {
            String name = header.getKey();
            check(name, header.getValue());
            if (name.equalsIgnoreCase("Content-Type")) {
                type = header.getValue();
            } else {
                texts.append("geo $h%d { default %s; }%n".formatted(number, quoted(header.getValue())));
                head.append("add_header %s $h%d always;%n".formatted(quoted(name), number));
                number++;
            }
        }
        return head.append("types {}%ndefault_type %s;%n".formatted(quoted(type)))
                .toString();
    }

    private static void check(String name, String value) {
        if (!name.matches("[A-Za-z0-9!#%&'*+.^_`|~-]+")) {
            throw new IllegalArgumentException("upstream.respond.headers: '%s' is no name of a header".formatted(name));
        }
        if (OF_NGINX.contains(lower(name))) {
            throw new IllegalArgumentException(
                    "upstream.respond.headers: %s: nginx writes this header itself; remove it".formatted(name));
        }
        if (value.isBlank() || value.chars().anyMatch(c -> c == '\r' || c == '\n')) {
            throw new IllegalArgumentException(
                    "upstream.respond.headers: %s: nginx sends only values of one line that are not blank"
                            .formatted(name));
        }
    }

    private static String location(Upstream.Respond respond, String answer) {
        StringBuilder locations = new StringBuilder();
        String first = answer;
        if (SPECIAL.contains(respond.status())) {
            first = "error_page 418 =%d @answer; return 418;".formatted(respond.status());
            locations.append("location @answer { %s }%n".formatted(answer));
        }
        if (needsLua(respond)) {
            locations.append("location @late { %s }%n".formatted(first));
            first = "content_by_lua_block { ngx.sleep(%s) ngx.exec('@late') }".formatted(seconds(respond.delay()));
        }
        return locations.append("location / { %s }%n".formatted(first)).toString();
    }

    private static String seconds(Duration delay) {
        if (delay.toNanos() % 1_000_000 != 0) {
            throw new IllegalArgumentException("upstream.respond.delay: %s µs: nginx waits for whole milliseconds only"
                    .formatted(delay.toNanos() / 1000));
        }
        return "%d.%03d".formatted(delay.toSeconds(), delay.toMillisPart());
    }

    /** At least one, so that nginx never falls back on a page of its own. */
    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        int bytes = 0;
        int[] points = text.codePoints().toArray();
        for (int point : points) {
            String character = Character.toString(point);
            int more = character.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + more > LONGEST_WORD) {
                pieces.add(piece.toString());
                piece.setLength(0);
                bytes = 0;
            }
            piece.append(character);
            bytes += more;
        }
        pieces.add(piece.toString());
        if (pieces.size() > MOST_WORDS) {
            throw new IllegalArgumentException(
                    "upstream.respond.body: more than %d bytes; put it in a file and name that in upstream.nginx"
                            .formatted(LONGEST_WORD * MOST_WORDS));
        }
        return pieces;
    }

    /** As one word of a configuration. */
    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String lower(String name) {
        return name.toLowerCase(java.util.Locale.ROOT);
    }

    private static Set<String> lowerCase(String... names) {
        Set<String> all = new TreeSet<>();
        for (String name : names) {
            all.add(lower(name));
        }
        return all;
    }
}
