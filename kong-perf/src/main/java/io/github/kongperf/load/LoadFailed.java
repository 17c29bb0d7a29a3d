package io.github.kongperf.load;

/** Load could not be put on a target. The message says on which, why, and what to do. */
public final class LoadFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LoadFailed(String message) {
        super(message);
    }

    public LoadFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
