package io.github.kongperf.load.jvm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a process that makes load for whoever holds its token, and ends when nobody has been connected for a
 * while. Prints {@code port <number>} as soon as it listens, and warms up meanwhile; loads wait for that.
 */
public final class GeneratorProcess {

    /** The environment variable that holds the token. */
    static final String TOKEN = "KONG_PERF_TOKEN";

    private static final int LOOK_MILLIS = 250;

    private final JvmLoadGenerator generator = new JvmLoadGenerator();
    private final CountDownLatch warm = new CountDownLatch(1);
    private final AtomicInteger connected = new AtomicInteger();
    private final String token;
    private final long lonelyNanos;

    private GeneratorProcess(String token, Duration lonely) {
        this.token = token;
        this.lonelyNanos = lonely.toNanos();
    }

    /**
     * @param args on what to listen ({@code loopback} or {@code any}), how long to warm up at most, and how long to wait for somebody,
     *     both in milliseconds
     */
    public static void main(String[] args) throws IOException {
        String token = System.getenv(TOKEN);
        if (token == null || token.isEmpty() || args.length != 3) {
            System.err.println("This is started by Kong Perf, with a token; it is of no use alone.");
            System.exit(2);
            return;
        }
        @Nullable InetAddress address = args[0].equals("loopback") ? InetAddress.getLoopbackAddress() : null;
        new GeneratorProcess(token, Duration.ofMillis(Long.parseLong(args[2])))
                .serve(address, Duration.ofMillis(Long.parseLong(args[1])));
        // Threads that still run are daemons.
    }

    private void serve(@Nullable InetAddress address, Duration warmUp) throws IOException {
        try (ServerSocket listener = new ServerSocket()) {
            listener.bind(new InetSocketAddress(address, 0));
            listener.setSoTimeout(LOOK_MILLIS);
            System.out.println("port " + listener.getLocalPort());
            inBackground("kong-perf-warm-up", () -> warm(warmUp));
            long lastConnected = System.nanoTime();
            while (connected.get() > 0 || System.nanoTime() - lastConnected < lonelyNanos) {
                try {
                    Socket socket = listener.accept();
                    inBackground("kong-perf-control", () -> talk(socket));
                } catch (SocketTimeoutException e) {
                    // Time to look whether anybody is there.
                }
                if (connected.get() > 0) {
                    lastConnected = System.nanoTime();
                }
            }
        }
    }

    private void warm(Duration time) {
        try {
            if (!time.isZero()) {
                WarmUp.of(generator, time);
            }
        } catch (IOException | InterruptedException e) {
            System.err.println("The warm-up failed: " + e);
        } finally {
            warm.countDown();
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            new GeneratorControl(socket, token, connected, this::warmGenerator).talk();
        } catch (IOException e) {
            return; // it is gone, and its loads have ended
        }
    }

    private JvmLoadGenerator warmGenerator() throws InterruptedException {
        warm.await();
        return generator;
    }

    /** Runs a task in a thread that keeps nothing alive. */
    static void inBackground(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
