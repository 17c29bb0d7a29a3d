package io.github.kongperf.driver.docker;

import io.github.kongperf.driver.nodes.Profilers;
import io.github.kongperf.kong.KongSources;
import io.github.kongperf.machine.Pinning;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How the docker driver is set.
 *
 * @param sources where commits come from; offline, no image is pulled
 * @param base the folder from which {@code path:} versions are seen
 * @param pinning which CPUs each role may use; none: they are apart where there are enough
 * @param hostNetwork whether containers use the network of the engine's machine, instead of one of their own
 * @param retries how often a pull, or a start whose port was taken meanwhile, is tried again
 * @param stapxx the folder of stapxx in the image of the worker, for the profiler of that name; empty: there is none
 * @param commands gets a line for each command that is run
 * @param environment the caller's, which names the engine
 * @param home of the caller, where Docker's configuration is
 */
public record DockerSettings(
        KongSources sources,
        Path base,
        Pinning pinning,
        ImageNames images,
        Limits limits,
        boolean hostNetwork,
        int retries,
        Optional<String> stapxx,
        Consumer<String> commands,
        Map<String, String> environment,
        Path home) {

    /**
     * As a user named them.
     *
     * @param named by the names of parameters, none of them blank; what is missing is standard
     * @throws IllegalArgumentException saying how to write it
     */
    public static DockerSettings of(
            Map<String, String> named, KongSources sources, Path base, int retries, Consumer<String> commands) {
        return new DockerSettings(
                sources,
                base,
                Pinning.parse(named.getOrDefault("cpus", "")),
                ImageNames.of(named),
                Limits.of(named),
                Boolean.parseBoolean(named.get("hostNetwork")),
                retries,
                Optional.ofNullable(named.get("stapxx")),
                commands,
                System.getenv(),
                Path.of(System.getProperty("user.home")));
    }

    Profilers profilers() {
        return new Profilers(sources.cache().resolve("plugins"), stapxx);
    }

    public DockerSettings {
        environment = Map.copyOf(environment);
        if (retries < 0) {
            throw new IllegalArgumentException("retries (%d) must not be negative".formatted(retries));
        }
    }
}
