package io.github.kongperf.load;

import io.github.kongperf.scenario.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A request as HTTP/1.1 writes it, but for its random numbers. The same from every generator.
 *
 * @param head all of it; if there is a measured body, what goes before the header Content-Length
 * @param measuredBody a body whose length depends on the numbers drawn
 */
public record RequestText(RandomText head, Optional<RandomText> measuredBody) {

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern TARGET = Pattern.compile("[^\\s\\p{Cntrl}]+");
    private static final Pattern VALUE = Pattern.compile("[^\\p{Cntrl}]*|[^\\p{Cntrl}]+(\\t[^\\p{Cntrl}]*)+");

    /**
     * Writes {@code request} for {@code target}, whose path goes before the request's. Host is that of the target and
     * Content-Length that of the body, unless the request has its own.
     *
     * @throws IllegalArgumentException if it can't be written as HTTP/1.1
     */
    public static RequestText of(URI target, Request request) {
        String path = path(target, request);
        require(TOKEN, request.method(), "method");
        require(TARGET, withoutPlaces(path), "path");
        StringBuilder head = new StringBuilder();
        head.append(request.method()).append(' ').append(path).append(" HTTP/1.1\r\n");
        TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(request.headers().keySet());
        if (!names.contains("Host")) {
            head.append("Host: ").append(authority(target)).append("\r\n");
        }
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            require(TOKEN, header.getKey(), "name of a header");
            require(VALUE, header.getValue(), "value of header " + header.getKey());
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        String body = request.body().orElse("");
        boolean measured = request.body().isPresent() || expectsBody(request.method());
        return measured && !names.contains("Content-Length") && !names.contains("Transfer-Encoding")
                ? measured(head.toString(), RandomText.of(body))
                : new RequestText(RandomText.of(head + "\r\n" + body), Optional.empty());
    }

    private static RequestText measured(String head, RandomText body) {
        if (!body.isFixed()) {
            return new RequestText(RandomText.of(head), Optional.of(body));
        }
        String text = body.parts().get(0);
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        return new RequestText(RandomText.of(head + "Content-Length: " + length + "\r\n\r\n" + text), Optional.empty());
    }

    /** The path of {@code request} behind that of {@code target}. */
    public static String path(URI target, Request request) {
        String prefix = Optional.ofNullable(target.getRawPath()).orElse("");
        return (prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix) + request.path();
    }

    /** Whether it reads the same every time. */
    public boolean isFixed() {
        return head.isFixed() && measuredBody.isEmpty();
    }

    /** Of these a server may expect a length even if there is no body (RFC 9110, 8.6). */
    private static boolean expectsBody(String method) {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }

    private static String authority(URI target) {
        return target.getPort() < 0 ? target.getHost() : target.getHost() + ":" + target.getPort();
    }

    /** The places of random numbers may hold blanks. */
    private static String withoutPlaces(String text) {
        return text.replaceAll("\\$\\{[^}]*}", "0");
    }

    private static void require(Pattern pattern, String text, String what) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "the %s, '%s', holds characters that a request can't; encode them".formatted(what, text));
        }
    }
}
