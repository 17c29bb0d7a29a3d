package io.github.kongperf.node;

/** What must be done even though the thread was interrupted: taking down what is up. */
public final class CleanUp {

    private CleanUp() {}

    /** A step of a clean-up. */
    @FunctionalInterface
    public interface Step<T> {
        T run() throws InterruptedException;
    }

    /** One of several things to take down. */
    @FunctionalInterface
    public interface Part {
        void run() throws InterruptedException;
    }

    /**
     * Runs all parts as {@link #call} does, each whatever became of those before.
     *
     * @throws RuntimeException what the first failed with, with the others suppressed
     */
    public static void all(Part... parts) {
        RuntimeException first = null;
        for (Part part : parts) {
            try {
                call(() -> {
                    part.run();
                    return true;
                });
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /**
     * Runs a step as if the thread had not been interrupted before; then the thread is interrupted again.
     *
     * @throws NodeFailed if the thread is interrupted anew meanwhile: somebody does not want to wait for the clean-up. What
     *     was not taken down stays in the ledger
     */
    public static <T> T call(Step<T> step) {
        boolean interrupted = Thread.interrupted();
        try {
            return step.run();
        } catch (InterruptedException e) {
            interrupted = true;
            throw new NodeFailed("interrupted while taking down", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
