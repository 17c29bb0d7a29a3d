package io.github.kongperf.driver.docker;

import java.util.Map;
import java.util.Optional;

/**
 * An image that the engine has.
 *
 * @param ref by which it was found
 * @param id of its content on the engine
 * @param digest under which its registry has it; empty if it comes from none
 * @param environment that it sets
 * @param user that it runs as; empty: root
 */
record Image(String ref, String id, Optional<String> digest, Map<String, String> environment, String user) {
    Image {
        environment = Map.copyOf(environment);
    }

    /** What tells it from all others: the digest, or where there is none the id. */
    String identity() {
        return digest.orElse(id);
    }
}
