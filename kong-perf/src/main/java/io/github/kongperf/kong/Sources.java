package io.github.kongperf.kong;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Kong's sources, in a folder or in a commit. */
interface Sources {

    /** What a file holds; empty if there is none. Paths are relative, with slashes. */
    Optional<String> read(String path);

    /** Names of the files at the top. */
    List<String> top();

    /** Sources in a folder. */
    static Sources in(Path folder) {
        return new Sources() {
            @Override
            public Optional<String> read(String path) {
                Path file = folder.resolve(path);
                try {
                    // Bytes that are not UTF-8 are no reason to fail: what we look for is ASCII.
                    return Files.isRegularFile(file)
                            ? Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
                            : Optional.empty();
                } catch (IOException e) {
                    throw new UncheckedIOException("reading " + file, e);
                }
            }

            @Override
            public List<String> top() {
                try (Stream<Path> files = Files.list(folder)) {
                    return files.map(file -> String.valueOf(file.getFileName()))
                            .sorted()
                            .toList();
                } catch (IOException e) {
                    throw new UncheckedIOException("reading " + folder, e);
                }
            }
        };
    }
}
