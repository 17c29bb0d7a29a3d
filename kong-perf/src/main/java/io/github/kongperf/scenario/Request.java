package io.github.kongperf.scenario;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request to make. Path, header values and body may hold {@code ${random.int(a,b)}}: a whole number from a to b, both
 * included, drawn anew for each request.
 *
 * @param method in capitals
 * @param path begins with a slash; may have a query
 * @param headers in the order in which they are sent
 */
public record Request(String method, String path, Map<String, String> headers, Optional<String> body) {
    public Request {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path '%s' must begin with '/'".formatted(path));
        }
    }

    public static Request get(String path) {
        return new Request("GET", path, Map.of(), Optional.empty());
    }
}
