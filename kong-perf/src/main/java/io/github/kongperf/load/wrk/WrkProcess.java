package io.github.kongperf.load.wrk;

import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Runs wrk on a node with our script, and signals it. Safe for several threads. */
final class WrkProcess {

    private static final String SCRIPT = "kong-perf.lua";

    /** Beyond the time of the load: for a target that does not even refuse connections. */
    static final Duration SLACK = Duration.ofSeconds(15);

    private static final Duration SHORT = Duration.ofSeconds(10);

    private static final Duration ALMOST_A_SECOND = Duration.ofSeconds(1).minusNanos(1);

    /**
     * Runs a program with as many file descriptors as the hard limit allows, since wrk does not ask for them, and leaves its
     * pid and the time of its start, by which it is known when the pid is another's. SIGINT is ignored until wrk wants it, or it
     * would end a wrk that is told to end before it is ready to tell anything.
     */
    private static final String RUN = """
            trap '' INT
            ulimit -Sn "$(ulimit -Hn)" 2> /dev/null
            known() { echo "$$ ${20}" > "$0"; }
            read -r stat < /proc/$$/stat
            known ${stat##*) }
            exec "$@"
            """;

    private static final String INTERRUPT = """
            tell() { [ "${20}" != "$started" ] || kill -s INT "$pid"; }
            { read -r pid started < "$0" && read -r stat < "/proc/$pid/stat" && tell ${stat##*) }; } 2> /dev/null
            """;

    private final Node node;
    private final String folder;
    private final List<String> pinned;
    private final Set<String> written = new HashSet<>();
    private final Deque<String> freePidFiles = new ArrayDeque<>();
    private int pidFiles;

    WrkProcess(Node node, String folder, List<Integer> cpus) {
        this.node = node;
        this.folder = folder;
        pinned = cpus.isEmpty()
                ? List.of()
                : List.of("taskset", "-c", cpus.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    /** What {@code wrk -v} says, as it will be run. */
    Result version() throws InterruptedException {
        List<String> all = new ArrayList<>(List.of("sh", "-c", "\"$@\" 2>&1", "sh"));
        all.addAll(pinned);
        all.addAll(List.of("wrk", "-v"));
        return node.run(Command.of(all).within(SHORT));
    }

    /** Puts our script there. */
    void prepare() throws InterruptedException {
        try (InputStream script = Objects.requireNonNull(WrkProcess.class.getResourceAsStream(SCRIPT))) {
            put(SCRIPT, new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + SCRIPT + " from our own jar", e);
        }
    }

    private void put(String name, String text) throws InterruptedException {
        try {
            Path file = Files.createTempFile("kong-perf-", ".lua");
            try {
                Files.writeString(file, text);
                node.put(file, folder + "/" + name);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing a temporary file; is the disk full?", e);
        }
    }

    /** Most file descriptors that a process may have; empty: as many as it likes. */
    static Optional<Long> descriptors(Node node) throws InterruptedException {
        Result limit =
                node.run(Command.of("sh", "-c", "ulimit -Hn").within(SHORT)).orFail("reading the hard limit");
        String text = limit.out().strip();
        if (text.equals("unlimited")) {
            return Optional.empty();
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw new NodeFailed("'ulimit -Hn' on %s gave '%s', which is no number".formatted(node.name(), text));
        }
        return Optional.of(Long.valueOf(text));
    }

    synchronized String takePidFile() {
        return freePidFiles.isEmpty() ? "%s/wrk-%d.pid".formatted(folder, ++pidFiles) : freePidFiles.pop();
    }

    synchronized void givePidFile(String file) {
        freePidFiles.push(file);
    }

    /** Runs wrk to its end. */
    Result run(String pidFile, URI target, LoadOptions load, String task) throws InterruptedException {
        String taskFile = write(task);
        List<String> all = new ArrayList<>(List.of("sh", "-c", RUN, pidFile));
        all.addAll(pinned);
        all.addAll(List.of(
                "wrk",
                "-t" + load.threads(),
                "-c" + load.connections(),
                "-d" + load.duration().plus(ALMOST_A_SECOND).toSeconds() + "s",
                "--timeout",
                load.timeout().toSeconds() + "s",
                "-s",
                folder + "/" + SCRIPT,
                url(target)));
        Command command = Command.of(all)
                .env("KONG_PERF_TASK", taskFile)
                .env("KONG_PERF_SEEDS", seeds(load))
                .env("KONG_PERF_STATUSES", load.statusBelow400().isPresent() ? "" : "each")
                .env("KONG_PERF_TIMEOUT_MICROS", Long.toString(load.timeout().toNanos() / 1000))
                .env(
                        "KONG_PERF_END_MICROS",
                        inSeconds(load) ? "" : Long.toString(load.duration().toNanos() / 1000))
                .within(load.duration().plus(SLACK));
        try {
            return node.run(command);
        } catch (NodeFailed e) {
            throw new LoadFailed(
                    "%s: wrk came to no end in %d s; can %s reach the target, and is no firewall in between? (%s)"
                            .formatted(target, command.within().toSeconds(), node.name(), e.getMessage()),
                    e);
        }
    }

    /** wrk knows no others; our script ends those that are none. */
    private static boolean inSeconds(LoadOptions load) {
        return load.duration().equals(Duration.ofSeconds(load.duration().toSeconds()));
    }

    private synchronized String write(String task) throws InterruptedException {
        String name = "task-%s.lua".formatted(hash(task));
        if (!written.contains(name)) {
            put(name, task);
            written.add(name);
        }
        return folder + "/" + name;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, digest).toString(16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private static String url(URI target) {
        return target.getRawPath() == null || target.getRawPath().isEmpty() ? target + "/" : target.toString();
    }

    /** Whole numbers that a Lua number can hold. */
    private static String seeds(LoadOptions load) {
        SplittableRandom random = new SplittableRandom(load.seed());
        return random.longs(load.threads() + 1L, 0, 1L << 53)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
    }

    /** Tells the wrk that has {@code pidFile} to end; does nothing if it isn't there, or no more. */
    void interrupt(String pidFile) throws InterruptedException {
        node.run(Command.of("sh", "-c", INTERRUPT, pidFile).within(SHORT));
    }
}
