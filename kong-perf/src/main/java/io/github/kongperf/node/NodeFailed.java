package io.github.kongperf.node;

/** A node could not do what it was asked. The message says what, to what, and why. */
public final class NodeFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NodeFailed(String message) {
        super(message);
    }

    public NodeFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
