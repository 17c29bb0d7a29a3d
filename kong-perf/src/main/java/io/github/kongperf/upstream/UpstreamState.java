package io.github.kongperf.upstream;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is needed to use a running upstream again; a file in its folder.
 *
 * @param token by which its status server is told from any other
 * @param connections that each worker can hold
 */
record UpstreamState(String address, List<Integer> ports, int statusPort, String token, long connections) {

    static final String FILE = "upstream.json";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    UpstreamState {
        ports = List.copyOf(ports);
    }

    String json() {
        return JSON.writeValueAsString(this);
    }

    /** @throws IllegalArgumentException if it is none */
    static UpstreamState parse(String json) {
        try {
            return JSON.readValue(json, UpstreamState.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not the state of an upstream: " + json, e);
        }
    }
}
