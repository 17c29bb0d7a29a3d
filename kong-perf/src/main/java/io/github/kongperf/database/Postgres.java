package io.github.kongperf.database;

import io.github.kongperf.node.Await;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A private PostgreSQL that runs. It outlives this JVM, and is then found again by its folder. */
public final class Postgres {

    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SHUTDOWN = Duration.ofSeconds(15);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Node node;
    private final ClusterFolder folder;
    private final Job job;
    private final ClusterState started;
    private final Databases databases;

    private Postgres(Node node, ClusterFolder folder, Job job, ClusterState state) {
        this.node = node;
        this.folder = folder;
        this.job = job;
        started = state;
        databases = new Databases(node, folder, state);
    }

    /**
     * Makes a cluster and starts it; a connection works when this returns.
     *
     * @throws NodeFailed if it does not come up; then nothing runs, but its folders may be there
     */
    public static Postgres start(Node node, PostgresBinaries binaries, PostgresPlace place, PostgresSettings settings)
            throws InterruptedException {
        Account account = Account.on(node);
        ClusterFolder folder = new ClusterFolder(node, place.folder());
        folder.prepare(account);
        PostgresBinaries programs = folder.reachable(account, binaries);
        String password = Secrets.next();
        folder.makeCluster(account, programs, password);
        if (place.socketFolder().isPresent()) {
            folder.give(account, place.socketFolder().get());
            account.needs(node, place.socketFolder().get());
        }
        ClusterState state = new ClusterState(place.port(), programs, password, settings.values(), Map.of());
        folder.save(state);
        Command command = account.does(server(node, programs, folder, place, settings));
        Postgres postgres = new Postgres(node, folder, node.start(command, folder.job()), state);
        try {
            postgres.awaitReady();
        } catch (InterruptedException | RuntimeException e) {
            postgres.stopAfter(e);
            throw e;
        }
        return postgres;
    }

    /** The one that was once started in {@code folder}, whether it still runs or not; empty if there never was one. */
    public static Optional<Postgres> attach(Node node, String folder) throws InterruptedException {
        ClusterFolder there = new ClusterFolder(node, folder);
        Optional<Job> job = node.find(there.job());
        return job.isEmpty() ? Optional.empty() : Optional.of(new Postgres(node, there, job.get(), there.load()));
    }

    /** What is in it. */
    public Databases databases() {
        return databases;
    }

    /** As PostgreSQL calls it: {@code 15.14}. */
    public String version() {
        return started.binaries().version();
    }

    /** What it was started with, for the conditions of a run. */
    public Map<String, String> settings() {
        return started.settings();
    }

    public int port() {
        return started.port();
    }

    /**
     * The process that starts all others, and waits for them.
     *
     * @throws NodeFailed if it does not run
     */
    public long postmaster() throws InterruptedException {
        return pidFile()
                .map(text -> Long.parseLong(text.lines().findFirst().orElse("").strip()))
                .orElseThrow(() -> new NodeFailed("PostgreSQL %s does not run".formatted(version())));
    }

    /** Pids of all its living processes. They come and go with connections. */
    public List<Long> processes() throws InterruptedException {
        return job.processes();
    }

    /** Why it does not run any more; empty if it runs. */
    public Optional<String> died() throws InterruptedException {
        if (job.running()) {
            return Optional.empty();
        }
        String code =
                job.exitCode().isPresent() ? " with %d".formatted(job.exitCode().getAsInt()) : "";
        return Optional.of("PostgreSQL %s has ended%s%s".formatted(version(), code, lastLines()));
    }

    /** Ends it with all its processes, if it still runs, and removes what it keeps in the system. Its folders stay. */
    public void stop() throws InterruptedException {
        Optional<String> pidFile = pidFile();
        if (pidFile.isPresent()) {
            askToEnd(Long.parseLong(pidFile.get().lines().findFirst().orElse("").strip()));
        }
        job.end(GRACE);
        Optional<SharedMemory> memory = pidFile.flatMap(SharedMemory::parse);
        if (memory.isPresent()) {
            memory.get().remove(node);
        }
    }

    private void askToEnd(long pid) throws InterruptedException {
        if (job.processes().contains(pid)) {
            // SIGINT: it ends its sessions itself. After SIGTERM it would wait for them.
            node.run(Command.of("kill", "-INT", Long.toString(pid)));
            job.await(SHUTDOWN);
        }
    }

    private void stopAfter(Exception failure) {
        try {
            CleanUp.call(() -> {
                stop();
                return true;
            });
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void awaitReady() throws InterruptedException {
        SqlSession session = databases.superuser("postgres");
        Await.until("PostgreSQL to answer on port " + port(), READY, () -> {
            if (!pidFile().orElse("").contains("\nready")) {
                // Whoever answers on the port until then is somebody else.
                requireAlive();
                return Optional.of("it is starting");
            }
            try {
                session.execute(CONNECT, "SELECT 1");
                return Optional.empty();
            } catch (SQLException e) {
                requireAlive();
                return Optional.of(SqlSession.said(e));
            }
        });
    }

    private void requireAlive() throws InterruptedException {
        Optional<String> died = died();
        if (died.isPresent()) {
            if (died.get().contains("Address already in use")) {
                throw new NodeFailed.PortTaken(
                        "starting PostgreSQL on %s: another program has taken its port meanwhile; try again: %s"
                                .formatted(node.name(), died.get()));
            }
            throw new NodeFailed("starting PostgreSQL on %s: %s%s"
                    .formatted(node.name(), died.get(), ClusterFolder.hint(died.get())));
        }
    }

    private static Command server(
            Node node,
            PostgresBinaries binaries,
            ClusterFolder folder,
            PostgresPlace place,
            PostgresSettings settings) {
        Map<String, String> all = new TreeMap<>(settings.values());
        all.put("port", Integer.toString(place.port()));
        all.put("listen_addresses", node.address().equals(ClusterFolder.LOOPBACK) ? ClusterFolder.LOOPBACK : "*");
        all.put("unix_socket_directories", place.socketFolder().orElse(""));
        Command command =
                Command.of(binaries.folder() + "/postgres", "-D", folder.data()).env("LC_ALL", "C");
        for (Map.Entry<String, String> setting : all.entrySet()) {
            command = command.with("-c", "%s=%s".formatted(setting.getKey(), setting.getValue()));
        }
        String cpus = place.cpus().stream().map(String::valueOf).collect(Collectors.joining(","));
        return cpus.isEmpty() ? command : command.by("taskset", "-c", cpus);
    }

    /** Empty if it is not there: PostgreSQL removes it when it ends by itself. */
    private Optional<String> pidFile() throws InterruptedException {
        try {
            String text = node.read(folder.data() + "/postmaster.pid");
            return text.isBlank() ? Optional.empty() : Optional.of(text);
        } catch (NodeFailed none) {
            return Optional.empty();
        }
    }

    private String lastLines() throws InterruptedException {
        List<String> lines =
                job.errors().lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty()
                ? ""
                : ": " + String.join("; ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }
}
