package io.github.kongperf.profile;

import io.github.kongperf.result.StackSamples;
import java.time.Duration;

/** A profiler at work on the worker processes of one Kong. */
public interface Probe extends AutoCloseable {

    /** By how much a load may begin later than what samples it, and end later. Idle processes give no samples. */
    Duration LATE = Duration.ofMillis(500);

    /**
     * Begins to sample, for {@code length}; when this returns, samples are being taken. The probe ends by itself, also if nobody is left
     * who could end it.
     *
     * @param within how long it may take to begin
     * @throws ProfilerFailed if it did not begin
     */
    void begin(Duration length, Duration within) throws InterruptedException;

    /**
     * What was sampled since it began. The processes must still be up: names of functions are looked up in them.
     *
     * @throws ProfilerFailed if it did not get to its end, or nothing was sampled
     */
    StackSamples await() throws InterruptedException;

    /** Ends it, if it still runs, and removes its files. */
    @Override
    void close();
}
