package io.github.kongperf.driver;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Only one session measures at a time on a machine, since two would measure each other. The system gives the lock back when
 * its process dies, however it dies.
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
        Files.createDirectories(state.root());
        Path holderFile = state.root().resolve("measuring.txt");
        Reminder reminder =
                new Reminder(() -> waiting.accept(Files.exists(holderFile) ? read(holderFile) : "another session"));
        while (!OWN.tryAcquire(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
            reminder.remind();
        }
        try {
            FileChannel channel = FileChannel.open(
                    state.root().resolve("measuring.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                while (!locked(channel)) {
                    reminder.remind();
                    Thread.sleep(PAUSE_MILLIS);
                }
                Files.writeString(holderFile, holder);
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

    private static String read(Path file) {
        try {
            return Files.readString(file);
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
