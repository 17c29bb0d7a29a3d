package io.github.kongperf.scenario;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What Kong proxies to.
 *
 * @param ports how many listeners it has, all answering alike
 */
public record Upstream(int ports, Answer answer) {

    public Upstream {
        if (ports < 1) {
            throw new IllegalArgumentException("ports (%d) must be at least 1".formatted(ports));
        }
    }

    /** How the upstream answers. */
    public sealed interface Answer {}

    /** @param snippet what stands in nginx' {@code server} block */
    public record Nginx(String snippet) implements Answer {}

    /** @param delay before each answer */
    public record Respond(int status, String body, Map<String, String> headers, Duration delay) implements Answer {
        public Respond {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }

        /** Status 200 without a body, at once. */
        public static Respond ok() {
            return new Respond(200, "", Map.of(), Duration.ZERO);
        }
    }

    /** The answer if a {@link Respond}, else empty. */
    public Optional<Respond> respond() {
        return answer instanceof Respond respond ? Optional.of(respond) : Optional.empty();
    }
}
