package io.github.kongperf.driver.embedded;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.ResponseCodeHandler;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xnio.XnioWorker;

/** A plain reverse proxy that obeys services and routes. It is not Kong, and says so in each answer. */
final class EmbeddedGateway implements AutoCloseable {

    /** What it calls itself in headers. */
    static final String NAME = "kong-perf-embedded (not Kong)";

    /** More than any sensible number of connections, so that no request waits for one. */
    private static final int UPSTREAM_CONNECTIONS = 10_000;

    /** So many lines of its error log are kept, then only counted. */
    private static final int LOG_LINES = 10_000;

    private static final int MILLIS_OF_REQUEST = 60_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss");
    private static final String NO_ROUTE = "{\"message\":\"no Route matched with those values\"}";

    private final Undertow server;
    private final XnioWorker worker;
    private final List<LoadBalancingProxyClient> clients = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private long unlogged;

    /** @param threadName begins the name of each of its threads */
    EmbeddedGateway(RouteTable routes, CpuBurn burn, int ioThreads, String threadName) {
        Map<RouteTable.Service, HttpHandler> proxies = new LinkedHashMap<>();
        routes.services().forEach(service -> proxies.put(service, proxy(service)));
        HttpHandler handler = exchange -> {
            exchange.getResponseHeaders().put(Headers.SERVER, NAME);
            exchange.getResponseHeaders().put(Headers.VIA, "1.1 " + NAME);
            burn.burn();
            Optional<RouteTable.Route> route = routes.find(
                    exchange.getRequestMethod().toString(), exchange.getHostName(), exchange.getRequestPath());
            if (route.isEmpty()) {
                unrouted(exchange);
                return;
            }
            if (route.get().stripPath()) {
                // The proxy sends on the relative part of the path.
                String prefix = withoutSlash(route.get().path());
                exchange.setResolvedPath(prefix);
                exchange.setRelativePath(exchange.getRequestPath().substring(prefix.length()));
            }
            proxies.getOrDefault(route.get().service(), ResponseCodeHandler.HANDLE_500)
                    .handleRequest(exchange);
        };
        worker = Workers.named(threadName, ioThreads);
        server = Undertow.builder()
                .setWorker(worker)
                .setServerOption(UndertowOptions.ALWAYS_SET_DATE, true)
                .addHttpListener(0, "127.0.0.1")
                .setHandler(handler)
                .build();
        try {
            server.start();
        } catch (RuntimeException e) {
            worker.shutdownNow();
            throw e;
        }
    }

    URI uri() {
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        return URI.create("http://127.0.0.1:" + address.getPort());
    }

    List<String> errorLog() {
        synchronized (errors) {
            List<String> lines = new ArrayList<>(errors);
            if (unlogged > 0) {
                lines.add(line("%d more lines were left out".formatted(unlogged)));
            }
            return lines;
        }
    }

    @Override
    public void close() {
        server.stop();
        clients.forEach(LoadBalancingProxyClient::closeCurrentConnections);
        worker.shutdownNow();
    }

    private HttpHandler proxy(RouteTable.Service service) {
        LoadBalancingProxyClient client = new LoadBalancingProxyClient()
                .setConnectionsPerThread(UPSTREAM_CONNECTIONS)
                .setSoftMaxConnectionsPerThread(UPSTREAM_CONNECTIONS)
                .addHost(target(service.uri()));
        clients.add(client);
        HttpHandler proxy = ProxyHandler.builder()
                .setProxyClient(client)
                .setMaxRequestTime(MILLIS_OF_REQUEST)
                .setRewriteHostHeader(true)
                .build();
        return exchange -> {
            exchange.addExchangeCompleteListener((done, next) -> {
                if (done.getStatusCode() >= 500) {
                    error("%d from service '%s' (%s) for %s %s"
                            .formatted(
                                    done.getStatusCode(),
                                    service.name(),
                                    service.uri(),
                                    done.getRequestMethod(),
                                    done.getRequestURI()));
                }
                next.proceed();
            });
            proxy.handleRequest(exchange);
        };
    }

    private void unrouted(HttpServerExchange exchange) {
        exchange.setStatusCode(404);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json; charset=utf-8");
        exchange.getResponseSender().send(NO_ROUTE);
    }

    private void error(String what) {
        synchronized (errors) {
            if (errors.size() < LOG_LINES) {
                errors.add(line(what));
            } else {
                unlogged++;
            }
        }
    }

    private static String line(String what) {
        return "%s [error] %s: %s".formatted(OffsetDateTime.now().format(TIME), NAME, what);
    }

    /** A slash at the end of a prefix belongs to the rest. */
    private static String withoutSlash(String prefix) {
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    /** The path of the service goes before the rest of the request's, which may be empty. */
    private static URI target(URI service) {
        String path = withoutSlash(service.getRawPath());
        return service.resolve(path.isEmpty() ? "/" : path);
    }
}
