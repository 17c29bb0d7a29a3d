package io.github.kongperf.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

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
}
