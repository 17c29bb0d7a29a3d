package io.github.kongperf.node.docker;

import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Reasons;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a Docker engine listens, found as docker's own command line finds it: DOCKER_HOST, else the context that DOCKER_CONTEXT
 * or the configuration names, else the default socket.
 *
 * @param host such as {@code unix:///var/run/docker.sock} or {@code tcp://build-1:2376}
 * @param certificates a folder with ca.pem, cert.pem and key.pem, if it wants TLS
 * @param from what named it, for messages
 */
record EnginePlace(URI host, Optional<Path> certificates, String from) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DEFAULT = "default";
    private static final String DEFAULT_SOCKET = "unix:///var/run/docker.sock";

    /**
     * @param environment the caller's
     * @param home of the caller
     * @throws NodeFailed if what names it can't be used
     */
    static EnginePlace find(Map<String, String> environment, Path home) {
        String config = environment.getOrDefault("DOCKER_CONFIG", "");
        Path folder = config.isBlank() ? home.resolve(".docker") : Path.of(config);
        String host = environment.getOrDefault("DOCKER_HOST", "").strip();
        if (!host.isEmpty()) {
            boolean secure = !environment.getOrDefault("DOCKER_TLS_VERIFY", "").isBlank()
                    || !environment.getOrDefault("DOCKER_TLS", "").isBlank();
            String certificates = environment.getOrDefault("DOCKER_CERT_PATH", "");
            return checked(
                    host,
                    secure ? Optional.of(certificates.isBlank() ? folder : Path.of(certificates)) : Optional.empty(),
                    "DOCKER_HOST");
        }
        String context = environment.getOrDefault("DOCKER_CONTEXT", "").strip();
        String from = "DOCKER_CONTEXT";
        if (context.isEmpty()) {
            Path file = folder.resolve("config.json");
            context = Files.exists(file) ? text(json(file), "currentContext") : "";
            from = "the current context in " + file;
        }
        return context.isEmpty() || context.equals(DEFAULT)
                ? checked(DEFAULT_SOCKET, Optional.empty(), "the default")
                : ofContext(folder, context, from);
    }

    /** Whether it is a socket of this machine. */
    boolean socket() {
        return "unix".equals(host.getScheme());
    }

    private static EnginePlace ofContext(Path folder, String context, String from) {
        String id = sha256(context);
        Path meta = folder.resolve("contexts/meta").resolve(id).resolve("meta.json");
        if (!Files.exists(meta)) {
            throw new NodeFailed(
                    "%s names the Docker context '%s', but there is no %s; 'docker context ls' shows those that are there"
                            .formatted(from, context, meta));
        }
        String host = text(json(meta).path("Endpoints").path("docker"), "Host");
        Path certificates = folder.resolve("contexts/tls").resolve(id).resolve("docker");
        return checked(
                host,
                Files.isDirectory(certificates) ? Optional.of(certificates) : Optional.empty(),
                "Docker context '%s'".formatted(context));
    }

    private static EnginePlace checked(String host, Optional<Path> certificates, String from) {
        URI uri;
        try {
            uri = URI.create(host);
        } catch (IllegalArgumentException e) {
            throw new NodeFailed(
                    "%s names the Docker engine '%s', which is no address: %s".formatted(from, host, e.getMessage()));
        }
        String scheme = String.valueOf(uri.getScheme());
        switch (scheme) {
            case "unix", "tcp" -> {}
            case "ssh" ->
                throw new NodeFailed(
                        "%s names the Docker engine %s: engines behind SSH are not supported; forward its socket (ssh -NL /tmp/docker.sock:/var/run/docker.sock %s) and set DOCKER_HOST=unix:///tmp/docker.sock"
                                .formatted(from, host, uri.getAuthority()));
            default ->
                throw new NodeFailed(
                        "%s names the Docker engine '%s': it must begin with unix:// or tcp://".formatted(from, host));
        }
        if (certificates.isPresent()) {
            for (String file : new String[] {"ca.pem", "cert.pem", "key.pem"}) {
                if (!Files.isReadable(certificates.get().resolve(file))) {
                    throw new NodeFailed(
                            "%s names the Docker engine %s with TLS, but %s can't be read; set DOCKER_CERT_PATH to a folder that has it"
                                    .formatted(from, host, certificates.get().resolve(file)));
                }
            }
        }
        return new EnginePlace(uri, certificates, from);
    }

    private static JsonNode json(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new NodeFailed("reading %s: %s".formatted(file, Reasons.of(e)), e);
        } catch (JacksonException e) {
            throw new NodeFailed("%s is no JSON: %s".formatted(file, e.getOriginalMessage()), e);
        }
    }

    private static String text(JsonNode object, String key) {
        return object.path(key).asString("");
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
