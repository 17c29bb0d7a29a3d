package io.github.kongperf.profile;

import io.github.kongperf.node.TextBeside;
import io.github.kongperf.scenario.Kong;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Our own Kong plugin that samples Lua in each worker process, when told to by files in Kong's prefix. */
public final class ProfilePlugin {

    /** The plugin's name in Kong, and that of the folder in Kong's prefix through which it is told. */
    public static final String NAME = "kong-perf-profile";

    private static final List<String> SOURCES =
            List.of("handler.lua", "schema.lua", "stacks.lua", "traces.lua", "names.lua");

    private ProfilePlugin() {}

    /**
     * Puts the sources below {@code folder}, which is made if it isn't there.
     *
     * @return the plugin as a Kong is to have it. It needs no entity
     */
    public static Kong.Plugin in(Path folder) {
        Path sources = folder.resolve(NAME);
        try {
            Files.createDirectories(sources);
            for (String name : SOURCES) {
                put(TextBeside.of(ProfilePlugin.class, "plugin/" + name), sources.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("putting the plugin %s into %s".formatted(NAME, folder), e);
        }
        return new Kong.Plugin(NAME, Optional.of(sources));
    }

    /** What is there already stays: it may be in use. */
    private static void put(String source, Path file) throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(source)) {
            Files.writeString(file, source);
        }
    }
}
