package io.github.kongperf.profile;

/** There will be no samples; the message says what happened, to what, and what to do. */
public final class ProfilerFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ProfilerFailed(String message) {
        super(message);
    }

    public ProfilerFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
