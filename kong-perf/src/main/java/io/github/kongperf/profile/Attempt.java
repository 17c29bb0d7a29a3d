package io.github.kongperf.profile;

import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.NodeFailed;

/** Something that a profiler tries on a node. */
final class Attempt {

    private Attempt() {}

    /**
     * @param doing what it is for: {@code sampling with perf}
     * @throws ProfilerFailed if the node can't do it
     */
    static <T> T at(String doing, CleanUp.Step<T> step) throws InterruptedException {
        try {
            return step.run();
        } catch (NodeFailed e) {
            throw new ProfilerFailed(doing + ": " + e.getMessage(), e);
        }
    }

    /** The same, and {@code undo} if it fails or is interrupted. */
    static <T> T at(String doing, CleanUp.Step<T> step, CleanUp.Part undo) throws InterruptedException {
        try {
            return at(doing, step);
        } catch (RuntimeException | InterruptedException e) {
            try {
                CleanUp.all(undo);
            } catch (RuntimeException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }
}
