package io.github.kongperf.node;

/** A node could not do what it was asked. The message says what, to what, and why. */
public class NodeFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NodeFailed(String message) {
        super(message);
    }

    public NodeFailed(String message, Throwable cause) {
        super(message, cause);
    }

    /** Another program took the port between the choice of a free one and its use: with another one it may work. */
    public static final class PortTaken extends NodeFailed {
        private static final long serialVersionUID = 1L;

        public PortTaken(String message) {
            super(message);
        }
    }
}
