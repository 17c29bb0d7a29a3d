package io.github.kongperf.driver;

import io.github.kongperf.scenario.Kong;
import io.github.kongperf.scenario.Upstream;
import io.github.kongperf.version.KongVersion;
import java.util.Map;
import java.util.Optional;

/**
 * One subject, as it is to be brought up.
 *
 * @param kong with the changes of its variant
 * @param axis name and value of the numeric axis of its case, if it has one: templates see them
 * @param shared a name: all deployments of that name that are up at a time share one database; empty: it has its own
 * @param profilable whether it is made ready to be profiled: nothing is sampled before somebody attaches a profiler
 */
public record Setup(
        KongVersion version,
        Upstream upstream,
        Kong kong,
        Map<String, Double> axis,
        Optional<String> shared,
        boolean profilable) {
    public Setup {
        axis = Map.copyOf(axis);
    }

    /** With a database of its own. */
    public Setup(KongVersion version, Upstream upstream, Kong kong, Map<String, Double> axis) {
        this(version, upstream, kong, axis, Optional.empty(), false);
    }

    /** The same, made ready to be profiled. */
    public Setup forProfilers() {
        return new Setup(version, upstream, kong, axis, shared, true);
    }
}
