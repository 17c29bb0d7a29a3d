package io.github.kongperf.database;

import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;
import java.time.Duration;

/** The folder of a private cluster: its data, its job, its state. */
record ClusterFolder(Node node, String path) {

    static final String SUPERUSER = "kong_perf";

    static final String LOOPBACK = "127.0.0.1";

    private static final Duration INITDB = Duration.ofMinutes(2);

    String data() {
        return path + "/data";
    }

    String job() {
        return path + "/job";
    }

    /** Makes the folder itself. */
    void prepare(Account account) throws InterruptedException {
        // Others may pass through, but not look around: user postgres has to get to its data.
        node.run(Command.of("sh", "-c", "mkdir -p -- \"$1\" && chmod 711 -- \"$1\"", "sh", path))
                .orFail("making a folder for PostgreSQL");
        account.needs(node, path);
        give(account, data());
    }

    /** Makes a cluster in it. */
    void makeCluster(Account account, PostgresBinaries binaries, String password) throws InterruptedException {
        String passwordFile = path + "/password";
        secretFile(passwordFile, password, account.user());
        try {
            initdb(account, binaries, passwordFile);
        } finally {
            CleanUp.call(() -> node.run(Command.of("rm", "-f", "--", passwordFile)));
        }
        if (!node.address().equals(LOOPBACK)) {
            node.run(account.does(Command.of("sh", "-c", "cat >> \"$1\"", "sh", data() + "/pg_hba.conf"))
                            .input("host all all 0.0.0.0/0 md5\nhost all all ::/0 md5\n"))
                    .orFail("letting other nodes in to PostgreSQL");
        }
    }

    /** Makes a folder of which only that user sees the inside. */
    void give(Account account, String folder) throws InterruptedException {
        String script =
                "mkdir -p -- \"$1\" && chmod 700 -- \"$1\" && if [ -n \"$2\" ]; then chown -- \"$2\" \"$1\"; fi";
        node.run(Command.of("sh", "-c", script, "sh", folder, account.user())).orFail("making " + folder);
    }

    /** Programs that this user can run: the ones of {@code binaries}, or a copy if theirs are in a closed folder. */
    PostgresBinaries reachable(Account account, PostgresBinaries binaries) throws InterruptedException {
        Result look = node.run(account.does(Command.of("test", "-x", binaries.folder() + "/postgres")));
        if (look.ok()) {
            return binaries;
        }
        if (!binaries.embedded()) {
            throw new NodeFailed("user %s can't run %s/postgres on %s; open its folder to others, or choose another"
                    .formatted(account.user(), binaries.folder(), node.name()));
        }
        String copy = path + "/binaries";
        node.run(Command.of("cp", "-a", "--", binaries.folder().replaceFirst("/bin$", ""), copy))
                .orFail("copying PostgreSQL's programs to where %s can run them".formatted(account.user()));
        return new PostgresBinaries(copy + "/bin", binaries.version(), true);
    }

    void save(ClusterState state) throws InterruptedException {
        secretFile(path + "/" + ClusterState.FILE, state.json(), "");
    }

    ClusterState load() throws InterruptedException {
        return ClusterState.parse(node.read(path + "/" + ClusterState.FILE));
    }

    private void initdb(Account account, PostgresBinaries binaries, String passwordFile) throws InterruptedException {
        Command initdb = Command.of(
                        binaries.folder() + "/initdb",
                        "--pgdata=" + data(),
                        "--username=" + SUPERUSER,
                        "--pwfile=" + passwordFile,
                        // md5 lets in by SCRAM as well, whichever a role's password is kept for.
                        "--auth-local=md5",
                        "--auth-host=md5",
                        "--encoding=UTF8",
                        "--locale=C",
                        "-N")
                .env("LC_ALL", "C")
                .within(INITDB);
        Result result = node.run(account.does(initdb));
        if (!result.ok()) {
            throw new NodeFailed("making a PostgreSQL cluster in %s on %s: initdb ended with %d%s%s"
                    .formatted(path, node.name(), result.code(), result.said(), hint(result.err() + result.out())));
        }
    }

    /** What to do about what PostgreSQL said; blank if that is all there is to say. */
    static String hint(String said) {
        return said.contains("No space left on device")
                ? "; the disk is full: make room, or choose a folder on another one"
                : "";
    }

    /** Appears all at once, readable by its owner only; its text is seen in no list of processes. */
    private void secretFile(String file, String text, String owner) throws InterruptedException {
        String script = "umask 077 && cat > \"$1.new\" && if [ -n \"$2\" ]; then chown -- \"$2\" \"$1.new\"; fi"
                + " && mv -f -- \"$1.new\" \"$1\"";
        Result result =
                node.run(Command.of("sh", "-c", script, "sh", file, owner).input(text));
        if (!result.ok()) {
            throw new NodeFailed(
                    "writing %s on %s%s%s".formatted(file, node.name(), result.said(), hint(result.err())));
        }
    }
}
