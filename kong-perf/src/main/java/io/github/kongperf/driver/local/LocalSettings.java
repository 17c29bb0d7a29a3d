package io.github.kongperf.driver.local;

import io.github.kongperf.database.PostgresSources;
import io.github.kongperf.driver.nodes.Profilers;
import io.github.kongperf.kong.HomeNginx;
import io.github.kongperf.kong.KongSources;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.node.Node;
import io.github.kongperf.upstream.Nginx;
import io.github.kongperf.upstream.OtherNginx;
import io.github.kongperf.version.KongVersion;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How the local driver is set.
 *
 * @param sources where versions of Kong come from
 * @param base the folder from which {@code path:} versions are seen
 * @param pinning which CPUs each role may use
 * @param temp a folder below which sessions make folders of their own; short, since sockets lie in them, and open to other
 *     users, since PostgreSQL never runs as root
 * @param retries how often a start is tried again whose ports were taken meanwhile
 * @param postgres where PostgreSQL comes from
 * @param stapxx the folder of stapxx, for the profiler of that name; empty: there is none
 * @param commands gets a line for each command that is run
 * @param environment the caller's, for PATH and where Lua looks
 */
public record LocalSettings(
        KongSources sources,
        Path base,
        Pinning pinning,
        Path temp,
        int retries,
        PostgresSources postgres,
        Optional<String> stapxx,
        Consumer<String> commands,
        Map<String, String> environment) {

    /** {@code version} as it is found from anywhere. */
    KongVersion located(KongVersion version) {
        return version instanceof KongVersion.Tree tree
                ? new KongVersion.Tree(
                        base.resolve(tree.folder()).toAbsolutePath().normalize().toString())
                : version;
    }

    /** Of this machine; where it has none that will do, that of kongHome. */
    Nginx nginx(Node node) throws InterruptedException {
        return Nginx.find(
                node,
                Optional.empty(),
                HomeNginx.in(sources.kongHome(), environment)
                        .map(home -> new OtherNginx(home.program(), home.environment())));
    }

    Profilers profilers() {
        return new Profilers(sources.cache().resolve("plugins"), stapxx);
    }

    public LocalSettings {
        environment = Map.copyOf(environment);
        if (retries < 0) {
            throw new IllegalArgumentException("retries (%d) must not be negative".formatted(retries));
        }
    }
}
