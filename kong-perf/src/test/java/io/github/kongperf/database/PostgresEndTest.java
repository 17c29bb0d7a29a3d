package io.github.kongperf.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.Await;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.FreePorts;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.local.LocalNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresEndTest {

    private static final Node NODE = new LocalNode();

    private Path folder;

    @BeforeEach
    void folder() throws Exception {
        folder = TestClusters.folder();
    }

    @AfterEach
    void delete() throws Exception {
        Optional<Postgres> left = Postgres.attach(NODE, folder.resolve("c").toString());
        if (left.isPresent()) {
            left.get().stop();
        }
        TestClusters.delete(folder);
    }

    @Test
    void leavesNothingOnceStopped() throws Exception {
        Postgres postgres = start(FreePorts.of(NODE, 1).get(0));
        long postmaster = postmaster();
        assertThat(memory(postmaster)).isNotEmpty();

        // Also with a client that stays.
        Database database = postgres.databases().create("busy", PasswordEncryption.SCRAM);
        SqlSession session =
                new SqlSession(NODE.reach(database.port()), database.name(), database.user(), database.password());
        Thread client = new Thread(() -> {
            try {
                session.execute(Duration.ofSeconds(30), "SELECT pg_sleep(60)");
            } catch (Exception e) {
                // It is ended.
            }
        });
        client.start();
        long before = System.nanoTime();
        postgres.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        assertThat(postgres.processes()).isEmpty();
        assertThat(postgres.died()).isPresent();
        assertThat(memory(postmaster)).isEmpty();
        try (var sockets = Files.list(folder.resolve("s"))) {
            assertThat(sockets).isEmpty();
        }
        client.join();
        postgres.stop();
    }

    @Test
    void saysThatItDiedAndCleansUpBehindIt() throws Exception {
        Postgres postgres = start(FreePorts.of(NODE, 1).get(0));
        long postmaster = postmaster();
        NODE.run(Command.of("kill", "-KILL", Long.toString(postmaster))).orFail("killing");
        Await.until(
                "it to die",
                Duration.ofSeconds(10),
                () -> postgres.died().isPresent() ? Optional.empty() : Optional.of("alive"));

        assertThat(postgres.died())
                .hasValueSatisfying(why -> assertThat(why)
                        .startsWith("PostgreSQL %s has ended".formatted(postgres.version()))
                        .contains("database system is ready to accept connections"));
        Postgres.attach(new LocalNode(), folder.resolve("c").toString())
                .orElseThrow()
                .stop();
        assertThat(postgres.processes()).isEmpty();
        assertThat(memory(postmaster)).isEmpty();
    }

    @Test
    void saysThatItsPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(taken.getLocalPort()))
                    .isInstanceOf(NodeFailed.class)
                    .hasMessageStartingWith("starting PostgreSQL on this machine: another program has taken its port");
        }
    }

    @Test
    void runsFromBinariesOfMavenCentralEvenIfTheCacheIsClosedToItsUser() throws Exception {
        Path cache = Files.createDirectory(
                folder.resolve("cache"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        PostgresBinaries binaries = EmbeddedArchiveTest.embedded(NODE, cache);

        Postgres postgres =
                Postgres.start(NODE, binaries, place(FreePorts.of(NODE, 1).get(0)), PostgresSettings.standard());

        assertThat(postgres.version()).isEqualTo("16.9");
        Database database = postgres.databases().create("kong", PasswordEncryption.SCRAM);
        Path sql = Files.writeString(folder.resolve("x.sql"), "CREATE TABLE t (n int);");
        postgres.databases().sql(database, sql, Duration.ofSeconds(20));
        Template template = postgres.databases().keep(database);
        postgres.databases().copy(template, "copy", PasswordEncryption.SCRAM);
        postgres.stop();
        Files.delete(sql);
    }

    @Test
    void refusesAFolderThatItsUserCannotEnter() throws Exception {
        Path closed = Files.createDirectory(
                folder.resolve("closed ü"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        String user = Account.on(NODE).user();
        if (user.isBlank()) {
            // Who is not root can enter all that is his.
            return;
        }
        assertThatThrownBy(() -> Postgres.start(
                        NODE,
                        TestClusters.binaries(NODE),
                        PostgresPlace.of(closed.resolve("a/b").toString(), 1),
                        PostgresSettings.standard()))
                .isInstanceOf(NodeFailed.class)
                .hasMessage(("PostgreSQL runs as user %s, who can't enter %s on this machine, and so not %s;"
                                + " choose a folder that others can enter, such as one in /tmp, or run as an ordinary user")
                        .formatted(user, closed, closed.resolve("a/b")));
    }

    @Test
    void saysWhatToDoAboutAFullDisk() {
        assertThat(ClusterFolder.hint(
                        "FATAL:  could not write to file \"pg_wal/xlogtemp.4195\": No space left on device"))
                .isEqualTo("; the disk is full: make room, or choose a folder on another one");
        assertThat(ClusterFolder.hint("ERROR: something else")).isEmpty();
    }

    @Test
    void refusesASocketFolderWithALongPath() {
        assertThatThrownBy(() -> new PostgresPlace("/a", Optional.of("/" + "x".repeat(90)), 1, Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the path of a folder for a socket must be at most 90 bytes long: /xxx");
    }

    private Postgres start(int port) throws InterruptedException {
        return Postgres.start(NODE, TestClusters.binaries(NODE), place(port), PostgresSettings.standard());
    }

    private PostgresPlace place(int port) {
        return new PostgresPlace(
                folder.resolve("c").toString(), Optional.of(folder.resolve("s").toString()), port, Set.of());
    }

    private long postmaster() throws InterruptedException {
        return Long.parseLong(NODE.read(folder.resolve("c/data/postmaster.pid").toString())
                .lines()
                .findFirst()
                .orElseThrow());
    }

    /** Segments of shared memory that a process made. */
    private static List<String> memory(long creator) throws InterruptedException {
        return NODE.read("/proc/sysvipc/shm")
                .lines()
                .filter(line -> line.strip().split("\\s+", -1)[4].equals(Long.toString(creator)))
                .toList();
    }
}
