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
 * @param profiled what it is made ready for besides; empty: nothing
 */
public record Setup(
        KongVersion version,
        Upstream upstream,
        Kong kong,
        Map<String, Double> axis,
        Optional<String> shared,
        Optional<Profiled> profiled) {
    public Setup {
        axis = Map.copyOf(axis);
    }

    /** With a database of its own. */
    public Setup(KongVersion version, Upstream upstream, Kong kong, Map<String, Double> axis) {
        this(version, upstream, kong, axis, Optional.empty(), Optional.empty());
    }

    /** The same, made ready to be profiled. */
    public Setup profiled(Profiled how) {
        return new Setup(version, upstream, kong, axis, shared, Optional.of(how));
    }
}
