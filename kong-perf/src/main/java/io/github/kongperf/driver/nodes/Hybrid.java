package io.github.kongperf.driver.nodes;

import io.github.kongperf.kong.KongDatabase;
import io.github.kongperf.kong.KongServer;
import io.github.kongperf.kong.Listen;
import io.github.kongperf.node.Await;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.scenario.Load;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Control planes and data planes: who listens where, what lets them trust each other, and when data planes have what their
 * control plane has.
 */
final class Hybrid {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** What a data plane reports that has got no configuration yet. */
    private static final String NOTHING = "0".repeat(32);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private @Nullable Certificate certificate;

    private record Certificate(String certificate, String key) {}

    /** What a Kong is among others. */
    enum Part {
        TRADITIONAL,
        CONTROL_PLANE,
        DATA_PLANE;

        private List<Listen> listens() {
            return switch (this) {
                case TRADITIONAL -> List.of(Listen.PROXY, Listen.ADMIN, Listen.STATUS);
                case CONTROL_PLANE -> List.of(Listen.ADMIN, Listen.STATUS, Listen.CLUSTER, Listen.CLUSTER_TELEMETRY);
                case DATA_PLANE -> List.of(Listen.PROXY, Listen.STATUS);
            };
        }

        /** By its setting {@code role}. */
        static Part of(Kong kong, Kong.Node node) {
            String role = node.config().getOrDefault("role", kong.config().getOrDefault("role", "traditional"));
            return switch (role) {
                case "control_plane" -> CONTROL_PLANE;
                case "data_plane" -> DATA_PLANE;
                default -> TRADITIONAL;
            };
        }

        Map<Listen, Integer> ports(List<Integer> free) {
            Map<Listen, Integer> ports = new EnumMap<>(Listen.class);
            listens().forEach(listen -> ports.put(listen, free.get(ports.size())));
            return ports;
        }

        /** Whether it has that target. */
        boolean listens(Load.Target target) {
            return KongNode.listen(target).filter(listens()::contains).isPresent();
        }

        int count() {
            return listens().size();
        }
    }

    /**
     * Settings by which a Kong is a part.
     *
     * @param folder on its node, for the certificate
     * @param controlPlane the one that a data plane belongs to
     */
    Map<String, String> settings(Part part, Site site, Kong kong, String folder, Optional<KongNode> controlPlane)
            throws InterruptedException {
        if (part == Part.TRADITIONAL) {
            return Map.of();
        }
        Certificate pair = certificate(site, kong);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("cluster_cert", put(site.node(), folder + "/cluster.crt", pair.certificate()));
        settings.put("cluster_cert_key", put(site.node(), folder + "/cluster.key", pair.key()));
        if (part == Part.DATA_PLANE) {
            KongNode above = controlPlane.orElseThrow(() -> new IllegalArgumentException(
                    "kong.nodes has a data plane, but no control plane (config: { role: control_plane }) before it"));
            Map<Listen, Integer> ports = above.kong().plan().ports();
            settings.put("cluster_control_plane", above.name() + ":" + ports.get(Listen.CLUSTER));
            settings.put("cluster_telemetry_endpoint", above.name() + ":" + ports.get(Listen.CLUSTER_TELEMETRY));
        }
        return settings;
    }

    /** One for the whole session: what it is has no bearing on figures. */
    private Certificate certificate(Site site, Kong kong) throws InterruptedException {
        Certificate known = certificate;
        if (known != null) {
            return known;
        }
        String folder = site.work().fresh("h");
        KongServer server = KongServer.prepare(
                site.node(),
                site.installed(),
                KongServer.Plan.forCommands(
                        folder, site.node().address(), new KongDatabase.Off(Optional.empty()), kong.plugins()),
                kong.config());
        String file = folder + "/cluster.crt";
        String key = folder + "/cluster.key";
        server.hybridCertificate(file, key);
        Certificate made = new Certificate(site.node().read(file), site.node().read(key));
        site.work().remove(folder);
        certificate = made;
        return made;
    }

    private static String put(Node node, String file, String text) throws InterruptedException {
        node.run(Command.of("sh", "-c", "mkdir -p \"$(dirname \"$1\")\" && umask 077 && cat > \"$1\"", "sh", file)
                        .input(text))
                .orFail("writing " + file);
        return file;
    }

    /**
     * Waits until all data planes have the same configuration, by what their control plane says.
     *
     * @param dataPlanes how many there are
     */
    void awaitDataPlanes(KongNode controlPlane, int dataPlanes, Duration within) throws InterruptedException {
        Await.until("%d data planes to have what %s has".formatted(dataPlanes, controlPlane.name()), within, () -> {
            InetSocketAddress admin = controlPlane
                    .node()
                    .reach(controlPlane.port(Load.Target.ADMIN).orElseThrow());
            URI uri =
                    URI.create("http://%s:%d/clustering/data-planes".formatted(admin.getHostString(), admin.getPort()));
            try {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(uri).timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofString());
                return answer.statusCode() == 200
                        ? amiss(JSON.readTree(answer.body()), dataPlanes)
                        : Optional.of("%s answered %d".formatted(uri, answer.statusCode()));
            } catch (IOException | JacksonException e) {
                return Optional.of("%s: %s".formatted(uri, e.getMessage()));
            }
        });
    }

    /** What of the answer of {@code /clustering/data-planes} keeps them from being ready. */
    static Optional<String> amiss(JsonNode answer, int dataPlanes) {
        JsonNode data = answer.path("data");
        Set<String> hashes = new TreeSet<>();
        data.forEach(plane -> hashes.add(plane.path("config_hash").asString(NOTHING)));
        if (data.size() < dataPlanes) {
            return Optional.of("it knows %d".formatted(data.size()));
        }
        return hashes.size() == 1 && !hashes.contains(NOTHING)
                ? Optional.empty()
                : Optional.of("they have the configurations %s".formatted(String.join(", ", hashes)));
    }
}
