package io.github.kongperf.driver;

import io.github.kongperf.scenario.Kong;
import io.github.kongperf.scenario.Upstream;
import io.github.kongperf.version.KongVersion;
import java.util.Map;

/**
 * One subject, as it is to be brought up.
 *
 * @param kong with the changes of its variant
 * @param axis name and value of the numeric axis of its case, if it has one: templates see them
 */
public record Setup(KongVersion version, Upstream upstream, Kong kong, Map<String, Double> axis) {
    public Setup {
        axis = Map.copyOf(axis);
    }
}
