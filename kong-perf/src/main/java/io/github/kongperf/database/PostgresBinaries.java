package io.github.kongperf.database;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Programs of one PostgreSQL.
 *
 * @param folder on the node, in which {@code initdb} and {@code postgres} are
 * @param version as PostgreSQL calls it: {@code 15.14}
 * @param embedded whether we brought them; else they are the node's own
 */
public record PostgresBinaries(String folder, String version, boolean embedded) {

    /** Before it, password_encryption is something else. */
    private static final int OLDEST = 10;

    private static final Pattern LINE =
            Pattern.compile("^(/.*) postgres \\(PostgreSQL\\) ((\\d+)(?:\\.(\\d+))?\\S*)(?: .*)?$", Pattern.MULTILINE);

    /** Where distributions put them; a glob matches nothing where there is none. */
    private static final String SEARCH = """
            own=$(command -v initdb) && own=$(dirname "$(readlink -f "$own")")
            for bin in "$own" "$(pg_config --bindir 2>/dev/null)" \\
                /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/lib*/postgresql*/bin /usr/lib*/pgsql*/bin \\
                /usr/libexec/postgresql* /usr/local/pgsql*/bin /opt/*/bin /opt/postgres*/*/bin /opt/pgsql*/*/bin; do
              [ -x "$bin/initdb" ] && [ -x "$bin/postgres" ] && echo "$bin $("$bin/postgres" --version)"
            done
            exit 0
            """;

    private static final String GIVEN = """
            [ -x "$1/initdb" ] && [ -x "$1/postgres" ] && echo "$1 $("$1/postgres" --version 2>&1)"
            exit 0
            """;

    /** @throws NodeFailed if there are none, with the ways to get them */
    public static PostgresBinaries find(Node node, PostgresSources sources) throws InterruptedException {
        if (!sources.onlyEmbedded()) {
            Optional<String> given = sources.folder();
            Command search = given.isPresent()
                    ? Command.of("sh", "-c", GIVEN, "sh", given.get())
                    : Command.of("sh", "-c", SEARCH);
            String text = node.run(search)
                    .orFail("looking for PostgreSQL on " + node.name())
                    .out();
            Optional<PostgresBinaries> newest = newest(text);
            if (newest.isPresent()) {
                return newest.get();
            }
            if (given.isPresent()) {
                throw new NodeFailed("%s on %s holds no initdb and postgres, version %d or later%s"
                        .formatted(given.get(), node.name(), OLDEST, text.isBlank() ? "" : "; found: " + text.strip()));
            }
        }
        String missing = sources.onlyEmbedded()
                ? "the PostgreSQL that Kong Perf brings along was asked for"
                : "there is no PostgreSQL, version %d or later, on %s; install it (Debian, Ubuntu: postgresql)"
                        .formatted(OLDEST, node.name());
        Path archive = sources.embedded().archive(missing);
        return embedded(node, EmbeddedArchive.unpack(archive, sources.cache()));
    }

    private static PostgresBinaries embedded(Node node, Path unpacked) throws InterruptedException {
        Command look =
                Command.of("sh", "-c", GIVEN, "sh", unpacked.resolve("bin").toString());
        String text = node.run(look).out();
        if (text.isBlank()) {
            // Not this machine.
            node.put(unpacked, unpacked.toString());
            text = node.run(look).orFail("looking at PostgreSQL in " + unpacked).out();
        }
        String said = text;
        return newest(text)
                .map(found -> new PostgresBinaries(found.folder(), found.version(), true))
                .orElseThrow(() -> new NodeFailed("the PostgreSQL in %s does not run on %s: %s"
                        .formatted(unpacked, node.name(), said.isBlank() ? "no program" : said.strip())));
    }

    /** @param text lines of a folder and what {@code postgres --version} says there */
    static Optional<PostgresBinaries> newest(String text) {
        record Candidate(PostgresBinaries binaries, int major, int minor) {}
        List<Candidate> candidates = new ArrayList<>();
        Matcher matcher = LINE.matcher(text);
        while (matcher.find()) {
            int minor = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
            candidates.add(new Candidate(
                    new PostgresBinaries(matcher.group(1), matcher.group(2), false),
                    Integer.parseInt(matcher.group(3)),
                    minor));
        }
        return candidates.stream()
                .filter(candidate -> candidate.major() >= OLDEST)
                .max(Comparator.comparingInt(Candidate::major).thenComparingInt(Candidate::minor))
                .map(Candidate::binaries);
    }

    /** 15 of {@code 15.14}. */
    public int major() {
        Matcher digits = Pattern.compile("^\\d+").matcher(version);
        if (!digits.find()) {
            throw new IllegalStateException("not a version of PostgreSQL: " + version);
        }
        return Integer.parseInt(digits.group());
    }
}
