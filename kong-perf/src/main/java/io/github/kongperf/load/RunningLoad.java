package io.github.kongperf.load;

import io.github.kongperf.result.Measurement;

/** Load that has begun. */
public interface RunningLoad {

    /**
     * Waits until the time is over.
     *
     * @throws LoadFailed if there is nothing to measure: the target refuses every connection, say
     * @throws InterruptedException after the load was ended, which takes less than a second; {@link #stop} then tells what
     *     was measured
     */
    Measurement await() throws InterruptedException;

    /**
     * Ends the load now, if it still runs.
     *
     * @return what was measured until then
     * @throws LoadFailed as {@link #await} does
     */
    Measurement stop();
}
