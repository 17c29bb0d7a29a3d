package io.github.kongperf.kong;

import io.github.kongperf.scenario.Burn;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The Lua sources of our own plugin {@value Burn#PLUGIN}, which come with this library. */
public final class BurnPlugin {

    private static final List<String> SOURCES = List.of("handler.lua", "schema.lua");

    private BurnPlugin() {}

    /**
     * Puts the sources below {@code folder}, which is made if it isn't there; what is there already stays as it is.
     *
     * @return the folder of the sources, for {@link Burn#plugin}
     */
    public static Path in(Path folder) {
        Path sources = folder.resolve(Burn.PLUGIN);
        try {
            Files.createDirectories(sources);
            for (String name : SOURCES) {
                put(name, sources.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("putting the plugin %s into %s".formatted(Burn.PLUGIN, folder), e);
        }
        return sources;
    }

    private static void put(String name, Path file) throws IOException {
        try (InputStream in = Objects.requireNonNull(BurnPlugin.class.getResourceAsStream("burn/" + name))) {
            byte[] source = in.readAllBytes();
            if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), source)) {
                Files.write(file, source);
            }
        }
    }
}
