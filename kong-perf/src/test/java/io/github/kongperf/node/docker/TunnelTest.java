package io.github.kongperf.node.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.Await;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.FreePorts;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.NodeFailed;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
final class TunnelTest {

    /** Gives each connection back what it says; to one that says "bye" it says the same, and ends. */
    private static final String ECHO = """
            $SIG{CHLD} = 'IGNORE';
            my $server = IO::Socket::INET->new(Listen => 100, ReuseAddr => 1, LocalPort => $ARGV[0]) or die;
            while (my $client = $server->accept) {
                next if fork;
                while (sysread($client, my $bytes, 65536)) {
                    my $at = 0;
                    $at += syswrite($client, $bytes, length($bytes) - $at, $at) while $at < length $bytes;
                    exit if $bytes eq "bye";
                }
                exit;
            }
            """;

    @RegisterExtension
    private static final OneContainer SERVER = new OneContainer(Map.of());

    @RegisterExtension
    private static final OneContainer BETWEEN = new OneContainer(Map.of());

    private final Relay relay = new Relay(BETWEEN.engine(), BETWEEN.id(), "container relay");
    private final ContainerNode between = BETWEEN.node();
    private final ContainerNode node = TestContainers.node(SERVER.engine(), SERVER.id(), relay);
    private Optional<Job> echo = Optional.empty();
    private int port;

    @BeforeEach
    void listen() throws InterruptedException {
        port = FreePorts.of(node, 1).get(0);
        Command command = Command.of("perl", "-MIO::Socket::INET", "-e", ECHO, String.valueOf(port));
        echo = Optional.of(node.start(command, "/tmp/echo-" + port));
        Await.until("the server", Duration.ofSeconds(10), () -> node.refusal(port));
    }

    @AfterEach
    void end() throws InterruptedException {
        if (echo.isPresent()) {
            echo.get().end(Duration.ofSeconds(1));
        }
        node.close();
        relay.close();
        Await.until("the end of the relay", Duration.ofSeconds(10), () -> {
            String left = relays();
            return left.equals("0") ? Optional.empty() : Optional.of(left + " are there");
        });
        between.close();
        Await.until("the end of threads", Duration.ofSeconds(10), () -> {
            List<String> left = Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("kong-perf-tunnel"))
                    .toList();
            return left.isEmpty() ? Optional.empty() : Optional.of(left.toString());
        });
    }

    @Test
    void carriesMuchBothWaysAtOnce() throws Exception {
        byte[] bytes = new byte[3 << 20];
        new Random(7).nextBytes(bytes);
        try (Socket socket = connect()) {
            CompletableFuture<byte[]> back = readAll(socket);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            assertThat(back.get(30, TimeUnit.SECONDS)).isEqualTo(bytes);
        }
        awaitLinks(0);
    }

    @Test
    void carriesManyConnectionsOfWhichSomeDoNotRead() throws Exception {
        byte[] much = new byte[4 << 20];
        CompletableFuture<Void> writing;
        try (Socket deaf = connect()) {
            writing = CompletableFuture.runAsync(() -> {
                try {
                    deaf.getOutputStream().write(much);
                } catch (IOException e) {
                    // Closed at the end.
                    return;
                }
            });
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                sockets.add(connect());
            }
            for (int i = 0; i < 50; i++) {
                say(sockets.get(i), "hello " + i);
            }
            for (int i = 0; i < 50; i++) {
                assertThat(hear(sockets.get(i), 7)).isEqualTo(("hello " + i).substring(0, 7));
            }
            awaitLinks(51);
            for (Socket socket : sockets) {
                socket.close();
            }
            awaitLinks(1);
        }
        writing.get(10, TimeUnit.SECONDS);
        awaitLinks(0);
    }

    @Test
    void endsWithTheServer() throws Exception {
        try (Socket socket = connect()) {
            say(socket, "bye");
            assertThat(new String(readAll(socket).get(10, TimeUnit.SECONDS), StandardCharsets.UTF_8))
                    .isEqualTo("bye");
        }
        awaitLinks(0);
    }

    @Test
    void endsWhenItIsClosed() throws Exception {
        InetSocketAddress entrance = node.reach(port);
        assertThat(node.reach(port)).isEqualTo(entrance);
        try (Socket socket = connect()) {
            say(socket, "hello");
            assertThat(hear(socket, 5)).isEqualTo("hello");
            node.close();
            InputStream in = socket.getInputStream();
            assertThatThrownBy(in::read).isInstanceOf(SocketException.class);
        }
        Await.until("its entrance to be closed", Duration.ofSeconds(10), () -> {
            try (Socket socket = new Socket()) {
                socket.connect(entrance, 1000);
                return Optional.of("it is open");
            } catch (IOException e) {
                return Optional.empty();
            }
        });
        awaitLinks(0);
        // And opens again.
        try (Socket socket = connect()) {
            say(socket, "hello");
            assertThat(hear(socket, 5)).isEqualTo("hello");
        }
    }

    @Test
    void breaksWhatNobodyListensTo() throws Exception {
        int closed = FreePorts.of(node, 1).get(0);
        try (Socket socket = new Socket()) {
            socket.connect(node.reach(closed), 1000);
            InputStream in = socket.getInputStream();
            assertThatThrownBy(in::read).isInstanceOf(SocketException.class);
        }
        awaitLinks(0);
    }

    @Test
    void beginsAnotherProcessForOneThatWasKilled() throws Exception {
        try (Socket socket = connect()) {
            say(socket, "hello");
            assertThat(hear(socket, 5)).isEqualTo("hello");
            between.run(Command.of("sh", "-c", "kill -9 $(" + PIDS + ")")).orFail("killing the relay");
            InputStream in = socket.getInputStream();
            assertThatThrownBy(in::read).isInstanceOf(SocketException.class);
        }
        Await.until("the server to be reached again", Duration.ofSeconds(10), () -> node.refusal(port));
    }

    @Test
    void saysThatThereIsNoPerl() throws InterruptedException {
        String bare = TestContainers.start(BETWEEN.engine(), Map.of());
        try (ContainerNode without = TestContainers.node(BETWEEN.engine(), bare);
                Relay other = new Relay(BETWEEN.engine(), bare, "container bare");
                ContainerNode through = TestContainers.node(SERVER.engine(), SERVER.id(), other)) {
            without.run(Command.of("rm", "/usr/bin/perl")).orFail("removing perl");
            assertThatThrownBy(() -> through.reach(port))
                    .isInstanceOf(NodeFailed.class)
                    .hasMessageContaining("reaching containers through container bare")
                    .hasMessageContaining("perl");
        } finally {
            TestContainers.remove(BETWEEN.engine(), bare);
        }
    }

    private Socket connect() throws IOException, InterruptedException {
        Socket socket = new Socket();
        socket.setSoTimeout(20_000);
        socket.connect(node.reach(port), 1000);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hear(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    private static CompletableFuture<byte[]> readAll(Socket socket) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static final String PIDS = "grep -lsa '[k]ong-perf-relay' /proc/[0-9]*/cmdline | cut -d/ -f3";

    private String relays() throws InterruptedException {
        return between.run(Command.of("sh", "-c", PIDS + " | wc -l")).out().strip();
    }

    /** Connections that the relay holds. */
    private void awaitLinks(int count) throws InterruptedException {
        Await.until("%d connections".formatted(count), Duration.ofSeconds(10), () -> {
            String sockets = between.run(
                            Command.of("sh", "-c", "ls -l /proc/$(" + PIDS + ")/fd | grep -c socket: || :"))
                    .out()
                    .strip();
            return sockets.equals(String.valueOf(count)) ? Optional.empty() : Optional.of(sockets);
        });
    }
}
