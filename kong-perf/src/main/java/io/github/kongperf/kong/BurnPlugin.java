package io.github.kongperf.kong;

import io.github.kongperf.node.TextBeside;
import io.github.kongperf.scenario.Burn;
import java.nio.file.Path;
import java.util.List;

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
        TextBeside.put(BurnPlugin.class, "burn", SOURCES, sources);
        return sources;
    }
}
