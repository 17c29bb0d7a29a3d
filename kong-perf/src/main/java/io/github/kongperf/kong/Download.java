package io.github.kongperf.kong;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Gets a file by HTTP. It is there whole or not at all. */
final class Download {

    private static final int TRIES = 3;
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final long REPORT_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int MIB = 1 << 20;
    private static final long LOOK_MILLIS = 200;

    private static final int HTTP_OK = 200;
    private static final int HTTP_FORBIDDEN = 403;
    private static final int HTTP_NOT_FOUND = 404;
    private static final int HTTP_GONE = 410;
    private static final int HTTP_BUSY = 429;
    private static final int HTTP_SERVER_ERROR = 500;

    private final HttpClient client;
    private final Consumer<String> step;
    private final Duration pause;

    /**
     * @param step is told how far it is, and of each further try
     * @param pause before a further try
     */
    Download(Consumer<String> step, Duration pause) {
        this.step = step;
        this.pause = pause;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(CONNECT)
                .build();
    }

    /** Whether there was such a file. */
    enum Found {
        YES,
        NO
    }

    /** A try that may go well the next time. */
    private static final class Again extends Exception {
        private static final long serialVersionUID = 1L;

        Again(String message) {
            super(message);
        }
    }

    /**
     * Gets it, if it is there.
     *
     * @throws KongFailed if that can't be told, or it does not come whole in a few tries
     */
    Found get(URI uri, Path target) throws InterruptedException {
        Path part = target.resolveSibling(".unfinished-" + UUID.randomUUID());
        try {
            Files.createDirectories(target.resolveSibling("."));
            for (int number = 1; ; number++) {
                try {
                    Found found = once(uri, part);
                    if (found == Found.YES) {
                        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
                    }
                    return found;
                } catch (Again e) {
                    if (number == TRIES) {
                        throw new KongFailed("downloading %s: %s, %d times".formatted(uri, e.getMessage(), TRIES), e);
                    }
                    step.accept("downloading %s: %s; once more (%d of %d)"
                            .formatted(uri, e.getMessage(), number + 1, TRIES));
                    Thread.sleep(pause.toMillis());
                } finally {
                    Files.deleteIfExists(part);
                }
            }
        } catch (IOException e) {
            throw new KongFailed("writing %s: %s".formatted(target, Reason.of(e)), e);
        }
    }

    private Found once(URI uri, Path part) throws InterruptedException, Again, IOException {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(SILENCE).build();
        step.accept("downloading %s".formatted(uri));
        try (Part body = new Part(Files.newOutputStream(part))) {
            // An answer other than 200 is not worth a file.
            CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(
                    request,
                    info -> info.statusCode() == HTTP_OK
                            ? BodySubscribers.ofByteArrayConsumer(body::write)
                            : BodySubscribers.discarding());
            return found(uri, await(uri, answer, body));
        }
    }

    private static Found found(URI uri, int status) throws Again {
        if (status == HTTP_OK) {
            return Found.YES;
        }
        if (status == HTTP_NOT_FOUND || status == HTTP_GONE || status == HTTP_FORBIDDEN) {
            return Found.NO;
        }
        if (status == HTTP_BUSY || status >= HTTP_SERVER_ERROR) {
            throw new Again("the server answers " + status);
        }
        throw new KongFailed("downloading %s: the server answers %d".formatted(uri, status));
    }

    private int await(URI uri, CompletableFuture<HttpResponse<Void>> answer, Part body)
            throws InterruptedException, Again, IOException {
        long size = -1;
        long moved = System.nanoTime();
        long told = moved;
        try {
            while (true) {
                try {
                    return answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS).statusCode();
                } catch (TimeoutException e) {
                    long now = System.nanoTime();
                    if (body.size() != size) {
                        size = body.size();
                        moved = now;
                    } else if (now - moved > SILENCE.toNanos()) {
                        throw new Again("nothing came for %d s".formatted(SILENCE.toSeconds()));
                    }
                    if (now - told > REPORT_NANOS) {
                        told = now;
                        step.accept("downloading %s: %d MiB so far".formatted(uri, size / MIB));
                    }
                }
            }
        } catch (ExecutionException e) {
            body.requireWritten();
            throw new Again(reason(e));
        } finally {
            answer.cancel(true);
        }
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof ConnectException) {
            return "no connection";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** What has come so far. What comes after it was closed, since the client may be late to notice, is dropped. */
    private static final class Part implements AutoCloseable {
        private final OutputStream out;
        private long size;
        private boolean closed;
        private Optional<IOException> failure = Optional.empty();

        Part(OutputStream out) {
            this.out = out;
        }

        synchronized void write(Optional<byte[]> bytes) {
            if (closed || bytes.isEmpty()) {
                return;
            }
            try {
                out.write(bytes.get());
                size += bytes.get().length;
            } catch (IOException e) {
                failure = Optional.of(e);
                throw new UncheckedIOException(e);
            }
        }

        synchronized long size() {
            return size;
        }

        synchronized void requireWritten() throws IOException {
            if (failure.isPresent()) {
                throw failure.get();
            }
        }

        @Override
        public synchronized void close() throws IOException {
            closed = true;
            out.close();
        }
    }
}
