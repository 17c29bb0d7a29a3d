package io.github.kongperf.node;

/** What must be done even though the thread was interrupted: taking down what is up. */
public final class CleanUp {

    private CleanUp() {}

    /** A step of a clean-up. */
    @FunctionalInterface
    public interface Step<T> {
        T run() throws InterruptedException;
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
