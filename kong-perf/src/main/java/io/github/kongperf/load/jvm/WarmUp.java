package io.github.kongperf.load.jvm;

import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Has the JVM compile the generator before it counts: until then a request takes about three times the CPU time. The server
 * that it loads is of plain sockets, so that it shares no code with the generator and leaves no traces in what is compiled.
 */
final class WarmUp {

    private static final int CONNECTIONS = 8;
    private static final Duration ROUND = Duration.ofMillis(400);

    /** After so many, the compiler has done what it will do. */
    private static final long ENOUGH = 80_000;

    private static final int OPEN_PER_SECOND = 5000;
    private static final byte[] ANSWER =
            """
            HTTP/1.1 200 OK
            Server: kong-perf
            Content-Type: text/plain
            Content-Length: 5
            Connection: keep-alive

            warm
            """.replace("\n", "\r\n").replace("warm\r\n", "warm\n").getBytes(StandardCharsets.US_ASCII);

    private WarmUp() {}

    /** Until it is enough, but hardly longer than {@code atMost}. */
    static void of(JvmLoadGenerator generator, Duration atMost) throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(0, CONNECTIONS, InetAddress.getLoopbackAddress())) {
            GeneratorProcess.inBackground("kong-perf-warm-up", () -> accept(server));
            URI target = URI.create("http://127.0.0.1:" + server.getLocalPort());
            long deadline = System.nanoTime() + atMost.minus(ROUND).toNanos();
            long answers = 0;
            while (answers < ENOUGH && System.nanoTime() - deadline < 0) {
                answers += generator
                        .start(target, load(new Rate.AsFastAsPossible()))
                        .await()
                        .answers();
            }
            generator.start(target, load(new Rate.Constant(OPEN_PER_SECOND))).await();
        } catch (LoadFailed e) {
            // Cold, it measures as well, with more CPU time: what is wrong shows in the first load.
            System.err.println("The warm-up failed: " + e.getMessage());
        }
    }

    private static LoadOptions load(Rate rate) {
        return new LoadOptions(
                CONNECTIONS,
                2,
                ROUND,
                rate,
                Duration.ofSeconds(1),
                List.of(Request.get("/warm"), Request.get("/warm/${random.int(1,100)}")),
                1);
    }

    private static void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                GeneratorProcess.inBackground("kong-perf-warm-up", () -> answer(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static void answer(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream());
                OutputStream out = socket.getOutputStream()) {
            int newlines = 0;
            for (int each = in.read(); each >= 0; each = in.read()) {
                newlines = each == '\n' ? newlines + 1 : each == '\r' ? newlines : 0;
                if (newlines == 2) {
                    out.write(ANSWER);
                    newlines = 0;
                }
            }
        } catch (IOException e) {
            return; // the generator has closed it
        }
    }
}
