package io.github.kongperf.scenario;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A named change of a scenario's settings, entities or plugins. */
public record Variant(String name, Map<String, String> config, Kong.Content content, List<Kong.Plugin> plugins) {
    public Variant {
        config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
        plugins = List.copyOf(plugins);
    }
}
