package io.github.kongperf.maven;

/** The build is at fault, not its environment: a mistake in a scenario or parameter, a missed goal, a failed trial. */
final class Fault extends Exception {
    private static final long serialVersionUID = 1L;

    Fault(String message) {
        super(message);
    }

    Fault(String message, Throwable cause) {
        super(message, cause);
    }
}
