package io.github.kongperf.upstream;

import java.util.Map;

/**
 * An nginx that is not where one usually is.
 *
 * @param program its path
 * @param environment variables that it needs to run
 */
public record OtherNginx(String program, Map<String, String> environment) {

    public OtherNginx {
        environment = Map.copyOf(environment);
    }
}
