package io.github.kongperf.kong;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One stand-in with a prefix, settings and two ports of its own, operated by its command line. Closing it ends it. */
final class StandInKong implements AutoCloseable {

    /** What a call of {@code kong} left. */
    record Answer(int code, String text) {}

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final Path folder;
    private final Path tree;
    private final Map<String, String> environment = new TreeMap<>();

    final int port = freePort();
    final int adminPort = freePort();

    /** @param folder where it may live; made if it is not there */
    StandInKong(Path folder, Path home, Path tree) {
        this.folder = folder;
        this.tree = tree;
        environment.putAll(StandIn.environment(home, tree));
        set("KONG_PREFIX", prefix().toString());
        set("KONG_PROXY_LISTEN", "127.0.0.1:" + port);
        set("KONG_ADMIN_LISTEN", "127.0.0.1:" + adminPort);
        set("KONG_NGINX_WORKER_PROCESSES", "1");
    }

    StandInKong set(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Without a database, with these entities. */
    StandInKong entities(String yaml) throws IOException {
        Files.createDirectories(folder);
        set("KONG_DATABASE", "off");
        return set(
                "KONG_DECLARATIVE_CONFIG",
                Files.writeString(folder.resolve("kong.yaml"), yaml).toString());
    }

    Path prefix() {
        return folder.resolve("prefix");
    }

    String log() throws IOException {
        return Files.readString(prefix().resolve("logs/error.log"));
    }

    long pid() throws IOException {
        return Long.parseLong(
                Files.readString(prefix().resolve("pids/nginx.pid")).strip());
    }

    Answer kong(String... arguments) throws IOException, InterruptedException {
        Process process = begin(arguments);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("kong " + String.join(" ", arguments) + " is not over after 30 s");
        }
        return new Answer(process.exitValue(), Files.readString(folder.resolve("output")));
    }

    /** Calls {@code kong} and does not wait for it. */
    Process begin(String... arguments) throws IOException {
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>(List.of(tree.resolve("bin/kong").toString()));
        command.addAll(List.of(arguments));
        // /usr/bin/env is told the PATH: ProcessBuilder itself would look along ours.
        ProcessBuilder builder = new ProcessBuilder(command).directory(tree.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    /** @throws AssertionError if it does not start */
    StandInKong start() throws IOException, InterruptedException {
        Answer answer = kong("start");
        if (answer.code() != 0) {
            throw new AssertionError("kong start ended with %d: %s".formatted(answer.code(), answer.text()));
        }
        return this;
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send(port, "GET", path, "", headers);
    }

    HttpResponse<String> admin(String method, String path, String json) throws IOException, InterruptedException {
        return send(adminPort, method, path, json, "Content-Type", "application/json");
    }

    HttpResponse<String> send(int to, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to + path))
                .timeout(Duration.ofSeconds(10))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(prefix().resolve("pids/nginx.pid"))) {
            try {
                kong("quit", "-t", "1");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted; what is in " + prefix() + " may still run", e);
            }
        }
    }
}
