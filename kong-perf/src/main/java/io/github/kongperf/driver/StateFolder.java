package io.github.kongperf.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where {@code start}, {@code run} and {@code stop} meet, in one Maven or in three: a folder per session. Outside of any
 * {@code target/}, since {@code mvn clean} must not lose what is still up.
 */
public final class StateFolder {

    private static final String FILE = "session.json";
    private static final String LOCK = "measuring.lock";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path root;
    private final Path lock;

    /** One of somebody's choice: who uses it does not wait for those who use another one. {@code root} need not exist. */
    public StateFolder(Path root) {
        this(root, root.resolve(LOCK));
    }

    private StateFolder(Path root, Path lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * The one of this user, {@link #defaultRoot}. Its sessions wait for those of other users of this machine, and not for those
     * of other machines that share the home folder.
     */
    public static StateFolder ofUser(Map<String, String> environment, Path home) {
        Path common = Path.of("/tmp");
        return Files.isWritable(common)
                ? new StateFolder(defaultRoot(environment, home), common.resolve("kong-perf-" + LOCK))
                : new StateFolder(defaultRoot(environment, home));
    }

    /** The file that says who measures. */
    Path lock() {
        return lock;
    }

    /** {@code $XDG_STATE_HOME/kong-perf}, else {@code ~/.local/state/kong-perf}. */
    public static Path defaultRoot(Map<String, String> environment, Path home) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path base = state.isBlank() ? home.resolve(".local").resolve("state") : Path.of(state);
        return base.resolve("kong-perf");
    }

    /** {@code $XDG_CACHE_HOME/kong-perf}, else {@code ~/.cache/kong-perf}: for what can be fetched again. */
    public static Path defaultCache(Map<String, String> environment, Path home) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = cache.isBlank() ? home.resolve(".cache") : Path.of(cache);
        return base.resolve("kong-perf");
    }

    public Path root() {
        return root;
    }

    /** Enters a session of this process. On disk when it returns. */
    public StartedSession enter(
            String id, Path module, String driver, long seed, StartedSession.Phase phase, int trials) {
        return enter(StartedSession.entered(id, module.toString(), driver, seed, phase, Instant.now(), trials));
    }

    /** Enters {@code session}, instead of what was known of it. On disk when it returns. */
    public StartedSession enter(StartedSession session) {
        Path folder = root.resolve(session.id());
        try {
            Files.createDirectories(folder);
            Path whole = Files.createTempFile(folder, FILE, ".tmp");
            Files.write(whole, JSON.writeValueAsBytes(session));
            Files.move(
                    whole, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "writing the state of session %s to %s; is it writable? Another place can be set by -Dkong-perf.stateFolder"
                            .formatted(session.id(), folder),
                    e);
        }
        return session;
    }

    /** What a session has made outside of this JVM. */
    public Ledger ledger(StartedSession session) {
        return Ledger.in(root.resolve(session.id()));
    }

    /**
     * Removes what a session made outside of this JVM, and forgets it.
     *
     * @return why, for each thing that could not be removed; unless that is empty, the session stays known
     */
    public List<String> end(StartedSession session, Ledger.Remover remover) throws InterruptedException {
        List<String> left = ledger(session).workOff(remover);
        if (left.isEmpty()) {
            leave(session);
        }
        return left;
    }

    /** Forgets a session that is over. */
    public void leave(StartedSession session) {
        Path folder = root.resolve(session.id());
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException | DirectoryNotEmptyException e) {
            // Somebody else does it at the same time, or has done it.
            return;
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof NoSuchFileException)) {
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + folder, e);
        }
    }

    /** Sessions of {@code module} that have not ended, the newest first. */
    public List<StartedSession> of(Path module) {
        return all().stream()
                .filter(session -> session.module().equals(module.toString()))
                .toList();
    }

    /** All sessions that have not ended, the newest first. What can't be read is left out, and left where it is. */
    public List<StartedSession> all() {
        List<StartedSession> sessions = new ArrayList<>();
        for (Path file : files()) {
            read(file).ifPresent(sessions::add);
        }
        sessions.sort(Comparator.comparing(StartedSession::started).reversed());
        return sessions;
    }

    private List<Path> files() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.map(folder -> folder.resolve(FILE))
                    .filter(Files::isRegularFile)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + root, e);
        }
    }

    private static Optional<StartedSession> read(Path file) {
        try {
            return Optional.of(JSON.readValue(Files.readString(file, StandardCharsets.UTF_8), StartedSession.class));
        } catch (IOException | JacksonException e) {
            return Optional.empty();
        }
    }
}
