package io.github.kongperf.driver;

/** A subject did not come up. The message says why, and what to do. */
public final class DeploymentFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DeploymentFailed(String message) {
        super(message);
    }

    public DeploymentFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
