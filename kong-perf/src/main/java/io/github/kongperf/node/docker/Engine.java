package io.github.kongperf.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.github.kongperf.node.NodeFailed;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A Docker engine, spoken to in a version of its API that it and our library know. */
public final class Engine implements AutoCloseable {

    /** Library and engine speak any from here on; older ones lack what is needed. */
    static final RemoteApiVersion OLDEST = RemoteApiVersion.VERSION_1_40;

    /** The newest that the library knows. */
    static final RemoteApiVersion NEWEST = RemoteApiVersion.VERSION_1_44;

    private static final String OTHERWISE =
            "; without Docker, the driver local runs Kong as processes of this machine, and the driver embedded, which is not Kong, needs nothing";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Each job that is watched and each file on its way has a connection. */
    private static final int CONNECTIONS = 1000;

    private final EnginePlace place;
    private final DockerClient client;
    private final Version version;
    private final RemoteApiVersion api;

    private Engine(EnginePlace place, DockerClient client, Version version, RemoteApiVersion api) {
        this.place = place;
        this.client = client;
        this.version = version;
        this.api = api;
    }

    /**
     * The engine that docker's own command line would speak to.
     *
     * @param environment the caller's
     * @param home of the caller
     * @throws NodeFailed if there is none that can be used: why, and what to do
     */
    public static Engine connect(Map<String, String> environment, Path home) {
        EnginePlace place = EnginePlace.find(environment, home);
        if (place.socket() && !Files.exists(Path.of(place.host().getPath()))) {
            throw new NodeFailed(
                    "no Docker engine: there is no %s (%s); start Docker, or set DOCKER_HOST to where it listens%s"
                            .formatted(place.host().getPath(), place.from(), OTHERWISE));
        }
        Version version;
        try (DockerClient asking = client(place, RemoteApiVersion.UNKNOWN_VERSION)) {
            version = asking.versionCmd().exec();
        } catch (IOException e) {
            throw new NodeFailed(unreachable(place, e), e);
        } catch (RuntimeException e) {
            throw new NodeFailed(unreachable(place, e.getCause() instanceof RuntimeException lost ? lost : e), e);
        }
        RemoteApiVersion api = spoken(place, version);
        return new Engine(place, client(place, api), version, api);
    }

    /** The newest version that both know. */
    private static RemoteApiVersion spoken(EnginePlace place, Version version) {
        RemoteApiVersion theirs = RemoteApiVersion.parseConfig(version.getApiVersion());
        if (!theirs.isGreaterOrEqual(OLDEST)) {
            throw new NodeFailed(
                    "the Docker engine at %s (%s, Docker %s) knows API %s; %s or newer is needed (Docker 19.03)%s"
                            .formatted(
                                    place.host(),
                                    place.from(),
                                    version.getVersion(),
                                    version.getApiVersion(),
                                    OLDEST.getVersion(),
                                    OTHERWISE));
        }
        String least = version.getMinAPIVersion();
        if (theirs.isGreaterOrEqual(NEWEST)) {
            // An engine that has given up what we know still answers what has not changed since.
            RemoteApiVersion oldestOfTheirs = least == null ? NEWEST : RemoteApiVersion.parseConfig(least);
            return oldestOfTheirs.isGreaterOrEqual(NEWEST) ? oldestOfTheirs : NEWEST;
        }
        return theirs;
    }

    private static DockerClient client(EnginePlace place, RemoteApiVersion api) {
        DefaultDockerClientConfig.Builder builder = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(place.host().toString())
                .withDockerTlsVerify(place.certificates().isPresent())
                .withApiVersion(api);
        place.certificates().ifPresent(folder -> builder.withDockerCertPath(folder.toString()));
        DefaultDockerClientConfig config = builder.build();
        return DockerClientImpl.getInstance(
                config,
                Connection.of(
                        new ZerodepDockerHttpClient.Builder()
                                .dockerHost(config.getDockerHost())
                                .sslConfig(config.getSSLConfig())
                                .maxConnections(CONNECTIONS)
                                .connectionTimeout(CONNECT)
                                .build(),
                        place.host()));
    }

    private static String unreachable(EnginePlace place, Exception e) {
        String why = reason(e);
        if (why.contains("Permission denied") || why.contains("[13]")) {
            return "the Docker engine at %s (%s) may not be used by %s; add that user to the group of the socket (sudo usermod -aG docker %s, then log in anew), or use a rootless engine%s"
                    .formatted(
                            place.host(),
                            place.from(),
                            System.getProperty("user.name"),
                            System.getProperty("user.name"),
                            OTHERWISE);
        }
        return "no Docker engine answers at %s (%s): %s; start Docker, or set DOCKER_HOST to where it listens%s%s"
                .formatted(
                        place.host(),
                        place.from(),
                        why,
                        place.socket() || place.certificates().isPresent()
                                ? ""
                                : ", and if that wants TLS, DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH",
                        OTHERWISE);
    }

    /** What an exception of the library says, or the one behind it that says something. */
    public static String reason(Throwable e) {
        if (e instanceof DockerException answer && answer.getMessage() != null) {
            return said(answer.getMessage().strip());
        }
        Throwable inner = e;
        while (inner.getCause() != null && inner.getCause() != inner) {
            inner = inner.getCause();
        }
        String message = inner.getMessage();
        return message == null ? inner.getClass().getSimpleName() : message.strip();
    }

    /** The library gives an answer as it came: {@code Status 500: {"message":"…"}}. */
    private static String said(String answer) {
        int body = answer.indexOf('{');
        if (!answer.startsWith("Status ") || body < 0) {
            return answer;
        }
        try {
            String message =
                    JSON.readTree(answer.substring(body)).path("message").asString("");
            return message.isBlank() ? answer : message.strip();
        } catch (JacksonException e) {
            // Not the engine's own: that of a proxy before it.
            return answer;
        }
    }

    /** To make and remove containers, networks and images with. */
    public DockerClient client() {
        return client;
    }

    /** Where it listens. */
    public URI host() {
        return place.host();
    }

    /** Its version, such as {@code 20.10.24}; empty if it does not say. */
    public Optional<String> version() {
        return Optional.ofNullable(version.getVersion());
    }

    /** The version of the API that is spoken. */
    public String api() {
        return api.getVersion();
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            // Nothing is left to be written: there is nothing that could be lost.
            return;
        }
    }
}
