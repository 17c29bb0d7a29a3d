package io.github.kongperf.database;

import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** Dumps of a database, by PostgreSQL's own programs. */
final class Dumps {

    private final Node node;
    private final String folder;
    private final String binaries;
    private final int port;

    /** @param folder on the node, for what is only there for a moment */
    Dumps(Node node, String folder, String binaries, int port) {
        this.node = node;
        this.folder = folder;
        this.binaries = binaries;
        this.port = port;
    }

    /** @throws NodeFailed if PostgreSQL refuses it, with the line if it is text; nothing of it is there then */
    void load(DumpFile dump, Database database, Duration within) throws InterruptedException {
        String copy = folder + "/dump-" + UUID.randomUUID();
        try {
            node.put(dump.file(), copy);
            Command command = dump.plain()
                    ? Command.of(
                            tool("psql"),
                            "--no-psqlrc",
                            "--quiet",
                            "--set=ON_ERROR_STOP=1",
                            "--single-transaction",
                            "--output=/dev/null",
                            "--file=" + copy)
                    : Command.of(
                            tool("pg_restore"),
                            "--exit-on-error",
                            "--single-transaction",
                            "--no-owner",
                            "--no-privileges",
                            copy);
            Result result = node.run(on(command, database).within(within));
            if (!result.ok()) {
                throw new NodeFailed(refusal(dump.file().toString(), copy, result));
            }
        } finally {
            CleanUp.call(() -> node.run(Command.of("rm", "-rf", "--", copy)));
        }
    }

    /** Writes plain SQL that names no owner, so that any database takes it. */
    void save(Database database, Path file, Duration within) throws InterruptedException {
        String copy = folder + "/dump-" + UUID.randomUUID();
        try {
            Command dump = Command.of(tool("pg_dump"), "--no-owner", "--no-privileges", "--file=" + copy);
            Result result = node.run(on(dump, database).within(within));
            if (!result.ok()) {
                throw new NodeFailed(
                        "dumping %s%s%s".formatted(database, result.said(), ClusterFolder.hint(result.err())));
            }
            node.get(copy, file);
        } finally {
            CleanUp.call(() -> node.run(Command.of("rm", "-rf", "--", copy)));
        }
    }

    private Command on(Command command, Database database) {
        return command.with(
                        "--host=127.0.0.1",
                        "--port=" + port,
                        "--username=" + database.user(),
                        "--dbname=" + database.name(),
                        "--no-password")
                .secret("PGPASSWORD", database.password())
                .env("PGSSLMODE", "disable")
                .env("PGCLIENTENCODING", "UTF8")
                .env("LC_ALL", "C");
    }

    /** The server's own program, since an older one may not know this server. Embedded binaries have none. */
    private String tool(String name) throws InterruptedException {
        String script = "[ -x \"$1/$2\" ] && echo \"$1/$2\" || command -v -- \"$2\"";
        Result result = node.run(Command.of("sh", "-c", script, "sh", binaries, name));
        if (!result.ok()) {
            throw new NodeFailed(
                    "there is no %s on %s, which dumps need; install it (Debian, Ubuntu: postgresql-client)"
                            .formatted(name, node.name()));
        }
        return result.out().strip();
    }

    /** {@code psql:/its/copy:12: ERROR: …}, with the user's file instead. */
    private static String refusal(String file, String copy, Result result) {
        String text = result.err().replace("psql:" + copy, file).strip();
        String first = text.lines()
                .filter(line -> line.contains("ERROR:") || line.contains("FATAL:") || line.contains("error:"))
                .findFirst()
                .orElse("ended with %d%s".formatted(result.code(), result.said()));
        return (first.startsWith(file) ? first : file + ": " + first) + ClusterFolder.hint(text);
    }

    static UncheckedIOException unreadable(Path file, IOException e) {
        return new UncheckedIOException("reading " + file, e);
    }
}
