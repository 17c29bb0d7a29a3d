package io.github.kongperf.load.jvm;

import io.github.kongperf.load.RequestText;
import io.github.kongperf.scenario.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SplittableRandom;

/** A request as bytes, but for its random numbers. Belongs to one thread, for it keeps a body while that is measured. */
final class RequestTemplate {

    private static final byte[] LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final boolean toHead;
    private final boolean fixed;
    private final RandomBytes head;
    private final Optional<RandomBytes> measuredBody;
    private final Bytes body = new Bytes();

    private RequestTemplate(boolean toHead, RequestText text) {
        this.toHead = toHead;
        fixed = text.isFixed();
        head = RandomBytes.of(text.head());
        measuredBody = text.measuredBody().map(RandomBytes::of);
    }

    /**
     * Prepares {@code request} for {@code target}, as {@link RequestText} writes it.
     *
     * @throws IllegalArgumentException if it can't be written as HTTP/1.1
     */
    static RequestTemplate of(URI target, Request request) {
        return new RequestTemplate(request.method().equals("HEAD"), RequestText.of(target, request));
    }

    /** Whether it reads the same every time. */
    boolean isFixed() {
        return fixed;
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
