package io.github.kongperf.plan;

import java.time.Duration;

/**
 * What a trial takes besides its load: a guess, for estimates only.
 *
 * @param warmUps how many times as long as a case asks for its warm-up lasts: at least once, at most three times
 * @param besides to start a subject, to connect to it and to take it down again
 */
public record Overhead(int warmUps, Duration besides) {

    /** Where nothing has to be started but a thread or two. */
    public static final Overhead LEAST = new Overhead(1, Duration.ofMillis(300));

    public Overhead {
        if (warmUps < 1 || besides.isNegative()) {
            throw new IllegalArgumentException(
                    "a warm-up lasts at least once, and nothing takes less than no time: %d, %s"
                            .formatted(warmUps, besides));
        }
    }
}
