package io.github.kongperf.driver.docker;

import java.util.Map;

/** What is on everything that we make on an engine, so that anybody can see whose it is. */
final class Labels {

    /** On images of ours, {@code true}. */
    static final String IMAGE = "io.github.kongperf.image";

    /** The session that it was made for. */
    static final String SESSION = "io.github.kongperf.session";

    /** What it is for: {@code kong}, {@code db}, {@code worker}, {@code network}. */
    static final String ROLE = "io.github.kongperf.role";

    private Labels() {}

    static Map<String, String> of(String session, String role) {
        return Map.of(SESSION, session, ROLE, role);
    }
}
