package io.github.kongperf.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Only one session measures at a time on a machine, since two would measure each other. The system gives the lock back when
 * its process dies, however it dies.
 */
public final class MeasuringLock implements AutoCloseable {

    private static final long PAUSE_MILLIS = 200;

    private final FileChannel channel;

    private MeasuringLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits until nobody else measures.
     *
     * @param holder who measures now, in words for others who wait
     * @param waiting is told once whom we wait for, if we do
     */
    public static MeasuringLock take(StateFolder state, String holder, Consumer<String> waiting)
            throws IOException, InterruptedException {
        Files.createDirectories(state.root());
        Path file = state.root().resolve("measuring.lock");
        Path holderFile = state.root().resolve("measuring.txt");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            boolean told = false;
            while (!tryLock(channel)) {
                if (!told) {
                    waiting.accept(Files.exists(holderFile) ? Files.readString(holderFile) : "another session");
                    told = true;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            write(holderFile, holder);
            return new MeasuringLock(channel);
        } catch (IOException | InterruptedException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // Another thread of this JVM has it: a parallel build.
            return false;
        }
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
