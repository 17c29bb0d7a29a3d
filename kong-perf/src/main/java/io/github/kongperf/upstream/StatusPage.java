package io.github.kongperf.upstream;

import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** nginx' own count of its requests, as its {@code stub_status} tells it. */
final class StatusPage {

    private static final int PATIENCE_MILLIS = 5000;
    private static final Pattern COUNTS = Pattern.compile("requests\\s+(\\d+) (\\d+) (\\d+)\\s");

    private final Node node;
    private final UpstreamState state;
    private long own;

    StatusPage(Node node, UpstreamState state) {
        this.node = node;
        this.state = state;
    }

    /** Why it can't be read, or isn't this upstream's; empty if it is. */
    Optional<String> amiss() throws InterruptedException {
        try {
            read();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    synchronized long requests() throws InterruptedException {
        try {
            return parse(read()) - own;
        } catch (IOException e) {
            throw new NodeFailed("asking the upstream's nginx for its count of requests: " + e.getMessage(), e);
        }
    }

    /** @throws NodeFailed if it holds no count */
    static long parse(String page) {
        Matcher matcher = COUNTS.matcher(page);
        if (!matcher.find()) {
            throw new NodeFailed("no count of requests in what nginx' stub_status says: " + page);
        }
        return Long.parseLong(matcher.group(3));
    }

    private synchronized String read() throws IOException, InterruptedException {
        InetSocketAddress at = node.reach(state.statusPort());
        HttpURLConnection connection =
                (HttpURLConnection) URI.create("http://%s:%d%s".formatted(host(at), at.getPort(), NginxFiles.STATUS))
                        .toURL()
                        .openConnection(java.net.Proxy.NO_PROXY);
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        try (InputStream body = connection.getInputStream()) {
            if (!state.token().equals(connection.getHeaderField(NginxFiles.TOKEN_HEADER))) {
                throw new IOException("another server answers");
            }
            own++;
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String host(InetSocketAddress at) {
        String host = at.getHostString();
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
