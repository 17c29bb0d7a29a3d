package io.github.kongperf.kong;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Two folders seen as one. Made of links, in a folder of ours. */
final class Overlay {

    private final Cache cache;

    Overlay(Cache cache) {
        this.cache = cache;
    }

    /** @return a folder with the files of both; of those that both have, the ones of {@code upper} */
    Path of(Path lower, Path upper) throws InterruptedException {
        Map<String, Path> links = new TreeMap<>(files(lower));
        links.putAll(files(upper));
        return cache.folder("overlays", Sha256.of(links.toString()).substring(0, 16), folder -> {
            for (var link : links.entrySet()) {
                Path file = folder.resolve(link.getKey());
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                Files.createSymbolicLink(file, link.getValue());
            }
        });
    }

    private static Map<String, Path> files(Path folder) {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> inside = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            inside.filter(Files::isRegularFile)
                    .forEach(file -> files.put(folder.relativize(file).toString(), file));
        } catch (IOException | UncheckedIOException e) {
            throw new KongFailed("reading %s: %s".formatted(folder, e.getMessage()), e);
        }
        return files;
    }
}
