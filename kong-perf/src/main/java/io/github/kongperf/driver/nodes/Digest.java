package io.github.kongperf.driver.nodes;

import io.github.kongperf.driver.DeploymentFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/** A short name for all that was put in, in that order. */
public final class Digest {

    private static final int BYTES = 8;

    private final MessageDigest digest;

    public Digest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public void text(String... texts) {
        for (String text : texts) {
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
    }

    /** @throws DeploymentFailed if it can't be read */
    public void file(Path file) {
        try {
            digest.update(Files.readAllBytes(file));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * All files in it, with their names.
     *
     * @throws DeploymentFailed if one can't be read
     */
    public void folder(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.filter(Files::isRegularFile).sorted().toList()) {
                text(folder.relativize(path).toString());
                file(path);
            }
        } catch (IOException e) {
            throw unreadable(folder, e);
        } catch (UncheckedIOException e) {
            throw unreadable(folder, e);
        }
    }

    public String hex() {
        return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    }

    private static DeploymentFailed unreadable(Path path, Exception e) {
        return new DeploymentFailed("reading %s: %s".formatted(path, e.getMessage()), e);
    }
}
