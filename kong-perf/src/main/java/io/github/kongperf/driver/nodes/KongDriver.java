package io.github.kongperf.driver.nodes;

import io.github.kongperf.driver.Driver;
import io.github.kongperf.version.KongVersion;

/** A driver that runs Kong itself, a process of its own for each trial. */
public interface KongDriver extends Driver {

    @Override
    default String gateway() {
        return "Kong";
    }

    @Override
    default boolean isKong() {
        return true;
    }

    @Override
    default boolean supports(KongVersion version) {
        return !(version instanceof KongVersion.Embedded);
    }

    @Override
    default boolean sharesProcess() {
        return false;
    }
}
