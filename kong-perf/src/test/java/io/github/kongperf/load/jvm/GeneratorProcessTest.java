package io.github.kongperf.load.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.node.Await;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.local.LocalNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GeneratorProcessTest {

    private static final String TOKEN = "this is the token";

    @TempDir
    private Path temp;

    private final Node node = new LocalNode();
    private Job job;

    @BeforeEach
    void start() throws Exception {
        job = node.start(
                GeneratorCommand.here()
                        .command(List.of(), false, Duration.ZERO, Duration.ofSeconds(1))
                        .secret(GeneratorProcess.TOKEN, TOKEN),
                temp.resolve("job").toString());
    }

    @AfterEach
    void end() throws Exception {
        job.end(Duration.ZERO);
    }

    @Test
    void endsWhenNobodyComes() throws Exception {
        assertThat(job.await(Duration.ofSeconds(20))).isTrue();
        assertThat(job.exitCode()).isEqualTo(OptionalInt.of(0));
        assertThat(job.errors()).isEmpty();
    }

    @Test
    void endsAWhileAfterTheLastHasGone() throws Exception {
        try (Socket socket = connect()) {
            say(socket, TOKEN);
            assertThat(job.await(Duration.ofMillis(2500))).isFalse();
        }
        assertThat(job.await(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void doesNotListenToWhoDoesNotKnowTheToken() throws Exception {
        try (Socket socket = connect()) {
            say(socket, "this is no token");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(job.await(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void hangsUpOnWhoSpeaksNonsense() throws Exception {
        try (Socket socket = connect()) {
            say(socket, TOKEN);
            say(socket, "nonsense");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private Socket connect() throws IOException, InterruptedException {
        Pattern port = Pattern.compile("port ([0-9]+)\n");
        Await.until(
                "the port",
                Duration.ofSeconds(20),
                () -> port.matcher(job.output()).find() ? Optional.empty() : Optional.of(job.output() + job.errors()));
        Matcher found = port.matcher(job.output());
        assertThat(found.find()).isTrue();
        return new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(found.group(1)));
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
