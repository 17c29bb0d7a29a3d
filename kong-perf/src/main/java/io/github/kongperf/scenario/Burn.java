package io.github.kongperf.scenario;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** CPU time that a subject spends on each request on purpose, by a plugin of ours: a slowdown of a known size. */
public record Burn(Duration perRequest) {

    /** The plugin's name in Kong. */
    public static final String PLUGIN = "kong-perf-burn";

    private static final String MICROSECONDS = "microseconds";

    public Burn {
        if (perRequest.isNegative()) {
            throw new IllegalArgumentException("perRequest (%s) must not be negative".formatted(perRequest));
        }
    }

    /** What {@code kong} burns; zero without the plugin. */
    public static Burn of(Kong kong) {
        Map<String, Object> config = kong.everywhere().getOrDefault(PLUGIN, Map.of());
        return new Burn(
                config.get(MICROSECONDS) instanceof Number number
                        ? Duration.ofNanos(Math.round(number.doubleValue() * 1000))
                        : Duration.ZERO);
    }

    /** @param sources of the plugin, as {@code BurnPlugin} in package {@code kong} puts them there */
    public Kong.Plugin plugin(Path sources) {
        return new Kong.Plugin(
                PLUGIN, Optional.of(sources), Optional.of(Map.of(MICROSECONDS, perRequest.toNanos() / 1000.0)));
    }
}
