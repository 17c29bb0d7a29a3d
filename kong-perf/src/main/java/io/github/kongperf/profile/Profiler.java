package io.github.kongperf.profile;

import java.time.Duration;
import java.util.List;

/** Takes stack samples of worker processes. It knows its node since it was made. */
public interface Profiler {

    /** How users call it: {@code perf}. */
    String name();

    /** What it lacks on its node, each as a sentence that says what to do; empty: nothing. Starts nothing. */
    List<String> missing() throws InterruptedException;

    /**
     * Prepares to sample, before the processes are warmed: from now on they may be slower.
     *
     * @param within how long the preparation may take
     * @throws ProfilerFailed if it can't be done; nothing of it is left
     */
    Probe attach(Workers workers, Duration within) throws InterruptedException;
}
