package io.github.kongperf.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a template of entities may fill in.
 *
 * @param upstreamUris as Kong reaches them
 * @param kongVersion of the gateway
 * @param formatVersion of the declarative format that this gateway reads, such as {@code 3.0}
 * @param hosts of the nodes, by their names
 * @param axis value of the case's axis, by its name; empty without one
 */
public record EntitiesModel(
        List<String> upstreamUris,
        String kongVersion,
        String formatVersion,
        Map<String, String> hosts,
        Map<String, Double> axis) {

    public EntitiesModel {
        upstreamUris = List.copyOf(upstreamUris);
        hosts = Map.copyOf(hosts);
        axis = Map.copyOf(axis);
    }

    Map<String, Object> values() {
        Map<String, Object> nodes = new TreeMap<>();
        hosts.forEach((name, host) -> nodes.put(name, Map.of("host", host)));
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("upstream", Map.of("uris", upstreamUris));
        values.put("kong", Map.of("version", kongVersion, "formatVersion", formatVersion));
        values.put("nodes", nodes);
        values.put("axis", axis);
        return values;
    }

    /** The names of all values, sorted. */
    List<String> names() {
        TreeSet<String> names = new TreeSet<>(List.of("upstream.uris", "kong.version", "kong.formatVersion"));
        hosts.keySet().forEach(name -> names.add("nodes.%s.host".formatted(name)));
        axis.keySet().forEach(name -> names.add("axis." + name));
        return List.copyOf(names);
    }
}
