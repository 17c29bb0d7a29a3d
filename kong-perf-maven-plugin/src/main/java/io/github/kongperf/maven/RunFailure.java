package io.github.kongperf.maven;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Why {@code run} could not measure at all, left for a {@code verify} in a later Maven: it must not judge an older session as
 * if that were today's.
 */
final class RunFailure {

    private final Path file;

    RunFailure(Path resultFolder) {
        file = resultFolder.resolve("run-failed.txt");
    }

    void remember(String message) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, message);
        } catch (IOException e) {
            throw new UncheckedIOException("writing %s, after: %s".formatted(file, message), e);
        }
    }

    void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + file, e);
        }
    }

    Optional<String> message() {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}
