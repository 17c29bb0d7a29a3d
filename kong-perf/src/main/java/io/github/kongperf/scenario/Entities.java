package io.github.kongperf.scenario;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What Kong is filled with, in its declarative format.
 *
 * @param text rendered, to hand to Kong
 * @param root the same, parsed: a mapping
 */
public record Entities(String text, JsonNode root) {

    /**
     * Nothing but plugins that run for each request.
     *
     * @param plugins their configurations by name
     */
    public static Entities of(String formatVersion, Map<String, Map<String, Object>> plugins) {
        return new GlobalPlugins(plugins).alone(formatVersion);
    }

    /**
     * With plugins that run for each request as well.
     *
     * @param plugins their configurations by name
     */
    public Entities with(Map<String, Map<String, Object>> plugins) {
        return plugins.isEmpty() ? this : new GlobalPlugins(plugins).in(this);
    }

    /**
     * The path at which the first service that names one of {@code uris} asks the upstream; empty if none does, as where
     * services name an upstream entity.
     *
     * @param uris of the upstream, without a path
     */
    public Optional<String> upstreamPath(List<String> uris) {
        for (JsonNode service : root.path("services")) {
            String url = service.path("url").asString("");
            for (String uri : uris) {
                if (url.equals(uri) || url.startsWith(uri + "/")) {
                    return Optional.of(url.length() == uri.length() ? "/" : url.substring(uri.length()));
                }
                if (uri.endsWith("//%s:%d"
                        .formatted(
                                service.path("host").asString(""),
                                service.path("port").asInt(80)))) {
                    return Optional.of(service.path("path").asString("/"));
                }
            }
        }
        return Optional.empty();
    }
}
