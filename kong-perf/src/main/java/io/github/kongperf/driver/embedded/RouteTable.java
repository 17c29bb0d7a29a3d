package io.github.kongperf.driver.embedded;

import io.github.kongperf.scenario.Entities;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The services and routes of Kong's declarative format, as far as a plain reverse proxy can obey them: paths (prefixes),
 * methods, hosts and {@code strip_path}. Whatever else an entities file says is a fault: passing over it would measure
 * something other than what was asked for.
 */
final class RouteTable {

    private static final Set<String> SERVICE_KEYS = Set.of(
            "id",
            "name",
            "url",
            "protocol",
            "host",
            "port",
            "path",
            "routes",
            "tags",
            "enabled",
            "retries",
            "connect_timeout",
            "read_timeout",
            "write_timeout");
    private static final Set<String> ROUTE_KEYS =
            Set.of("id", "name", "paths", "methods", "hosts", "strip_path", "service", "tags", "protocols");
    private static final Set<String> TOP_KEYS =
            Set.of("_format_version", "_comment", "_transform", "services", "routes");

    /** @param uri scheme, host and port, and the path that goes before that of the request */
    record Service(String name, URI uri) {}

    /** @param path prefix; empty: any path */
    record Route(Service service, String path, Set<String> methods, Set<String> hosts, boolean stripPath) {

        private boolean accepts(String method, String host, String requestPath) {
            return requestPath.startsWith(path)
                    && (methods.isEmpty() || methods.contains(method))
                    && (hosts.isEmpty() || hosts.contains(host));
        }

        /** As in Kong, the route that says most comes first; among equals the longest path. */
        private int attributes() {
            return (methods.isEmpty() ? 0 : 1) + (hosts.isEmpty() ? 0 : 1) + (path.isEmpty() ? 0 : 1);
        }
    }

    private final List<Route> routes;
    private final List<Service> services;

    private RouteTable(List<Service> services, List<Route> routes) {
        this.services = List.copyOf(services);
        this.routes = routes.stream()
                .sorted(Comparator.comparingInt(Route::attributes)
                        .thenComparingInt(route -> route.path().length())
                        .reversed())
                .toList();
    }

    List<Service> services() {
        return services;
    }

    /** @param host without its port */
    Optional<Route> find(String method, String host, String path) {
        for (Route route : routes) {
            if (route.accepts(method, host, path)) {
                return Optional.of(route);
            }
        }
        return Optional.empty();
    }

    /** Everything goes to one service. */
    static RouteTable toOne(String uri) {
        Service service = new Service("one", URI.create(uri));
        return new RouteTable(List.of(service), List.of(new Route(service, "/", Set.of(), Set.of(), false)));
    }

    /** What of {@code entities} this gateway would not obey; empty if it obeys all of it. */
    static List<String> faults(Entities entities) {
        return new Reading(entities).faults;
    }

    /** @throws IllegalArgumentException with all faults */
    static RouteTable of(Entities entities) {
        Reading reading = new Reading(entities);
        if (!reading.faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", reading.faults));
        }
        return new RouteTable(List.copyOf(reading.services.values()), reading.routes);
    }

    /** One pass over the file. */
    private static final class Reading {
        private final List<String> faults = new ArrayList<>();
        private final Map<String, Service> services = new LinkedHashMap<>();
        private final List<Route> routes = new ArrayList<>();

        Reading(Entities entities) {
            JsonNode root = entities.root();
            root.propertyNames().forEach(key -> {
                if (!TOP_KEYS.contains(key)
                        && !(root.get(key).isContainer() && root.get(key).isEmpty())) {
                    faults.add("'%s' needs Kong; this gateway obeys services and routes only".formatted(key));
                }
            });
            for (JsonNode node : root.path("services")) {
                Optional<Service> service = service(node);
                for (JsonNode route : node.path("routes")) {
                    service.ifPresent(owner -> route(owner, route));
                }
            }
            for (JsonNode node : root.path("routes")) {
                JsonNode owner = node.path("service");
                String name = owner.isObject() ? text(owner, "name", "") : owner.asString("");
                Service service = services.get(name);
                if (service == null) {
                    faults.add("route '%s' belongs to the service '%s', which is not in the file"
                            .formatted(text(node, "name", "?"), name));
                } else {
                    route(service, node);
                }
            }
        }

        private Optional<Service> service(JsonNode node) {
            String name = text(node, "name", "service " + (services.size() + 1));
            unknown(node, SERVICE_KEYS, "service '%s'".formatted(name));
            if (!node.path("enabled").asBoolean(true)) {
                faults.add("service '%s' is not enabled; this gateway would use it all the same".formatted(name));
            }
            try {
                URI uri = node.has("url") ? URI.create(text(node, "url", "")) : assembled(node);
                if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
                    throw new IllegalArgumentException("'%s' is no address that begins with http://".formatted(uri));
                }
                Service service = new Service(name, uri);
                if (services.put(name, service) != null) {
                    faults.add("service '%s' is there twice".formatted(name));
                }
                return Optional.of(service);
            } catch (IllegalArgumentException e) {
                faults.add("service '%s': %s".formatted(name, e.getMessage()));
                return Optional.empty();
            }
        }

        private static URI assembled(JsonNode node) {
            return URI.create("%s://%s:%d%s"
                    .formatted(
                            text(node, "protocol", "http"),
                            text(node, "host", ""),
                            node.path("port").asInt(80),
                            text(node, "path", "")));
        }

        private void route(Service service, JsonNode node) {
            String name = text(node, "name", "of service " + service.name());
            unknown(node, ROUTE_KEYS, "route '%s'".formatted(name));
            List<String> paths = texts(node, "paths");
            Set<String> methods = Set.copyOf(texts(node, "methods"));
            Set<String> hosts = Set.copyOf(texts(node, "hosts").stream()
                    .map(host -> host.toLowerCase(Locale.ROOT))
                    .toList());
            if (paths.isEmpty() && methods.isEmpty() && hosts.isEmpty()) {
                faults.add("route '%s' has neither paths nor methods nor hosts".formatted(name));
            }
            if (node.has("protocols") && !texts(node, "protocols").contains("http")) {
                faults.add(
                        "route '%s': its protocols have no http, and this gateway speaks nothing else".formatted(name));
            }
            boolean strip = node.path("strip_path").asBoolean(true);
            for (String path : paths.isEmpty() ? List.of("") : paths) {
                if (path.startsWith("~")) {
                    faults.add("route '%s': the path '%s' is a regular expression; this gateway knows prefixes only"
                            .formatted(name, path));
                } else {
                    routes.add(new Route(service, path, methods, hosts, strip));
                }
            }
            for (String host : hosts) {
                if (host.contains("*")) {
                    faults.add("route '%s': the host '%s' has a wildcard; this gateway knows whole names only"
                            .formatted(name, host));
                }
            }
        }

        private void unknown(JsonNode node, Set<String> known, String where) {
            node.propertyNames().stream()
                    .filter(key -> !known.contains(key))
                    .sorted()
                    .forEach(key ->
                            faults.add("%s: '%s' needs Kong; this gateway does not obey it".formatted(where, key)));
        }

        private static String text(JsonNode node, String key, String otherwise) {
            return node.has(key) ? node.get(key).asString(otherwise) : otherwise;
        }

        private static List<String> texts(JsonNode node, String key) {
            List<String> texts = new ArrayList<>();
            node.path(key).forEach(item -> texts.add(item.asString("")));
            return texts;
        }
    }
}
