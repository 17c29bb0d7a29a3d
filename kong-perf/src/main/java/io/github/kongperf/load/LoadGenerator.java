package io.github.kongperf.load;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Puts load on targets, one after another. */
public interface LoadGenerator extends AutoCloseable {

    /**
     * Begins to load {@code target} and returns at once.
     *
     * @param target scheme, host and port, and a path that goes before the path of each request
     */
    RunningLoad start(URI target, LoadOptions load);

    /** What makes the load, for the conditions of a result: {@code wrk 4.1.0}. */
    String engine();

    /**
     * CPU time that its loads have used until now, those that are over included; empty if a deployment reads it, or nobody
     * can.
     */
    default Optional<Duration> cpuTime() {
        return Optional.empty();
    }

    /** Whether it reads the status of each answer at no cost. If not, see {@link LoadOptions#statusBelow400}. */
    default boolean readsStatuses() {
        return true;
    }

    /** Ends what still runs, and gives back threads and connections. */
    @Override
    void close();
}
