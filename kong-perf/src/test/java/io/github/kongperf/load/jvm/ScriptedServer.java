package io.github.kongperf.load.jvm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that does as it is told, right or wrong: one thread for each connection. */
final class ScriptedServer implements AutoCloseable {

    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** What to do on a connection; it is closed afterwards. */
    interface Script {
        void serve(Peer peer) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Map<Integer, List<String>> asked = new ConcurrentHashMap<>();

    ScriptedServer(Script script) throws IOException {
        this.script = script;
        listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                int number = accepted.getAndIncrement();
                start(() -> serve(socket, number));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            script.serve(new Peer(socket, asked.computeIfAbsent(number, key -> new CopyOnWriteArrayList<>())));
        } catch (IOException | UncheckedIOException e) {
            // the generator has gone, as it may at any time
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    int connections() {
        return accepted.get();
    }

    /** The first lines of the requests on each connection. */
    Map<Integer, List<String>> asked() {
        return asked;
    }

    void stopListening() throws IOException {
        listener.close();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** The server's side of a connection. */
    static final class Peer {
        private final Socket socket;
        private final List<String> asked;
        private final BufferedReader in;
        private final OutputStream out;

        Peer(Socket socket, List<String> asked) throws IOException {
            this.socket = socket;
            this.asked = asked;
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            out = socket.getOutputStream();
        }

        /** Waits for a request, without a body, and tells whether one came. */
        boolean request() throws IOException {
            String first = in.readLine();
            String line = first;
            while (line != null && !line.isEmpty()) {
                line = in.readLine();
            }
            if (first != null) {
                asked.add(first);
            }
            return line != null;
        }

        void answer(String answer) throws IOException {
            out.write(answer.getBytes(StandardCharsets.US_ASCII));
        }

        /** Has the connection broken off, rather than closed in good order, by what closes it next. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
        }

        /** Waits until the generator closes the connection. */
        void waitForEnd() throws IOException {
            while (in.read() >= 0) {
                // whatever comes
            }
        }
    }
}
