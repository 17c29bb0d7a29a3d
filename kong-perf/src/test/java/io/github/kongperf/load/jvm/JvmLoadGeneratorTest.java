package io.github.kongperf.load.jvm;

import static io.github.kongperf.load.jvm.ScriptedServer.OK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.RunningLoad;
import io.github.kongperf.result.ErrorKind;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JvmLoadGeneratorTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    private final JvmLoadGenerator generator = new JvmLoadGenerator();

    @AfterEach
    void close() {
        generator.close();
    }

    @Test
    void countsEveryAnswerOfAnOrdinaryServer() throws Exception {
        AtomicInteger served = new AtomicInteger();
        Measurement measurement = loadUndertow(
                exchange -> {
                    served.incrementAndGet();
                    exchange.getResponseSender().send("hello");
                },
                load(Request.get("/")));

        assertThat(measurement.answers()).isGreaterThan(190);
        assertThat(measurement.statuses()).containsOnlyKeys(200);
        assertThat(measurement.errors()).isEmpty();
        // What was in flight at the end is served, but counted nowhere.
        assertThat(served.get() - measurement.answers()).isBetween(0L, 4L);
        assertThat(measurement.latencies().count()).isEqualTo(measurement.answers());
        assertThat(measurement.bytesRead()).isGreaterThan(measurement.answers() * 50);
        assertThat(measurement.schedule()).isEmpty();
    }

    @Test
    void sendsMethodsHeadersAndBodies() throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Measurement measurement = loadUndertow(
                exchange -> exchange.getRequestReceiver().receiveFullString((got, body) -> {
                    seen.add(got.getRequestMethod() + " " + got.getRequestURI() + " "
                            + got.getRequestHeaders().getFirst("apikey") + " " + body);
                    got.getResponseSender().send("x");
                }),
                load(
                        new Request(
                                "POST",
                                "/a",
                                Map.of("apikey", "k${random.int(1,2)}"),
                                Optional.of("b${random.int(9,10)}")),
                        new Request("HEAD", "/h", Map.of(), Optional.empty())));

        assertThat(measurement.errors()).isEmpty();
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "POST /a k1 b9", "POST /a k1 b10", "POST /a k2 b9", "POST /a k2 b10", "HEAD /h null ");
    }

    @Test
    void countsStatusesByCode() throws Exception {
        AtomicInteger served = new AtomicInteger();
        Measurement measurement = loadUndertow(
                exchange -> exchange.setStatusCode(List.of(200, 204, 404, 503).get(served.getAndIncrement() % 4)),
                load(Request.get("/")));

        assertThat(measurement.statuses()).containsOnlyKeys(200, 204, 404, 503);
        assertThat(measurement.errors()).isEmpty();
    }

    @Test
    void readsLargeAnswersWhole() throws Exception {
        String large = "x".repeat(300_000);
        Measurement measurement = loadUndertow(
                exchange -> {
                    exchange.getResponseHeaders().put(Headers.TRANSFER_ENCODING, "chunked");
                    exchange.getResponseSender().send(large);
                },
                load(Request.get("/")));

        assertThat(measurement.errors()).isEmpty();
        assertThat(measurement.answers()).isPositive();
        assertThat(measurement.bytesRead()).isGreaterThan(measurement.answers() * 300_000);
    }

    @Test
    void writesBodiesThatTheTargetDoesNotWaitFor() throws Exception {
        String large = "y".repeat(4_000_000);
        Measurement measurement = load(
                peer -> {
                    while (peer.request()) {
                        peer.answer("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
                    }
                },
                load(new Request("POST", "/", Map.of("Expect", "nothing"), Optional.of(large))));

        assertThat(measurement.statuses()).containsKey(413);
    }

    @Test
    void asksTheSameOfTheSameSeed() throws Exception {
        LoadOptions load = load(Request.get("/${random.int(1,1000000)}"), Request.get("/b?${random.int(1,1000000)}"));
        List<String> first = firstRequests(load);
        List<String> second = firstRequests(load);
        List<String> other = firstRequests(load.stretch(SHORT, 8));

        assertThat(first).hasSize(4).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(second);
        assertThat(other).doesNotContainAnyElementsOf(first);
    }

    /** The first requests of each connection, joined. */
    private List<String> firstRequests(LoadOptions load) throws Exception {
        try (ScriptedServer server = new ScriptedServer(JvmLoadGeneratorTest::answerAll)) {
            generator.start(server.uri(), load).await();
            return server.asked().values().stream()
                    .map(asked -> asked.stream().limit(3).collect(Collectors.joining()))
                    .toList();
        }
    }

    @Test
    void keepsAsManyConnectionsAsItIsToldForAsLongAsItIsTold() throws Exception {
        try (ScriptedServer server = new ScriptedServer(JvmLoadGeneratorTest::answerAll)) {
            Measurement measurement =
                    generator.start(server.uri(), load(7, 3, Request.get("/"))).await();

            assertThat(measurement.duration()).isEqualTo(SHORT);
            assertThat(server.connections()).isEqualTo(7);
            assertThat(server.asked().values())
                    .allSatisfy(asked -> assertThat(asked).isNotEmpty());
        }
    }

    @Test
    void readsAnAnswerThatComesByteByByte() throws Exception {
        Measurement measurement = load(
                peer -> {
                    while (peer.request()) {
                        String answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
                        for (int i = 0; i < answer.length(); i++) {
                            peer.answer(answer.substring(i, i + 1));
                        }
                    }
                },
                load(Request.get("/")));

        assertThat(measurement.errors()).isEmpty();
        assertThat(measurement.statuses().get(200)).isPositive();
    }

    @Test
    void reconnectsWhenTheTargetClosesAfterEachAnswer() throws Exception {
        for (String head : List.of(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\n\r\nuntil close")) {
            Measurement measurement = load(
                    peer -> {
                        if (peer.request()) {
                            peer.answer(head);
                        }
                    },
                    load(Request.get("/")));

            assertThat(measurement.errors()).isEmpty();
            assertThat(measurement.statuses().get(200)).isGreaterThan(8);
        }
    }

    @Test
    void countsAConnectionClosedBetweenAnswersAsClosed() throws Exception {
        Measurement measurement = load(
                peer -> {
                    peer.request();
                    peer.answer(OK);
                    peer.request();
                },
                load(Request.get("/")));

        assertThat(measurement.errors()).containsOnlyKeys(ErrorKind.CLOSED);
        assertThat(measurement.statuses().get(200)).isGreaterThan(8);
    }

    @Test
    void countsAConnectionBrokenInMidAnswerAsRead() throws Exception {
        Measurement closed = load(
                peer -> {
                    peer.request();
                    peer.answer(OK.substring(0, OK.length() - 1));
                },
                load(Request.get("/")));
        Measurement reset = load(
                peer -> {
                    peer.request();
                    peer.answer("HTTP/1.1 200 OK\r\n\r\nuntil clo");
                    Thread.sleep(20);
                    peer.reset();
                },
                load(Request.get("/")));

        assertThat(closed.errors()).containsOnlyKeys(ErrorKind.READ);
        assertThat(closed.answers()).isZero();
        assertThat(reset.errors()).containsOnlyKeys(ErrorKind.READ);
        assertThat(reset.answers()).isZero();
    }

    @Test
    void countsWhatIsNoHttpAsRead() throws Exception {
        for (String garbage : List.of("SSH-2.0-x", OK + "and more")) {
            Measurement measurement = load(
                    peer -> {
                        peer.request();
                        peer.answer(garbage);
                        peer.waitForEnd();
                    },
                    load(Request.get("/")));

            assertThat(measurement.errors()).containsOnlyKeys(ErrorKind.READ);
            assertThat(measurement.answers()).isZero();
        }
    }

    @Test
    void hammersNoTargetThatClosesWithoutAnswer() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::request)) {
            Measurement measurement =
                    generator.start(server.uri(), load(Request.get("/"))).await();

            assertThat(measurement.errors()).containsOnlyKeys(ErrorKind.CLOSED);
            // 4 connections with pauses of 0, 10, 20, 40, 80, 160 ms
            assertThat(server.connections()).isLessThanOrEqualTo(4 * 7);
        }
    }

    @Test
    void givesUpARequestAfterItsTimeoutAndReplacesTheConnection() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::waitForEnd)) {
            LoadOptions load = new LoadOptions(
                    2,
                    1,
                    SHORT.multipliedBy(2),
                    new Rate.AsFastAsPossible(),
                    Duration.ofMillis(100),
                    List.of(Request.get("/")),
                    7);
            Measurement measurement = generator.start(server.uri(), load).await();

            assertThat(measurement.errors()).containsOnlyKeys(ErrorKind.TIMEOUT);
            assertThat(measurement.failures()).isBetween(2L, 12L);
            assertThat(server.connections()).isGreaterThan(2);
        }
    }

    @Test
    void countsAnswersThatComeTooLateAsTimeouts() throws Exception {
        LoadOptions load = new LoadOptions(
                1, 1, SHORT, new Rate.AsFastAsPossible(), Duration.ofNanos(1), List.of(Request.get("/")), 7);
        Measurement measurement = load(JvmLoadGeneratorTest::answerAll, load);

        assertThat(measurement.errors()).containsOnlyKeys(ErrorKind.TIMEOUT);
        assertThat(measurement.answers()).isZero();
    }

    @Test
    void countsNeitherAnswerNorErrorForAnAnswerThatComesAfterTheEnd() throws Exception {
        Measurement measurement = load(
                peer -> {
                    peer.request();
                    Thread.sleep(SHORT.plusMillis(100).toMillis());
                    peer.answer(OK);
                },
                load(Request.get("/")));

        assertThat(measurement.answers()).isZero();
        assertThat(measurement.errors()).isEmpty();
    }

    @Test
    void countsAsTimeoutsTheRequestsThatAreNeverAnswered() throws Exception {
        LoadOptions load = new LoadOptions(
                3, 1, SHORT, new Rate.AsFastAsPossible(), SHORT.multipliedBy(2), List.of(Request.get("/")), 7);
        Measurement measurement = load(ScriptedServer.Peer::waitForEnd, load);

        assertThat(measurement.errors()).isEqualTo(Map.of(ErrorKind.TIMEOUT, 3L));
        assertThat(measurement.duration()).isEqualTo(SHORT);
    }

    @Test
    void waitsForNoAnswerOnceItIsStopped() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::waitForEnd)) {
            LoadOptions load = new LoadOptions(
                    2, 1, SHORT, new Rate.AsFastAsPossible(), Duration.ofHours(1), List.of(Request.get("/")), 7);
            RunningLoad running = generator.start(server.uri(), load);
            Thread.sleep(SHORT.plusMillis(200).toMillis());

            assertThat(running.stop().errors()).isEmpty();
        }
    }

    @Test
    void countsWhatIsInFlightForTooLongAtTheEnd() throws Exception {
        LoadOptions load = new LoadOptions(
                2, 1, SHORT, new Rate.AsFastAsPossible(), SHORT.minusMillis(1), List.of(Request.get("/")), 7);
        Measurement measurement = load(ScriptedServer.Peer::waitForEnd, load);

        assertThat(measurement.errors()).containsOnlyKeys(ErrorKind.TIMEOUT);
    }

    @Test
    void saysAtOnceThatAPortIsRefused() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        RunningLoad running = generator.start(
                URI.create("http://127.0.0.1:" + port), load(Request.get("/")).stretch(Duration.ofMinutes(10), 7));

        assertThatExceptionOfType(LoadFailed.class)
                .isThrownBy(running::await)
                .withMessage(
                        "http://127.0.0.1:%d: all 4 connections failed: connection refused; is the target up, and does it listen on this port?",
                        port);
        assertThatExceptionOfType(LoadFailed.class).isThrownBy(running::stop);
    }

    @Test
    void countsRefusedConnectionsDuringTheLoadWithPausesBetween() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.request();
            peer.answer(OK);
            peer.request();
        })) {
            RunningLoad running =
                    generator.start(server.uri(), load(2, 1, Request.get("/")).stretch(Duration.ofMinutes(10), 7));
            while (server.connections() < 4) {
                Thread.sleep(1);
            }
            server.stopListening();
            Thread.sleep(600);
            Measurement measurement = running.stop();

            assertThat(measurement.errors().get(ErrorKind.CONNECT)).isBetween(1L, 30L);
        }
    }

    @Test
    void refusesATargetThatItCannotSpeakTo() {
        assertThatThrownBy(() -> generator.start(URI.create("https://127.0.0.1"), load(Request.get("/"))))
                .isInstanceOf(LoadFailed.class)
                .hasMessageStartingWith("https://127.0.0.1: the jvm generator speaks plain HTTP only");
        assertThatThrownBy(() -> generator.start(URI.create("http://no-such-host.invalid"), load(Request.get("/"))))
                .isInstanceOf(LoadFailed.class)
                .hasMessageContaining("no address is known for host no-such-host.invalid");
        assertThatThrownBy(() ->
                        generator.start(URI.create("http://127.0.0.1:1"), load(Request.get("/${random.int(2,1)}"))))
                .isInstanceOf(LoadFailed.class)
                .hasMessageContaining("http://127.0.0.1:1: ${random.int(2,1)} draws from no range");
    }

    @Test
    void stopsEarlyWithWhatWasMeasured() throws Exception {
        try (ScriptedServer server = new ScriptedServer(JvmLoadGeneratorTest::answerAll)) {
            RunningLoad running =
                    generator.start(server.uri(), load(Request.get("/")).stretch(Duration.ofMinutes(10), 7));
            while (server.asked().size() < 4) {
                Thread.sleep(1);
            }
            Thread.sleep(50);
            Measurement measurement = running.stop();

            assertThat(measurement.answers()).isPositive();
            assertThat(measurement.duration()).isLessThan(Duration.ofMinutes(1));
            assertThat(running.stop()).isEqualTo(measurement);
            assertThat(running.await()).isEqualTo(measurement);
        }
    }

    @Test
    void endsWhenInterruptedAndKeepsWhatWasMeasured() throws Exception {
        try (ScriptedServer server = new ScriptedServer(JvmLoadGeneratorTest::answerAll)) {
            RunningLoad running =
                    generator.start(server.uri(), load(Request.get("/")).stretch(Duration.ofMinutes(10), 7));
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            CountDownLatch waiting = new CountDownLatch(1);
            Thread waiter = new Thread(() -> {
                waiting.countDown();
                try {
                    running.await();
                } catch (Throwable e) {
                    thrown.set(e);
                }
            });
            waiter.start();
            waiting.await();
            while (server.asked().size() < 4) {
                Thread.sleep(1);
            }
            Thread.sleep(50);
            waiter.interrupt();
            waiter.join();

            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            assertThat(running.stop().answers()).isPositive();
        }
    }

    @Test
    void closesWhatStillRuns() throws Exception {
        try (ScriptedServer server = new ScriptedServer(JvmLoadGeneratorTest::answerAll)) {
            RunningLoad running =
                    generator.start(server.uri(), load(Request.get("/")).stretch(Duration.ofMinutes(10), 7));
            generator.close();

            assertThat(running.await().duration()).isLessThan(Duration.ofMinutes(1));
            assertThatThrownBy(() -> generator.start(server.uri(), load(Request.get("/"))))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void keepsItsThreadsForTheNextLoadAndEndsThemWhenClosed() throws Exception {
        try (ScriptedServer server = new ScriptedServer(JvmLoadGeneratorTest::answerAll)) {
            Set<Thread> before = threads();
            for (int i = 0; i < 20; i++) {
                Measurement measurement = generator
                        .start(
                                server.uri(),
                                load(4, 1 + i % 3, Request.get("/")).stretch(Duration.ofMillis(20), i))
                        .await();
                assertThat(measurement.errors()).isEmpty();
            }
            Set<Thread> own = threads();
            own.removeAll(before);

            assertThat(own).hasSize(3).allMatch(Thread::isDaemon);
            generator.close();
            for (Thread thread : own) {
                thread.join(5_000);
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(JvmLoadGenerator.THREAD_NAME))
                .collect(Collectors.toSet());
    }

    private static void answerAll(ScriptedServer.Peer peer) throws IOException {
        while (peer.request()) {
            peer.answer(OK);
        }
    }

    private static LoadOptions load(Request... requests) {
        return load(4, 2, requests);
    }

    private static LoadOptions load(int connections, int threads, Request... requests) {
        return new LoadOptions(
                connections, threads, SHORT, new Rate.AsFastAsPossible(), Duration.ofSeconds(5), List.of(requests), 7);
    }

    private Measurement load(ScriptedServer.Script script, LoadOptions load) throws Exception {
        try (ScriptedServer server = new ScriptedServer(script)) {
            return generator.start(server.uri(), load).await();
        }
    }

    /** Loads an ordinary server until it was asked 200 times. */
    private Measurement loadUndertow(HttpHandler handler, LoadOptions load) throws InterruptedException {
        CountDownLatch enough = new CountDownLatch(200);
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setHandler(exchange -> {
                    handler.handleRequest(exchange);
                    enough.countDown();
                })
                .build();
        server.start();
        try {
            InetSocketAddress address =
                    (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
            RunningLoad running = generator.start(
                    URI.create("http://127.0.0.1:" + address.getPort()), load.stretch(Duration.ofMinutes(10), 7));
            enough.await();
            return running.stop();
        } finally {
            server.stop();
        }
    }
}
