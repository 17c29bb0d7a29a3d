package io.github.kongperf.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A text that lies beside a class: a script for a node, say. */
public final class TextBeside {

    private TextBeside() {}

    /** @throws IllegalStateException if there is none of that name */
    public static String of(Class<?> some, String name) {
        try (InputStream file = some.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("there is no %s beside %s".formatted(name, some.getName()));
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + name, e);
        }
    }

    /**
     * Puts texts into a folder of this machine, which is made if it isn't there. What is there already and the same stays as it is,
     * for somebody may be reading it.
     *
     * @param within the folder beside the class where they lie
     */
    public static void put(Class<?> some, String within, List<String> names, Path folder) {
        try {
            Files.createDirectories(folder);
            for (String name : names) {
                put(of(some, within + "/" + name), folder, name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("putting %s into %s".formatted(String.join(", ", names), folder), e);
        }
    }

    private static void put(String text, Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return;
        }
        // Not a temporary file: those nobody else may read.
        Path part = folder.resolve(
                ".%s.%d.part".formatted(name, ProcessHandle.current().pid()));
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
