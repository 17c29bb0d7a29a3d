package io.github.kongperf.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dump as {@code pg_dump} writes it.
 *
 * @param plain whether it is text for psql, or else something for pg_restore
 * @param roles that it names, such as the owner of its tables; only of text
 */
record DumpFile(Path file, boolean plain, Set<String> roles) {

    private static final Pattern ROLE =
            Pattern.compile("^(?:ALTER .* OWNER TO|GRANT .* TO|REVOKE .* FROM) (?:\"((?:[^\"]|\"\")+)\"|(\\w+));$");

    private static final int TAR_MAGIC = 257;

    static DumpFile read(Path file) {
        try {
            boolean plain = Files.isRegularFile(file) && !archive(file);
            return new DumpFile(file, plain, plain ? roles(file) : Set.of());
        } catch (IOException e) {
            throw Dumps.unreadable(file, e);
        }
    }

    private static boolean archive(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(TAR_MAGIC + 5), StandardCharsets.ISO_8859_1);
            return head.startsWith("PGDMP") || head.startsWith("ustar", TAR_MAGIC);
        }
    }

    private static Set<String> roles(Path file) throws IOException {
        Set<String> roles = new TreeSet<>();
        // Data of a table may be in any encoding; names of roles that matter are ASCII.
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.ISO_8859_1))) {
            lines.lines()
                    .filter(line ->
                            line.startsWith("ALTER ") || line.startsWith("GRANT ") || line.startsWith("REVOKE "))
                    .forEach(line -> addRole(line, roles));
        }
        roles.remove("PUBLIC");
        return roles;
    }

    private static void addRole(String line, Set<String> roles) {
        Matcher matcher = ROLE.matcher(line);
        if (matcher.matches()) {
            roles.add(
                    matcher.group(1) == null
                            ? matcher.group(2)
                            : matcher.group(1).replace("\"\"", "\""));
        }
    }
}
