package io.github.kongperf.node.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.Await;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.FreePorts;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.NodeFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine as if it were elsewhere: by TCP and TLS, its containers reached through it. */
@Timeout(120)
final class EngineOverTlsTest {

    @TempDir
    private Path certificates;

    @TempDir
    private Path home;

    @Test
    void runsCommandsCopiesFilesAndReachesPorts() throws Exception {
        try (TlsProxy proxy = TlsProxy.before(socket(), certificates);
                Engine engine = Engine.connect(environment(proxy), home)) {
            assertThat(engine.host()).hasScheme("tcp");
            String container = TestContainers.start(engine, Map.of());
            try (Relay relay = new Relay(engine, container, "container far");
                    ContainerNode node = TestContainers.node(engine, container, relay)) {
                assertThat(node.run(Command.of("cat").input("far away")).out()).isEqualTo("far away");
                byte[] bytes = new byte[1 << 20];
                new java.util.Random(1).nextBytes(bytes);
                Path here = Files.write(home.resolve("file"), bytes);
                node.put(here, "/tmp/there");
                node.get("/tmp/there", home.resolve("back"));
                assertThat(home.resolve("back")).hasBinaryContent(bytes);
                int port = FreePorts.of(node, 1).get(0);
                assertThat(node.refusal(port)).isPresent();
                String server = "IO::Socket::INET->new(Listen => 5, LocalPort => %d) or die; sleep 60".formatted(port);
                Job job =
                        node.start(Command.of("perl", "-MIO::Socket::INET", "-e", "my $s = " + server), "/tmp/server");
                Await.until("the port to be open", Duration.ofSeconds(10), () -> node.refusal(port));
                job.end(Duration.ofSeconds(1));
            } finally {
                TestContainers.remove(engine, container);
            }
        }
    }

    @Test
    void saysThatItWantsTls() throws Exception {
        try (TlsProxy proxy = TlsProxy.before(socket(), certificates)) {
            String host = "tcp://127.0.0.1:" + proxy.port();
            assertThatThrownBy(() -> Engine.connect(Map.of("DOCKER_HOST", host), home))
                    .isInstanceOf(NodeFailed.class)
                    .hasMessageContaining(host)
                    .hasMessageContaining("DOCKER_TLS_VERIFY");
        }
    }

    private Map<String, String> environment(TlsProxy proxy) {
        return Map.of(
                "DOCKER_HOST",
                "tcp://127.0.0.1:" + proxy.port(),
                "DOCKER_TLS_VERIFY",
                "1",
                "DOCKER_CERT_PATH",
                certificates.toString());
    }

    private static Path socket() {
        try (Engine engine = TestContainers.engine()) {
            Assumptions.assumeTrue("unix".equals(engine.host().getScheme()), "the engine has no socket here");
            return Path.of(engine.host().getPath());
        }
    }
}
