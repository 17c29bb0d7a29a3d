package io.github.kongperf.load.jvm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;

/** A connection to a {@link GeneratorProcess}. When it breaks, all that was ordered through it fails with an {@link IOException}. */
final class Control implements AutoCloseable {

    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final OutputStream out;
    private final Map<Long, CompletableFuture<Messages.Report>> awaited = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private volatile boolean broken;

    private Control(Socket socket, String token) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        out = socket.getOutputStream();
        write(token + "\n");
    }

    static Control of(InetSocketAddress address, String token) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(address, CONNECT_TIMEOUT_MILLIS);
            Control control = new Control(socket, token);
            GeneratorProcess.inBackground("kong-perf-control", control::read);
            return control;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    boolean isBroken() {
        return broken;
    }

    /** A load that was ordered. */
    record Ordered(long number, CompletableFuture<Messages.Report> report) {}

    Ordered begin(Messages.Load load) throws IOException {
        Ordered ordered = new Ordered(last.incrementAndGet(), new CompletableFuture<>());
        awaited.put(ordered.number(), ordered.report());
        write(Messages.line(new Messages.Order(ordered.number(), load)));
        if (broken) {
            throw new IOException("the connection is broken");
        }
        return ordered;
    }

    void end(Ordered load) throws IOException {
        write(Messages.line(new Messages.Order(load.number(), null)));
    }

    private synchronized void write(String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void read() {
        IOException why = new IOException("the connection was closed");
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Messages.Report report = Messages.read(line, Messages.Report.class);
                CompletableFuture<Messages.Report> waiting = awaited.remove(report.load());
                if (waiting != null) {
                    waiting.complete(report);
                }
            }
        } catch (IOException e) {
            why = e;
        } catch (JacksonException e) {
            why = new IOException("an answer that is none", e);
        }
        broken = true;
        for (CompletableFuture<Messages.Report> waiting : awaited.values()) {
            waiting.completeExceptionally(why);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
