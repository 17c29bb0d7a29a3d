package io.github.kongperf.database;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is needed to use a running cluster again; a file in its folder that only its owner can read, since it holds secrets.
 *
 * @param binaries folder with the programs
 * @param password of the superuser
 * @param roles password of each role, by name
 */
record ClusterState(
        int port, PostgresBinaries binaries, String password, Map<String, String> settings, Map<String, String> roles) {

    static final String FILE = "cluster.json";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    ClusterState {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        roles = Collections.unmodifiableMap(new TreeMap<>(roles));
    }

    ClusterState with(String role, String itsPassword) {
        Map<String, String> all = new TreeMap<>(roles);
        all.put(role, itsPassword);
        return new ClusterState(port, binaries, password, settings, all);
    }

    ClusterState without(String role) {
        Map<String, String> all = new TreeMap<>(roles);
        all.remove(role);
        return new ClusterState(port, binaries, password, settings, all);
    }

    String json() {
        return JSON.writeValueAsString(this);
    }

    /** @throws IllegalArgumentException if it is none; the message shows nothing of it */
    static ClusterState parse(String json) {
        try {
            return JSON.readValue(json, ClusterState.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "the state of a PostgreSQL cluster can't be read: " + e.getOriginalMessage());
        }
    }

    @Override
    public String toString() {
        return "cluster on port %d with roles %s".formatted(port, roles.keySet());
    }
}
