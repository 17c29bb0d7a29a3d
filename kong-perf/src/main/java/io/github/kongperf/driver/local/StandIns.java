package io.github.kongperf.driver.local;

import io.github.kongperf.kong.Installation;
import java.util.Optional;

/** Tells what is not Kong although it is run as if it were: the stand-in of tests. */
final class StandIns {

    private StandIns() {}

    /** What it calls itself, if that is not Kong. */
    static Optional<String> name(Installation installed) {
        return Optional.ofNullable(installed.facts().get("kong.stand_in"));
    }
}
