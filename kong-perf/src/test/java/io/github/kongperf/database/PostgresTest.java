package io.github.kongperf.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.FreePorts;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.local.LocalNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On one cluster, since making one takes seconds. What ends it is in {@link PostgresEndTest}. */
class PostgresTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Node NODE = new LocalNode();

    private static Path folder;
    private static Postgres postgres;

    @TempDir
    Path temp;

    @BeforeAll
    static void start() throws Exception {
        folder = TestClusters.folder();
        PostgresPlace place = new PostgresPlace(
                folder.resolve("c").toString(),
                Optional.of(folder.resolve("s").toString()),
                FreePorts.of(NODE, 1).get(0),
                Set.of(0));
        postgres = Postgres.start(NODE, TestClusters.binaries(NODE), place, PostgresSettings.standard());
    }

    @AfterAll
    static void stop() throws Exception {
        if (postgres != null) {
            postgres.stop();
        }
        TestClusters.delete(folder);
    }

    @Test
    void runsAsNobodyWhoIsRootAndOnlyOnItsCpus() throws Exception {
        assertThat(postgres.processes()).isNotEmpty();
        for (long pid : postgres.processes()) {
            String status = NODE.read("/proc/%d/status".formatted(pid));
            assertThat(status).doesNotContainPattern("Uid:\\s+0\\s").containsPattern("Cpus_allowed_list:\\s*0\\n");
        }
        assertThat(postgres.died()).isEmpty();
        assertThat(postgres.version()).matches("\\d+\\.\\d+");
    }

    @Test
    void letsEachSubjectInWithItsOwnPasswordByWhatItsKongSpeaks() throws Exception {
        Database old = postgres.databases().create("by_md5", PasswordEncryption.MD5);
        Database young = postgres.databases().create("by_scram", PasswordEncryption.SCRAM);

        assertThat(stored(old)).startsWith("md5");
        assertThat(stored(young)).startsWith("SCRAM-SHA-256");
        assertThat(one(old, "SELECT current_user")).isEqualTo("by_md5");
        assertThat(one(young, "SELECT current_user")).isEqualTo("by_scram");
        assertThatThrownBy(() -> one(new Database(old.host(), old.port(), old.name(), young.password()), "SELECT 1"))
                .hasMessageContaining("password authentication failed");
        assertThat(old.toString()).isEqualTo("by_md5 at 127.0.0.1:%d".formatted(postgres.port()));
    }

    @Test
    void copiesWhatWasKeptToANewOwner() throws Exception {
        Databases databases = postgres.databases();
        Database migrated = databases.create("migrated", PasswordEncryption.MD5);
        databases.sql(
                migrated,
                file("CREATE TABLE t (n int); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 7';"
                        + "INSERT INTO t SELECT * FROM generate_series(1, 10);"),
                SOON);
        Template template = databases.keep(migrated);

        Database first = databases.copy(template, "first", PasswordEncryption.MD5);
        Database second = databases.copy(template, "second", PasswordEncryption.SCRAM);

        for (Database copy : List.of(first, second)) {
            databases.sql(
                    copy,
                    file("ALTER TABLE t ADD COLUMN more text; INSERT INTO t VALUES (11); DROP FUNCTION f;"),
                    SOON);
            assertThat(one(copy, "SELECT count(*) FROM t")).isEqualTo("11");
        }
        assertThatThrownBy(() -> one(migrated, "SELECT 1")).hasMessageContaining("not currently accepting connections");
        databases.drop(template);
        databases.drop(first);
        assertThat(databases.find("migrated")).isEmpty();
        assertThat(databases.find("first")).isEmpty();
        assertThat(databases.find("second")).hasValue(second);
    }

    @Test
    void dropsADatabaseThatIsInUse() throws Exception {
        Databases databases = postgres.databases();
        Database used = databases.create("used", PasswordEncryption.SCRAM);
        assertThatThrownBy(() -> session(used).call(SOON, connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("SELECT 1");
                        drop(used);
                        return statement.execute("SELECT 1");
                    }
                }))
                .isInstanceOf(SQLException.class);

        databases.drop(used);
        databases.create("used", PasswordEncryption.SCRAM);
    }

    @Test
    void namesFileAndLineOfWhatPostgresRefusesAndDoesNothingOfIt() throws Exception {
        Databases databases = postgres.databases();
        Database database = databases.create("refusing", PasswordEncryption.SCRAM);
        Path wrong = file("CREATE TABLE t (n int);\n\n-- ü; '\nINSERT INTO t\n  VALUES (1),\n  (oops);\n");

        assertThatThrownBy(() -> databases.sql(database, wrong, SOON))
                .isInstanceOf(NodeFailed.class)
                .hasMessage("%s:6: ERROR: column \"oops\" does not exist".formatted(wrong));
        assertThat(one(database, "SELECT to_regclass('t')")).isEqualTo("null");

        Path twice = file("CREATE TABLE u (n int PRIMARY KEY);\nINSERT INTO u VALUES (1);\nINSERT INTO u VALUES (1);");
        assertThatThrownBy(() -> databases.sql(database, twice, SOON))
                .hasMessage(
                        "%s:3: ERROR: duplicate key value violates unique constraint \"u_pkey\"; Key (n)=(1) already exists."
                                .formatted(twice));
        Path copy = file("SELECT 1;\nCOPY u FROM stdin;\n1\n\\.\n");
        assertThatThrownBy(() -> databases.sql(database, copy, SOON))
                .hasMessage("%s:2: COPY … FROM stdin needs psql; only 'dump' has psql read a file".formatted(copy));
    }

    @Test
    void endsAStatementThatTakesTooLong() throws Exception {
        Database database = postgres.databases().create("slow", PasswordEncryption.SCRAM);
        Path slow = file("SELECT pg_sleep(600);");

        assertThatThrownBy(() -> postgres.databases().sql(database, slow, Duration.ofMillis(300)))
                .isInstanceOf(NodeFailed.class)
                .hasMessage("%s: PostgreSQL was not done with it in 0.3 s".formatted(slow));
        assertThat(
                        one(
                                database,
                                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND state = 'active' AND pid <> pg_backend_pid()"))
                .isEqualTo("0");
    }

    @Test
    void loadsWhatItSaved() throws Exception {
        Databases databases = postgres.databases();
        Database database = databases.create("saved", PasswordEncryption.SCRAM);
        databases.sql(
                database, file("CREATE TABLE t (n int, s text); INSERT INTO t VALUES (1, E'a\\tb\\nü\\\\');"), SOON);
        Path dump = temp.resolve("dump of ü.sql");

        databases.saveDump(database, dump, SOON);

        Database other = databases.create("loaded", PasswordEncryption.MD5);
        databases.dump(other, dump, SOON);
        assertThat(one(other, "SELECT s FROM t")).isEqualTo("a\tb\nü\\");
        assertThat(one(other, "SELECT tableowner FROM pg_tables WHERE tablename = 't'"))
                .isEqualTo("loaded");
        assertThat(one(other, "SELECT rolsuper FROM pg_roles WHERE rolname = 'loaded'"))
                .isEqualTo("f");
    }

    @Test
    void loadsADumpOfAnotherOwnerAndGivesItToTheDatabasesOwn() throws Exception {
        Databases databases = postgres.databases();
        Database database = databases.create("foreign_dump", PasswordEncryption.SCRAM);
        Path dump = file("""
                SET statement_timeout = 0;
                SELECT pg_catalog.set_config('search_path', '', false);
                COMMENT ON EXTENSION plpgsql IS 'PL/pgSQL procedural language';
                CREATE TABLE public.services (id integer, name text);
                ALTER TABLE public.services OWNER TO kong;
                COPY public.services (id, name) FROM stdin;
                1\tone
                2\tALTER x OWNER TO y;
                \\.
                CREATE TABLE public.odd (id integer);
                ALTER TABLE public.odd OWNER TO "Odd ""one\""";
                REVOKE ALL ON TABLE public.odd FROM PUBLIC;
                GRANT SELECT ON TABLE public.odd TO kong;
                """);

        databases.dump(database, dump, SOON);

        assertThat(one(database, "SELECT count(*) FROM services")).isEqualTo("2");
        assertThat(one(
                        database,
                        "SELECT string_agg(DISTINCT tableowner, ',') FROM pg_tables WHERE schemaname = 'public'"))
                .isEqualTo("foreign_dump");
    }

    @Test
    void loadsDumpsInPostgresOwnFormat() throws Exception {
        Databases databases = postgres.databases();
        Database database = databases.create("custom", PasswordEncryption.SCRAM);
        databases.sql(database, file("CREATE TABLE t (n int); INSERT INTO t VALUES (5);"), SOON);
        Path dump = temp.resolve("custom.dump");
        NODE.run(Command.of(
                                "pg_dump",
                                "-Fc",
                                "-f",
                                dump.toString(),
                                "-h",
                                "127.0.0.1",
                                "-p",
                                "" + postgres.port(),
                                "-U",
                                "custom",
                                "custom")
                        .secret("PGPASSWORD", database.password()))
                .orFail("dumping");

        Database other = databases.create("restored", PasswordEncryption.SCRAM);
        databases.dump(other, dump, SOON);

        assertThat(one(other, "SELECT n FROM t")).isEqualTo("5");
        assertThat(one(other, "SELECT tableowner FROM pg_tables WHERE tablename = 't'"))
                .isEqualTo("restored");
    }

    @Test
    void namesFileAndLineOfADumpThatPostgresRefusesAndKeepsNothingOfIt() throws Exception {
        Databases databases = postgres.databases();
        Database database = databases.create("bad_dump", PasswordEncryption.SCRAM);
        Path dump = file("CREATE TABLE t (n int);\nCOPY t FROM stdin;\n1\nx\n\\.\nSELECT 1;\n");

        assertThatThrownBy(() -> databases.dump(database, dump, SOON))
                .isInstanceOf(NodeFailed.class)
                .hasMessageStartingWith("%s:5: ERROR:  invalid input syntax for type integer: \"x\"".formatted(dump));
        assertThat(one(database, "SELECT to_regclass('t')")).isEqualTo("null");
        assertThat(one(database, "SELECT rolsuper FROM pg_roles WHERE rolname = 'bad_dump'"))
                .isEqualTo("f");
    }

    @Test
    void isFoundAgainByItsFolderWithItsDatabases() throws Exception {
        Database database = postgres.databases().create("found", PasswordEncryption.SCRAM);

        Postgres again =
                Postgres.attach(new LocalNode(), folder.resolve("c").toString()).orElseThrow();

        assertThat(again.databases().find("found")).hasValue(database);
        assertThat(again.version()).isEqualTo(postgres.version());
        assertThat(again.settings()).isEqualTo(postgres.settings()).containsEntry("fsync", "off");
        assertThat(again.died()).isEmpty();
        again.databases().drop(database);
        assertThat(Postgres.attach(NODE, folder.resolve("other").toString())).isEmpty();
    }

    @Test
    void keepsItsSecretsInOneFileThatOthersCannotRead() throws Exception {
        Database database = postgres.databases().create("secretive", PasswordEncryption.MD5);
        Path state = folder.resolve("c/cluster.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rw-------");
        String text = Files.readString(state);
        assertThat(text).contains(database.password());
        String superuser = text.replaceFirst("(?s).*?\"password\"\\s*:\\s*\"([0-9a-f]+)\".*", "$1");

        for (String secret : List.of(database.password(), superuser)) {
            assertThat(superuser).hasSize(32);
            assertThat(NODE.run(Command.of("grep", "-rl", "--", secret, folder.toString()))
                            .out()
                            .strip())
                    .isEqualTo(state.toString());
            for (long pid : postgres.processes()) {
                assertThat(NODE.read("/proc/%d/cmdline".formatted(pid))).doesNotContain(secret);
            }
        }
    }

    @Test
    void refusesNamesThatAreNone() {
        for (String name : List.of("", "1a", "A", "a-b", "a\"b", "a".repeat(64))) {
            assertThatThrownBy(() -> postgres.databases().create(name, PasswordEncryption.MD5))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the name of a database is one of at most 63 small letters");
        }
    }

    private void drop(Database database) {
        try {
            postgres.databases().drop(database);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path file(String text) throws IOException {
        Path file = Files.createTempFile(temp, "file", ".sql");
        return Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private static String stored(Database database) throws Exception {
        return TestClusters.one(
                postgres.databases().superuser("postgres"),
                "SELECT rolpassword FROM pg_authid WHERE rolname = '%s'".formatted(database.user()));
    }

    private static String one(Database database, String query) throws Exception {
        return TestClusters.one(session(database), query);
    }

    private static SqlSession session(Database database) throws InterruptedException {
        return new SqlSession(NODE.reach(database.port()), database.name(), database.user(), database.password());
    }
}
