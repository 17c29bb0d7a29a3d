package io.github.kongperf.driver.embedded;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** Makes the I/O threads of the embedded servers. */
final class Workers {

    // Loggers are held weakly by their manager: without this list the levels would be forgotten.
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger("org.xnio"), Logger.getLogger("org.jboss.threads"), Logger.getLogger("io.undertow"));

    static {
        // They greet with their versions, and print a stack trace for each request that the end of a load cuts off, on
        // the
        // console of the user's build. What went wrong is in the gateway's own error log.
        QUIET.forEach(logger -> logger.setLevel(Level.OFF));
    }

    private Workers() {}

    /** @param name begins the name of each thread */
    static XnioWorker named(String name, int ioThreads) {
        try {
            return Xnio.getInstance(Workers.class.getClassLoader())
                    .createWorker(OptionMap.builder()
                            .set(Options.WORKER_NAME, name)
                            .set(Options.WORKER_IO_THREADS, ioThreads)
                            .set(Options.WORKER_TASK_CORE_THREADS, 1)
                            .set(Options.WORKER_TASK_MAX_THREADS, 1)
                            .set(Options.TCP_NODELAY, true)
                            .set(Options.THREAD_DAEMON, true)
                            .getMap());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException("starting the I/O threads of " + name, e);
        }
    }
}
