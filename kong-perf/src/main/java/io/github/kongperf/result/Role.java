package io.github.kongperf.result;

import java.util.Locale;

/** Who spends CPU time in a trial. */
public enum Role {
    GATEWAY,
    UPSTREAM,
    GENERATOR,
    DATABASE;

    /** The name in results and pages. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
