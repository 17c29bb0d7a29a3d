package io.github.kongperf.profile;

import io.github.kongperf.node.TextBeside;
import io.github.kongperf.scenario.Kong;
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
        TextBeside.put(ProfilePlugin.class, "plugin", SOURCES, sources);
        return new Kong.Plugin(NAME, Optional.of(sources));
    }
}
