package io.github.kongperf.kong;

import io.github.kongperf.node.TreeDelete;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** What was fetched or made for a version, so that it is there the next time. Several builds may use it at once. */
record Cache(Path root) {

    private static final String UNFINISHED = ".unfinished-";
    private static final long PAUSE_MILLIS = 50;

    /** Nothing takes that long. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    /** Of this JVM: to close a channel of a file gives up every lock that the process has on that file. */
    private static final ConcurrentMap<Path, ReentrantLock> OWN = new ConcurrentHashMap<>();

    /** Fills a new folder. */
    @FunctionalInterface
    interface Filling {
        void into(Path folder) throws IOException, InterruptedException;
    }

    /** Does something that only one build may do at a time. */
    @FunctionalInterface
    interface Locked<T> {
        T run() throws IOException, InterruptedException;
    }

    /**
     * A folder that is there whole or not at all; filled if it is not there yet. Two that fill the same folder at once don't
     * disturb each other: the first wins.
     *
     * @param kind a word for what is kept: {@code trees}
     */
    Path folder(String kind, String name, Filling filling) throws InterruptedException {
        Path target = root.resolve(kind).resolve(name);
        if (Files.isDirectory(target)) {
            return target;
        }
        Path unfinished = root.resolve(kind).resolve(UNFINISHED + UUID.randomUUID());
        try {
            Files.createDirectories(unfinished);
            deleteAbandoned(root.resolve(kind));
            try {
                filling.into(unfinished);
                finish(unfinished, target);
                return target;
            } finally {
                TreeDelete.of(unfinished);
            }
        } catch (IOException e) {
            throw new KongFailed(
                    "writing %s: %s. Is the disk full, or is it another user's? The folder may be deleted"
                            .formatted(target, Reason.of(e)),
                    e);
        }
    }

    /** What builds that were killed have left. */
    private static void deleteAbandoned(Path folder) throws IOException {
        Instant abandoned = Instant.now().minus(ABANDONED);
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path path : inside.filter(
                            child -> String.valueOf(child.getFileName()).startsWith(UNFINISHED))
                    .toList()) {
                if (Files.exists(path)
                        && Files.getLastModifiedTime(path).toInstant().isBefore(abandoned)) {
                    TreeDelete.of(path);
                }
            }
        }
    }

    private static void finish(Path unfinished, Path target) throws IOException {
        try {
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Not empty: another build was first. What it made is the same.
            if (!Files.isDirectory(target)) {
                throw e;
            }
        }
    }

    /** Waits until no other build is at {@code what}. */
    <T> T alone(String what, Locked<T> work) throws IOException, InterruptedException {
        Path file = root.resolve(what + ".lock");
        Files.createDirectories(file.resolveSibling("."));
        ReentrantLock own = OWN.computeIfAbsent(file, key -> new ReentrantLock());
        own.lockInterruptibly();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (!locked(channel)) {
                Thread.sleep(PAUSE_MILLIS);
            }
            return work.run();
        } finally {
            own.unlock();
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // Another copy of this class in this JVM has it: Maven loads a plugin anew for each set of its
            // dependencies.
            return false;
        }
    }
}
