package io.github.kongperf.load;

import java.net.URI;

/** Puts load on targets, one after another. */
public interface LoadGenerator extends AutoCloseable {

    /**
     * Begins to load {@code target} and returns at once.
     *
     * @param target scheme, host and port, and a path that goes before the path of each request
     */
    RunningLoad start(URI target, LoadOptions load);

    /** Ends what still runs, and gives back threads and connections. */
    @Override
    void close();
}
