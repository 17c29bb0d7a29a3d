package io.github.kongperf.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Only one session measures at a time on a machine, since two would measure each other. The system gives the lock back when
 * its process dies, however it dies. Its file may belong to another user.
 */
public final class MeasuringLock implements AutoCloseable {

    private static final long PAUSE_MILLIS = 200;

    /** Who waits for long is told so again. */
    private static final long REMINDER_NANOS = 60_000_000_000L;

    /** Of this JVM: to close a channel of a file gives up every lock that the process has on that file. */
    private static final Semaphore OWN = new Semaphore(1);

    private final FileChannel channel;

    private MeasuringLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits until nobody else measures.
     *
     * @param holder who measures now, in words for others who wait
     * @param waiting is told whom we wait for, if we do: at once, and then once a minute
     */
    public static MeasuringLock take(StateFolder state, String holder, Consumer<String> waiting)
            throws IOException, InterruptedException {
        Path file = state.lock();
        Reminder reminder = new Reminder(() -> waiting.accept(read(file)));
        while (!OWN.tryAcquire(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
            reminder.remind();
        }
        try {
            FileChannel channel = open(file);
            try {
                while (!locked(channel)) {
                    reminder.remind();
                    Thread.sleep(PAUSE_MILLIS);
                }
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
                return new MeasuringLock(channel);
            } catch (IOException | InterruptedException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            OWN.release();
            throw e;
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

    private static FileChannel open(Path file) throws IOException {
        Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
        try {
            // Not CREATE for one that exists: in a folder that all may write to, Linux refuses that for another user's.
            return FileChannel.open(file, StandardOpenOption.WRITE);
        } catch (NoSuchFileException none) {
            FileChannel made = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
            } catch (IOException | UnsupportedOperationException e) {
                // Then others of this machine can't wait for us; those of this user can.
            }
            return made;
        } catch (AccessDeniedException e) {
            throw new IOException(
                    "%s can't be opened for writing, so nobody knows whether another session measures; have its owner delete it, or set -Dkong-perf.stateFolder"
                            .formatted(file),
                    e);
        }
    }

    private static String read(Path file) {
        try {
            String holder = Files.readString(file);
            return holder.isBlank() ? "another session" : holder;
        } catch (IOException e) {
            return "another session";
        }
    }

    /** Says something at once, and then once a minute. */
    private static final class Reminder {
        private final Runnable line;
        private long next = System.nanoTime();

        Reminder(Runnable line) {
            this.line = line;
        }

        void remind() {
            if (System.nanoTime() - next >= 0) {
                line.run();
                next = System.nanoTime() + REMINDER_NANOS;
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OWN.release();
        }
    }
}
