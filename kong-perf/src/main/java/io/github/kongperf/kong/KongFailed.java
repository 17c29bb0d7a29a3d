package io.github.kongperf.kong;

/** A version of Kong can't be had, or does not run. The message says why, with Kong's own words where it has some, and what to do. */
public class KongFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public KongFailed(String message) {
        super(message);
    }

    public KongFailed(String message, Throwable cause) {
        super(message, cause);
    }

    /** Kong did not start because somebody else has one of its ports. It may be started again with others. */
    public static final class PortTaken extends KongFailed {
        private static final long serialVersionUID = 1L;

        public PortTaken(String message) {
            super(message);
        }
    }
}
