package io.github.kongperf.load.jvm;

import io.github.kongperf.scenario.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A request as bytes, but for its random numbers. Belongs to one thread, for it keeps a body while that is measured. */
final class RequestTemplate {

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern TARGET = Pattern.compile("[^\\s\\p{Cntrl}]+");
    private static final Pattern VALUE = Pattern.compile("[^\\p{Cntrl}]*|[^\\p{Cntrl}]+(\\t[^\\p{Cntrl}]*)+");
    private static final byte[] LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final boolean toHead;
    private final RandomText head;
    private final Optional<RandomText> measuredBody;
    private final Bytes body = new Bytes();

    private RequestTemplate(boolean toHead, RandomText head, Optional<RandomText> measuredBody) {
        this.toHead = toHead;
        this.head = head;
        this.measuredBody = measuredBody;
    }

    /**
     * Prepares {@code request} for {@code target}. Host is that of the target and Content-Length that of the body, unless the
     * request has its own.
     *
     * @throws IllegalArgumentException if it can't be written as HTTP/1.1
     */
    static RequestTemplate of(URI target, Request request) {
        String path = prefix(target) + request.path();
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
        boolean measured = request.body().isPresent() || expectsBody(request.method());
        if (measured && !names.contains("Content-Length") && !names.contains("Transfer-Encoding")) {
            return of(request, head.toString(), RandomText.of(request.body().orElse("")));
        }
        RandomText all = RandomText.of(head + "\r\n" + request.body().orElse(""));
        return new RequestTemplate(isHead(request), all, Optional.empty());
    }

    private static RequestTemplate of(Request request, String head, RandomText body) {
        if (body.isFixed()) {
            int length = body.parts().get(0).length;
            String all = head + "Content-Length: " + length + "\r\n\r\n"
                    + request.body().orElse("");
            return new RequestTemplate(isHead(request), RandomText.of(all), Optional.empty());
        }
        return new RequestTemplate(isHead(request), RandomText.of(head), Optional.of(body));
    }

    private static boolean isHead(Request request) {
        return request.method().equals("HEAD");
    }

    /** Of these a server may expect a length even if there is no body (RFC 9110, 8.6). */
    private static boolean expectsBody(String method) {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }

    private static String prefix(URI target) {
        String path = Optional.ofNullable(target.getRawPath()).orElse("");
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
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

    /** Whether it reads the same every time. */
    boolean isFixed() {
        return head.isFixed() && measuredBody.isEmpty();
    }

    /** Whether the answer has no body whatever its headers say. */
    boolean isHead() {
        return toHead;
    }

    /** Replaces what {@code out} holds by the request with numbers drawn anew: those of the path first, then headers, then body. */
    void render(SplittableRandom random, Bytes out) {
        out.clear();
        head.render(random, out);
        if (measuredBody.isPresent()) {
            body.clear();
            measuredBody.get().render(random, body);
            out.add(LENGTH);
            out.add(body.size());
            out.add(END);
            out.add(body);
        }
    }
}
