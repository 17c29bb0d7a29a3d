package io.github.kongperf.driver.nodes;

import io.github.kongperf.database.PostgresSources;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.upstream.Nginx;
import java.util.Map;

/**
 * How a testbed of nodes is set.
 *
 * @param pinning which CPUs of its node each role is bound to
 * @param retries how often a start is tried again whose ports were taken meanwhile
 * @param postgres where PostgreSQL comes from
 * @param nginx finds the upstream's
 * @param conditions of all that it measures
 * @param profilers how Kongs are profiled
 */
public record NodesOptions(
        Pinning pinning,
        int retries,
        PostgresSources postgres,
        NginxSource nginx,
        Map<String, String> conditions,
        Profilers profilers) {

    public NodesOptions {
        conditions = Map.copyOf(conditions);
    }

    /** Finds an nginx on the node of the upstreams. */
    @FunctionalInterface
    public interface NginxSource {
        Nginx find() throws InterruptedException;
    }
}
