package io.github.kongperf.driver.docker;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before a registry, and does not hand on all that it is asked for; one answer per connection. Java's own server would wait
 * for the first line of an engine that tries TLS first.
 */
final class FaultyProxy implements AutoCloseable {

    private static final int TLS_HANDSHAKE = 22;
    private static final String ACCEPT = "accept:";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Registry registry;
    private final Fault fault;

    /** What is wrong. */
    interface Fault {
        /** @return whether it has dealt with what is asked for */
        boolean on(Asked request) throws IOException, InterruptedException;
    }

    FaultyProxy(Registry registry, Fault fault) throws IOException {
        this.registry = registry;
        this.fault = fault;
        threads.execute(this::serve);
    }

    /** The full name of an image of the registry, seen through this. */
    String name(String nameAndTag) {
        return "127.0.0.1:%d/%s".formatted(server.getLocalPort(), nameAndTag);
    }

    /** Method and path of all requests so far. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void serve() {
        while (true) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                threads.execute(() -> answer(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            int first = in.read();
            if (first == TLS_HANDSHAKE || first < 0) {
                return;
            }
            String[] words = ((char) first + line(in)).split(" ", 3);
            List<String> accepts = new ArrayList<>();
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                if (header.regionMatches(true, 0, ACCEPT, 0, ACCEPT.length())) {
                    accepts.add(header.substring(ACCEPT.length()).strip());
                }
            }
            Asked request = new Asked(words[0], words[1], accepts, in, socket.getOutputStream());
            asked.add(request.method() + " " + request.path());
            if (!fault.on(request)) {
                request.handOn(registry, 1, 0);
            }
        } catch (IOException | InterruptedException e) {
            // The engine has hung up, or the test is over.
            return;
        } finally {
            open.remove(socket);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** A request. */
    record Asked(String method, String path, List<String> accepts, InputStream in, OutputStream out) {

        boolean isBlob() {
            return method.equals("GET") && path.contains("/blobs/");
        }

        /** Gives what the registry answers, in pieces with a pause after each. */
        boolean handOn(Registry registry, int pieces, long pauseMillis) throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:%d%s".formatted(registry.port(), path)))
                    .method(method, HttpRequest.BodyPublishers.noBody());
            accepts.forEach(type -> request.header("Accept", type));
            HttpResponse<byte[]> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            head(answer.statusCode(), answer.headers().map());
            byte[] body = answer.body();
            int size = body.length / pieces + 1;
            for (int begin = 0; begin < body.length; begin += size) {
                out.write(body, begin, Math.min(size, body.length - begin));
                Thread.sleep(pauseMillis);
            }
            return true;
        }

        /** Answers that it may not be had. */
        boolean refuse(int status, String code, Map<String, List<String>> headers) throws IOException {
            String body = "{\"errors\":[{\"code\":\"%s\",\"message\":\"not now\"}]}".formatted(code);
            head(status, headers);
            out.write(body.getBytes(StandardCharsets.UTF_8));
            return true;
        }

        /** Says nothing until the other side hangs up. */
        boolean stare() throws IOException {
            return in.read() < 0;
        }

        private void head(int status, Map<String, List<String>> headers) throws IOException {
            StringBuilder head = new StringBuilder("HTTP/1.1 %d Status\r\nConnection: close\r\n".formatted(status));
            headers.forEach((name, values) -> values.forEach(
                    value -> head.append(name).append(": ").append(value).append("\r\n")));
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
