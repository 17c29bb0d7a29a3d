package io.github.kongperf.result;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.UUID;

/** A file that is there whole or not at all. */
record WholeFile(Path path) {

    private static final String LEFTOVER_END = ".tmp";

    /** Whether {@code file} is what a killed {@link #write} leaves behind. */
    static boolean isLeftover(Path file) {
        return file.toString().endsWith(LEFTOVER_END);
    }

    /**
     * Makes its folder, and the file. When this returns, it is on disk.
     *
     * @param what is written, for the message
     * @throws ResultFolderFailed if it could not be written; then it is not there
     */
    void write(String what, byte[] bytes) {
        Path folder = Objects.requireNonNull(path.getParent());
        Path temporary = folder.resolve("." + UUID.randomUUID() + LEFTOVER_END);
        try {
            Files.createDirectories(folder);
            writeThrough(temporary, bytes);
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
            force(folder);
        } catch (IOException e) {
            ResultFolderFailed failure = failure(what, path, e);
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException left) {
                failure.addSuppressed(left);
            }
            throw failure;
        }
    }

    static ResultFolderFailed failure(String what, Path path, IOException e) {
        return new ResultFolderFailed(
                "writing %s to %s: %s. Earlier runs are safe; make room or set another resultFolder, then run again"
                        .formatted(what, path, reason(e)),
                e);
    }

    /** Why, in words: an {@link IOException} of the file system often has a path for a message, and nothing else. */
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "this user may not (permission denied)";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof FileSystemException inFileSystem && inFileSystem.getReason() != null) {
            return inFileSystem.getReason();
        }
        return String.valueOf(e.getMessage());
    }

    // A FileOutputStream, since a FileChannel closes itself when its thread is interrupted, and what was measured until
    // an
    // interruption is to be kept.
    private static void writeThrough(Path file, byte[] bytes) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            out.write(bytes);
            out.getFD().sync();
        }
    }

    /** Makes the new name in {@code folder} outlive a power cut, where the system can do that. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows has no such thing, and an interrupted thread can't. The file itself is on disk.
        }
    }
}
