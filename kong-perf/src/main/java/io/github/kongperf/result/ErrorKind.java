package io.github.kongperf.result;

/** How a request ended without an answer. */
public enum ErrorKind {
    /** No connection could be made. */
    CONNECT,
    /** The connection broke while an answer was awaited or read, or the answer was no HTTP. */
    READ,
    /** The connection broke while a request was sent. */
    WRITE,
    /** No whole answer within the time limit of a request. */
    TIMEOUT,
    /** The peer closed the connection without an answer. */
    CLOSED;

    /** The name in results and pages. */
    public String key() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
