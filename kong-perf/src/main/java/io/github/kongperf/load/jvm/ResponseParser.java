package io.github.kongperf.load.jvm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the end of an HTTP/1 answer (RFC 9112) in bytes that come in any portions, and keeps only its status and whether
 * the connection may be used again. Interim answers (1xx, but not 101) are skipped.
 */
final class ResponseParser {

    private static final int LONGEST_LINE = 64 * 1024;
    private static final int LONGEST_HEAD = 1024 * 1024;
    private static final int LONGEST_KEPT_HEAD = 4 * 1024;
    private static final byte[] PROTOCOL = ascii("HTTP/1.");
    private static final byte[] CONNECTION = ascii("connection");
    private static final byte[] CONTENT_LENGTH = ascii("content-length");
    private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding");

    private enum State {
        STATUS_LINE,
        HEADERS,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        UNTIL_CLOSE,
        COMPLETE
    }

    private State state = State.COMPLETE;
    private boolean bodiless;
    private boolean started;
    private int status;
    private boolean keepAlive;
    private boolean coded;
    private boolean chunked;
    private long length;
    private long remaining;
    private int headBytes;
    private int headFrom;
    private byte[] lastHead = new byte[256];
    private int lastHeadBytes;
    private boolean lastToHead;
    private State afterLastHead = State.STATUS_LINE;
    private byte[] pending = new byte[256];
    private int pendingBytes;

    /**
     * Expects the next answer.
     *
     * @param toHead it answers a HEAD request, so it has no body whatever its headers say
     */
    void begin(boolean toHead) {
        bodiless = toHead;
        started = false;
        expectStatusLine();
    }

    private void expectStatusLine() {
        state = State.STATUS_LINE;
        headBytes = 0;
        pendingBytes = 0;
    }

    /**
     * Reads {@code bytes} from {@code from} to, but not including, {@code to}.
     *
     * @return the index after the last byte that belongs to the answer: {@code to}, unless the answer ended before
     */
    int read(byte[] bytes, int from, int to) throws NotHttp {
        boolean first = !started;
        started |= from < to;
        if (first && isLastHead(bytes, from, to)) {
            state = afterLastHead;
            remaining = length;
            return read(bytes, from + lastHeadBytes, to);
        }
        headFrom = first ? from : -1;
        int at = from;
        while (at < to && state != State.COMPLETE) {
            switch (state) {
                case BODY, CHUNK, UNTIL_CLOSE -> {
                    int skipped = (int) Math.min(skippable(), to - at);
                    skip(skipped);
                    at += skipped;
                }
                default -> at = readLine(bytes, at, to);
            }
        }
        return at;
    }

    /**
     * Most answers on a connection have the same head as the last one, except once a second when their date changes. To see
     * that costs a tenth of reading it again; status, length and so on are then still those of the last head.
     */
    private boolean isLastHead(byte[] bytes, int from, int to) {
        return lastHeadBytes > 0
                && lastToHead == bodiless
                && to - from >= lastHeadBytes
                && Arrays.equals(bytes, from, from + lastHeadBytes, lastHead, 0, lastHeadBytes);
    }

    private void keepHead(byte[] bytes, int to) {
        if (headFrom >= 0 && to - headFrom <= LONGEST_KEPT_HEAD) {
            int size = to - headFrom;
            if (size > lastHead.length) {
                lastHead = new byte[2 * size];
            }
            System.arraycopy(bytes, headFrom, lastHead, 0, size);
            lastHeadBytes = size;
            lastToHead = bodiless;
            afterLastHead = state;
        }
    }

    /** How many of the next bytes are body, so that nobody need look at them. */
    long skippable() {
        return switch (state) {
            case BODY, CHUNK -> remaining;
            case UNTIL_CLOSE -> Long.MAX_VALUE;
            default -> 0;
        };
    }

    /** Passes over {@code count} bytes of body, at most {@link #skippable}. */
    void skip(long count) {
        if (state == State.UNTIL_CLOSE) {
            return;
        }
        remaining -= count;
        if (remaining == 0) {
            state = state == State.BODY ? State.COMPLETE : State.CHUNK_END;
        }
    }

    /** Whether any byte of the answer has come. */
    boolean started() {
        return started;
    }

    boolean complete() {
        return state == State.COMPLETE;
    }

    /** Takes note that the peer closed the connection in good order: some answers end that way. */
    void endOfStream() {
        if (state == State.UNTIL_CLOSE) {
            state = State.COMPLETE;
        }
    }

    /** The status code, once the answer is complete. */
    int status() {
        return status;
    }

    /** Whether another request may be sent on the connection after the answer. */
    boolean keepAlive() {
        return keepAlive;
    }

    private int readLine(byte[] bytes, int from, int to) throws NotHttp {
        int end = from;
        while (end < to && bytes[end] != '\n') {
            end++;
        }
        int next = Math.min(end + 1, to);
        count(next - from);
        if (end < to && pendingBytes == 0) {
            boolean inHead = state == State.HEADERS;
            line(bytes, from, withoutReturn(bytes, from, end));
            if (inHead && state != State.HEADERS && state != State.STATUS_LINE) {
                keepHead(bytes, next);
            }
            return next;
        }
        keep(bytes, from, end);
        if (end < to) {
            int kept = pendingBytes;
            pendingBytes = 0;
            line(pending, 0, withoutReturn(pending, 0, kept));
        } else if (state == State.STATUS_LINE) {
            // A peer that speaks something else may never send a line feed: don't wait for one.
            requireProtocol(pending, 0, Math.min(pendingBytes, PROTOCOL.length));
        }
        return next;
    }

    private void count(int bytes) throws NotHttp {
        if (state == State.STATUS_LINE || state == State.HEADERS || state == State.TRAILERS) {
            headBytes += bytes;
            if (headBytes > LONGEST_HEAD) {
                throw new NotHttp("more than %d bytes of headers".formatted(LONGEST_HEAD));
            }
        }
    }

    private void keep(byte[] bytes, int from, int to) throws NotHttp {
        int size = pendingBytes + to - from;
        if (size > LONGEST_LINE) {
            throw new NotHttp("a line of more than %d bytes".formatted(LONGEST_LINE));
        }
        if (size > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(size, 2 * pending.length));
        }
        System.arraycopy(bytes, from, pending, pendingBytes, to - from);
        pendingBytes = size;
    }

    private static int withoutReturn(byte[] line, int from, int to) {
        return to > from && line[to - 1] == '\r' ? to - 1 : to;
    }

    private void line(byte[] line, int from, int to) throws NotHttp {
        switch (state) {
            case STATUS_LINE -> statusLine(line, from, to);
            case HEADERS -> {
                if (from == to) {
                    endOfHead();
                } else {
                    header(line, from, to);
                }
            }
            case CHUNK_SIZE -> chunkSize(line, from, to);
            case CHUNK_END -> {
                if (from != to) {
                    throw new NotHttp("a chunk longer than it said");
                }
                state = State.CHUNK_SIZE;
            }
            case TRAILERS -> {
                if (from == to) {
                    state = State.COMPLETE;
                }
            }
            default -> throw new IllegalStateException("no line is expected in " + state);
        }
    }

    private void statusLine(byte[] line, int from, int to) throws NotHttp {
        int version = from + PROTOCOL.length;
        requireProtocol(line, from, Math.min(to, version));
        int code = version + 2;
        if (to < code + 3 || line[version + 1] != ' ' || (to > code + 3 && line[code + 3] != ' ')) {
            throw new NotHttp("a status line without a status: " + text(line, from, to));
        }
        status = (int) number(line, code, code + 3, 10);
        if (status < 100) {
            throw new NotHttp("status %d".formatted(status));
        }
        keepAlive = line[version] != '0';
        coded = false;
        chunked = false;
        length = -1;
        lastHeadBytes = 0; // for what is known is now that of another head
        state = State.HEADERS;
    }

    private static void requireProtocol(byte[] line, int from, int to) throws NotHttp {
        if (!Arrays.equals(line, from, to, PROTOCOL, 0, to - from)) {
            throw new NotHttp("an answer that begins with " + text(line, from, to));
        }
    }

    private void header(byte[] line, int from, int to) throws NotHttp {
        if (line[from] == ' ' || line[from] == '\t') {
            return; // the rest of the value above, in the manner of old
        }
        if (isNamed(CONTENT_LENGTH, line, from, to)) {
            contentLength(line, from + CONTENT_LENGTH.length + 1, to);
        } else if (isNamed(CONNECTION, line, from, to)) {
            connection(text(line, from + CONNECTION.length + 1, to));
        } else if (isNamed(TRANSFER_ENCODING, line, from, to)) {
            coded = true;
            chunked = text(line, from, to).endsWith("chunked");
        } else {
            requireName(line, from, to);
        }
    }

    private static boolean isNamed(byte[] name, byte[] line, int from, int to) {
        if (to - from <= name.length || line[from + name.length] != ':') {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            // Letters differ from small ones by this bit; the hyphen has it set, too.
            if ((line[from + i] | 0x20) != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** Without this, "Content-Length : 5" would go unseen, and the answer seem endless. */
    private static void requireName(byte[] line, int from, int to) throws NotHttp {
        int colon = from;
        while (colon < to && line[colon] != ':') {
            colon++;
        }
        if (colon == to || colon == from || line[colon - 1] == ' ' || line[colon - 1] == '\t') {
            throw new NotHttp("a header without a name: " + text(line, from, to));
        }
    }

    private void contentLength(byte[] line, int from, int to) throws NotHttp {
        int first = from;
        int end = to;
        while (first < end && isBlank(line[first])) {
            first++;
        }
        while (end > first && isBlank(line[end - 1])) {
            end--;
        }
        long value = number(line, first, end, 10);
        if (length >= 0 && length != value) {
            throw new NotHttp("two lengths, %d and %d".formatted(length, value));
        }
        length = value;
    }

    private void connection(String options) {
        for (String option : options.split(",", -1)) {
            switch (option.strip()) {
                case "close" -> keepAlive = false;
                case "keep-alive" -> keepAlive = true;
                default -> {} // names of headers for the next hop only
            }
        }
    }

    private void endOfHead() {
        if (status < 200 && status != 101) {
            expectStatusLine();
            return;
        }
        if (bodiless || status == 204 || status == 304) {
            state = State.COMPLETE;
        } else if (status == 101) {
            keepAlive = false; // what follows is another protocol
            state = State.COMPLETE;
        } else if (coded) {
            state = chunked ? State.CHUNK_SIZE : untilClose();
        } else if (length < 0) {
            state = untilClose();
        } else {
            remaining = length;
            state = length == 0 ? State.COMPLETE : State.BODY;
        }
    }

    private State untilClose() {
        keepAlive = false;
        return State.UNTIL_CLOSE;
    }

    private void chunkSize(byte[] line, int from, int to) throws NotHttp {
        int end = from;
        while (end < to && line[end] != ';' && !isBlank(line[end])) {
            end++;
        }
        remaining = number(line, from, end, 16);
        headBytes = 0;
        state = remaining == 0 ? State.TRAILERS : State.CHUNK;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static long number(byte[] line, int from, int to, int radix) throws NotHttp {
        // 15 hexadecimal or 18 decimal digits can't overflow.
        boolean sized = to > from && to - from <= (radix == 16 ? 15 : 18);
        long value = 0;
        for (int i = from; sized && i < to; i++) {
            int digit = Character.digit(line[i], radix);
            sized = digit >= 0;
            value = value * radix + digit;
        }
        if (!sized) {
            throw new NotHttp("no number: " + text(line, from, to));
        }
        return value;
    }

    /** In small letters, and not too much of it. */
    private static String text(byte[] line, int from, int to) {
        return new String(line, from, Math.min(to - from, 200), StandardCharsets.ISO_8859_1)
                .toLowerCase(java.util.Locale.ROOT)
                .strip();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
