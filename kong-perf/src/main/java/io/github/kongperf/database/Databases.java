package io.github.kongperf.database;

import io.github.kongperf.node.Await;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The databases of a private PostgreSQL. A name is one of small letters, digits and {@code _}. May be used by several
 * threads.
 */
public final class Databases {

    private static final Duration STATEMENT = Duration.ofMinutes(2);
    private static final Duration EMPTY = Duration.ofSeconds(20);

    /** The first with CREATE DATABASE … STRATEGY, and the first with DROP DATABASE … FORCE. */
    private static final int STRATEGY = 15;

    private static final int FORCE = 13;

    private final Node node;
    private final ClusterFolder folder;
    private ClusterState state;

    Databases(Node node, ClusterFolder folder, ClusterState state) {
        this.node = node;
        this.folder = folder;
        this.state = state;
    }

    /** Makes an empty database, and the role that owns it. */
    public Database create(String name, PasswordEncryption encryption) throws InterruptedException {
        Database database = role(name, encryption);
        execute("making database " + name, "CREATE DATABASE %s OWNER %s".formatted(quoted(name), quoted(name)));
        return database;
    }

    /** The database that was once made by that name and not dropped; empty if there is none. */
    public synchronized Optional<Database> find(String name) {
        return Optional.ofNullable(state.roles().get(name)).map(password -> database(name, password));
    }

    /** Keeps a database as it is now, to be copied. Ends all connections to it; nobody can use it any more. */
    public Template keep(Database database) throws InterruptedException {
        String name = database.name();
        analyze(database);
        execute(
                "keeping database " + name,
                "ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(quoted(name)),
                // Or the owner of a copy would become the owner of this one, too.
                "ALTER DATABASE %s OWNER TO %s".formatted(quoted(name), ClusterFolder.SUPERUSER));
        endConnections(name);
        return new Template(name);
    }

    /** Makes a database that holds what the template holds, and the role that owns it and all in it. */
    public Database copy(Template template, String name, PasswordEncryption encryption) throws InterruptedException {
        Database database = role(name, encryption);
        execute(
                "copying database %s to %s".formatted(template.name(), name),
                "CREATE DATABASE %s TEMPLATE %s OWNER %s%s"
                        .formatted(
                                quoted(name),
                                quoted(template.name()),
                                quoted(name),
                                state.binaries().major() >= STRATEGY ? " STRATEGY file_copy" : ""));
        reassign(Set.of(template.name()), database);
        return database;
    }

    /** Removes a database and its role, whoever is connected to it. Does nothing if there is none. */
    public void drop(Database database) throws InterruptedException {
        drop(database.name());
    }

    /** As {@link #drop(Database)}. Copies stay. */
    public void drop(Template template) throws InterruptedException {
        drop(template.name());
    }

    /**
     * Does what a file of SQL says, as the database's owner, in one transaction.
     *
     * @throws NodeFailed if PostgreSQL refuses it, with file and line; then nothing of it is done
     */
    public void sql(Database database, Path file, Duration within) throws InterruptedException {
        new SqlFile(file).run(session(database.name(), database.user(), database.password()), within);
        analyze(database);
    }

    /**
     * Loads what {@code pg_dump} wrote in any of its formats, in one transaction. All that it makes belongs to the
     * database's owner, whoever owned it where it was dumped.
     *
     * @throws NodeFailed if PostgreSQL refuses it, with file and, for a text, line; then nothing of it is there
     */
    public void dump(Database database, Path file, Duration within) throws InterruptedException {
        DumpFile dump = DumpFile.read(file);
        Set<String> roles = new TreeSet<>(dump.roles());
        roles.removeAll(List.of(database.user(), ClusterFolder.SUPERUSER));
        for (String role : roles) {
            execute("making role " + role, """
                    DO $do$ BEGIN
                      CREATE ROLE %s;
                    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
                    END $do$""".formatted(quoted(role)));
        }
        load(dump, database, within);
        if (!roles.isEmpty()) {
            reassign(roles, database);
        }
        analyze(database);
    }

    /** Writes a dump that {@link #dump} takes: plain SQL that names no owner. */
    public void saveDump(Database database, Path file, Duration within) throws InterruptedException {
        dumps().save(database, file, within);
    }

    SqlSession superuser(String database) throws InterruptedException {
        return session(database, ClusterFolder.SUPERUSER, state.password());
    }

    private void load(DumpFile dump, Database database, Duration within) throws InterruptedException {
        String role = quoted(database.user());
        // A dump may speak of extensions, and of roles, to which its own has no right.
        execute("loading " + dump.file(), "ALTER ROLE %s SUPERUSER".formatted(role));
        try {
            dumps().load(dump, database, within);
        } finally {
            CleanUp.call(() -> {
                execute("loading " + dump.file(), "ALTER ROLE %s NOSUPERUSER".formatted(role));
                return true;
            });
        }
    }

    private Dumps dumps() {
        return new Dumps(node, folder.path(), state.binaries().folder(), state.port());
    }

    private Database role(String name, PasswordEncryption encryption) throws InterruptedException {
        if (!name.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException(
                    "the name of a database is one of at most 63 small letters, digits and _: " + name);
        }
        String password = Secrets.next();
        synchronized (this) {
            if (state.roles().containsKey(name)) {
                throw new IllegalArgumentException("there is a database %s already".formatted(name));
            }
            save(state.with(name, password));
        }
        execute(
                "making role " + name,
                "SET password_encryption = '%s'".formatted(encryption.setting()),
                "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(quoted(name), password));
        return database(name, password);
    }

    private void drop(String name) throws InterruptedException {
        boolean force = state.binaries().major() >= FORCE;
        if (!force) {
            execute("dropping database " + name, endingConnections(name));
        }
        execute(
                "dropping database " + name,
                "DROP DATABASE IF EXISTS %s%s".formatted(quoted(name), force ? " WITH (FORCE)" : ""),
                "DROP ROLE IF EXISTS %s".formatted(quoted(name)));
        synchronized (this) {
            save(state.without(name));
        }
    }

    private void save(ClusterState next) throws InterruptedException {
        folder.save(next);
        state = next;
    }

    private void reassign(Set<String> from, Database to) throws InterruptedException {
        String owners = from.stream().map(Databases::quoted).collect(Collectors.joining(", "));
        attempt(
                "giving all in database %s to its role".formatted(to.name()),
                superuser(to.name()),
                "REASSIGN OWNED BY %s TO %s".formatted(owners, quoted(to.user())));
    }

    /** So that a plan depends on what is in the tables, not on when PostgreSQL came to look at them. */
    private void analyze(Database database) throws InterruptedException {
        attempt("analyzing database " + database.name(), superuser(database.name()), "ANALYZE");
    }

    private void endConnections(String name) throws InterruptedException {
        execute("ending connections to database " + name, endingConnections(name));
        Await.until("all connections to database %s to end".formatted(name), EMPTY, () -> connections(name));
    }

    private static String endingConnections(String name) {
        return "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'".formatted(name);
    }

    private Optional<String> connections(String name) throws InterruptedException {
        String query = "SELECT count(*) FROM pg_stat_activity WHERE datname = '%s'".formatted(name);
        try {
            long count = superuser("postgres").call(STATEMENT, connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery(query)) {
                    rows.next();
                    return rows.getLong(1);
                }
            });
            return count == 0 ? Optional.empty() : Optional.of(count + " are open");
        } catch (SQLException e) {
            throw new NodeFailed("asking for connections to database %s: %s".formatted(name, SqlSession.said(e)), e);
        }
    }

    private void execute(String doing, String... statements) throws InterruptedException {
        attempt(doing, superuser("postgres"), statements);
    }

    private static void attempt(String doing, SqlSession session, String... statements) throws InterruptedException {
        try {
            session.execute(STATEMENT, statements);
        } catch (SQLException e) {
            String said = SqlSession.said(e);
            throw new NodeFailed("%s: PostgreSQL says %s%s".formatted(doing, said, ClusterFolder.hint(said)), e);
        }
    }

    private SqlSession session(String database, String user, String password) throws InterruptedException {
        return new SqlSession(node.reach(state.port()), database, user, password);
    }

    private Database database(String name, String password) {
        return new Database(node.address(), state.port(), name, password);
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
