package io.github.kongperf.driver;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Has work end in good order when the JVM is told to end (Ctrl-C, SIGTERM): the thread that works is interrupted, and the JVM
 * waits until the guard is closed, which that thread does when all is down.
 */
public final class ShutdownGuard implements AutoCloseable {

    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean ending;
    private final Thread hook;

    private ShutdownGuard(Thread worker, Duration patience, Runnable last) {
        this.hook = new Thread(() -> end(worker, patience, last), "kong-perf-shutdown");
    }

    /**
     * Guards what the calling thread does until {@link #close}.
     *
     * @param patience how long the JVM waits for that
     * @param last is called if the thread did not close it in time
     */
    public static ShutdownGuard of(Duration patience, Runnable last) {
        ShutdownGuard guard = new ShutdownGuard(Thread.currentThread(), patience, last);
        Runtime.getRuntime().addShutdownHook(guard.hook);
        return guard;
    }

    /** Whether the JVM was told to end, so that nobody will come back for what is left up. */
    public boolean ending() {
        return ending;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM ends already: the hook waits for just this.
            return;
        }
    }

    private void end(Thread worker, Duration patience, Runnable last) {
        if (closed.getCount() == 0) {
            return;
        }
        ending = true;
        worker.interrupt();
        try {
            if (!closed.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                last.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
