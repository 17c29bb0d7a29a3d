package io.github.kongperf.node.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.NodeFailed;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnginePlaceTest {

    /** What docker calls the folder of a context named {@code remote}: the SHA-256 of its name. */
    private static final String REMOTE = "b71199ebd070b36beab7317920c2c2f1d777df8d05e5527d8458fda57cb17a7a";

    @TempDir
    private Path home;

    @Test
    void isTheDefaultSocketUnlessSomethingSaysOtherwise() {
        EnginePlace place = EnginePlace.find(Map.of(), home);
        assertThat(place.host()).isEqualTo(URI.create("unix:///var/run/docker.sock"));
        assertThat(place.socket()).isTrue();
        assertThat(place.certificates()).isEmpty();
    }

    @Test
    void takesWhatDockerHostNamesBeforeAnyContext() throws IOException {
        context("remote", "tcp://10.0.0.1:2375");
        EnginePlace place =
                EnginePlace.find(Map.of("DOCKER_HOST", "tcp://build-1:2375", "DOCKER_CONTEXT", "remote"), home);
        assertThat(place.host()).isEqualTo(URI.create("tcp://build-1:2375"));
        assertThat(place.socket()).isFalse();
        assertThat(place.from()).isEqualTo("DOCKER_HOST");
    }

    @Test
    void takesTheContextThatIsNamedOrCurrent() throws IOException {
        context("remote", "tcp://10.0.0.1:2375");
        assertThat(EnginePlace.find(Map.of("DOCKER_CONTEXT", "remote"), home).host())
                .isEqualTo(URI.create("tcp://10.0.0.1:2375"));
        Files.writeString(home.resolve(".docker/config.json"), "{ \"currentContext\": \"remote\" }");
        EnginePlace current = EnginePlace.find(Map.of(), home);
        assertThat(current.host()).isEqualTo(URI.create("tcp://10.0.0.1:2375"));
        assertThat(current.from()).isEqualTo("Docker context 'remote'");
        Files.writeString(home.resolve(".docker/config.json"), "{ \"currentContext\": \"default\" }");
        assertThat(EnginePlace.find(Map.of(), home).socket()).isTrue();
    }

    @Test
    void wantsCertificatesWhereThereIsTls() throws IOException {
        Path folder = Files.createDirectories(home.resolve("certificates"));
        Map<String, String> environment = Map.of(
                "DOCKER_HOST", "tcp://build-1:2376",
                "DOCKER_TLS_VERIFY", "1",
                "DOCKER_CERT_PATH", folder.toString());
        assertThatThrownBy(() -> EnginePlace.find(environment, home))
                .isInstanceOf(NodeFailed.class)
                .hasMessage(
                        "DOCKER_HOST names the Docker engine tcp://build-1:2376 with TLS, but %s can't be read; set DOCKER_CERT_PATH to a folder that has it",
                        folder.resolve("ca.pem"));
        for (String file : new String[] {"ca.pem", "cert.pem", "key.pem"}) {
            Files.writeString(folder.resolve(file), "x");
        }
        assertThat(EnginePlace.find(environment, home).certificates()).contains(folder);
    }

    @Test
    void saysWhatIsWrongAndWhatToDo() throws IOException {
        assertThatThrownBy(() -> EnginePlace.find(Map.of("DOCKER_HOST", "ssh://me@build-1"), home))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("DOCKER_HOST", "ssh -NL", "me@build-1");
        assertThatThrownBy(() -> EnginePlace.find(Map.of("DOCKER_HOST", "build-1"), home))
                .hasMessage("DOCKER_HOST names the Docker engine 'build-1': it must begin with unix:// or tcp://");
        assertThatThrownBy(() -> EnginePlace.find(Map.of("DOCKER_CONTEXT", "gone"), home))
                .hasMessageContaining("DOCKER_CONTEXT names the Docker context 'gone', but there is no ")
                .hasMessageContaining("docker context ls");
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), "{ oops");
        assertThatThrownBy(() -> EnginePlace.find(Map.of(), home))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("config.json is no JSON");
    }

    @Test
    void saysThatNothingListensThere() {
        Path socket = home.resolve("no.sock");
        assertThatThrownBy(() -> Engine.connect(Map.of("DOCKER_HOST", "unix://" + socket), home))
                .isInstanceOf(NodeFailed.class)
                .hasMessageStartingWith(
                        "no Docker engine: there is no %s (DOCKER_HOST); start Docker".formatted(socket))
                .hasMessageContaining("driver embedded");
        assertThatThrownBy(() -> Engine.connect(Map.of("DOCKER_HOST", "tcp://127.0.0.1:1"), home))
                .isInstanceOf(NodeFailed.class)
                .hasMessageStartingWith("no Docker engine answers at tcp://127.0.0.1:1 (DOCKER_HOST): ")
                .hasMessageContaining("refused");
    }

    private void context(String name, String host) throws IOException {
        assertThat(name).isEqualTo("remote");
        Path meta =
                Files.createDirectories(home.resolve(".docker/contexts/meta").resolve(REMOTE));
        Files.writeString(
                meta.resolve("meta.json"),
                "{ \"Name\": \"%s\", \"Endpoints\": { \"docker\": { \"Host\": \"%s\" } } }".formatted(name, host));
    }
}
