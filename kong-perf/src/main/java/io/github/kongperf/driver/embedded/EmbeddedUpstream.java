package io.github.kongperf.driver.embedded;

import io.github.kongperf.scenario.TrivialNginx;
import io.github.kongperf.scenario.Upstream;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioWorker;

/** The upstream, on ports that the system chooses. */
final class EmbeddedUpstream implements AutoCloseable {

    private static final String SERVER = "kong-perf-upstream";

    private final Undertow server;
    private final XnioWorker worker;

    /** @param threadName begins the name of each of its threads */
    EmbeddedUpstream(Upstream upstream, String threadName) {
        worker = Workers.named(threadName, 1);
        Undertow.Builder builder = Undertow.builder().setWorker(worker).setHandler(handler(upstream.answer()));
        for (int port = 0; port < upstream.ports(); port++) {
            builder.addHttpListener(0, "127.0.0.1");
        }
        server = builder.build();
        try {
            server.start();
        } catch (RuntimeException e) {
            worker.shutdownNow();
            throw e;
        }
    }

    /** One per port. */
    List<String> uris() {
        return server.getListenerInfo().stream()
                .map(listener -> "http://127.0.0.1:" + ((InetSocketAddress) listener.getAddress()).getPort())
                .toList();
    }

    @Override
    public void close() {
        server.stop();
        worker.shutdownNow();
    }

    private static HttpHandler handler(Upstream.Answer answer) {
        if (answer instanceof Upstream.Respond respond) {
            return responding(respond);
        }
        if (answer instanceof Upstream.Nginx nginx) {
            List<TrivialNginx.Location> locations = TrivialNginx.parse(nginx.snippet())
                    .orElseThrow(() -> new IllegalArgumentException("only location … { return …; } can be embedded"));
            return exchange -> located(locations, exchange);
        }
        throw new IllegalStateException("unknown answer: " + answer);
    }

    private static HttpHandler responding(Upstream.Respond respond) {
        byte[] body = respond.body().getBytes(StandardCharsets.UTF_8);
        HttpHandler now = exchange -> {
            respond.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
            answer(exchange, respond.status(), body);
        };
        long delay = respond.delay().toNanos();
        if (delay == 0) {
            return now;
        }
        return exchange -> exchange.dispatch(
                exchange.getIoThread(),
                () -> exchange.getIoThread()
                        .executeAfter(
                                () -> exchange.dispatch(exchange.getIoThread(), now), delay, TimeUnit.NANOSECONDS));
    }

    private static void located(List<TrivialNginx.Location> locations, HttpServerExchange exchange) {
        String path = exchange.getRequestPath();
        TrivialNginx.Location best = null;
        for (TrivialNginx.Location location : locations) {
            if (location.exact() && location.path().equals(path)) {
                best = location;
                break;
            }
            if (!location.exact()
                    && path.startsWith(location.path())
                    && (best == null || location.path().length() > best.path().length())) {
                best = location;
            }
        }
        answer(
                exchange,
                best == null ? 404 : best.status(),
                best == null ? new byte[0] : best.body().getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpServerExchange exchange, int status, byte[] body) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.SERVER, SERVER);
        if (body.length > 0) {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
            exchange.setResponseContentLength(body.length);
            exchange.getResponseSender().send(java.nio.ByteBuffer.wrap(body));
        } else {
            exchange.setResponseContentLength(0);
            exchange.endExchange();
        }
    }
}
