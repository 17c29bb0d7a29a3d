package io.github.kongperf.node;

import java.time.Duration;
import java.util.Optional;

/** Waits for a condition, never for a time. */
public final class Await {

    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 100;

    private Await() {}

    /** Looks once. */
    @FunctionalInterface
    public interface Look {
        /** What is still amiss, in words: {@code connection refused}; empty once the condition holds. */
        Optional<String> amiss() throws InterruptedException;
    }

    /**
     * Looks again and again, at first every few milliseconds, later every 100 ms.
     *
     * @param what is waited for, as in "waited 20 s for …"
     * @throws NodeFailed if the condition does not hold within that time, with what was last seen
     */
    public static void until(String what, Duration within, Look look) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            Optional<String> amiss = look.amiss();
            if (amiss.isEmpty()) {
                return;
            }
            if (System.nanoTime() >= deadline) {
                throw new NodeFailed("waited %s for %s; last seen: %s"
                        .formatted(
                                within.toMillis() % 1000 == 0 ? within.toSeconds() + " s" : within.toMillis() + " ms",
                                what,
                                amiss.get()));
            }
            Thread.sleep(pause);
            pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
        }
    }
}
