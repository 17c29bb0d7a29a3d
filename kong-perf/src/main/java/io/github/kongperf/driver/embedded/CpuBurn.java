package io.github.kongperf.driver.embedded;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/** Spends CPU time on purpose, so that a subject can be slower by a known amount. */
final class CpuBurn {

    /** Setting of the embedded gateway, and of the stand-in for Kong in our tests. */
    static final String SETTING = "kong_perf_burn";

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long nanos;

    CpuBurn(Duration perRequest) {
        nanos = perRequest.toNanos();
    }

    /**
     * Keeps the current thread busy until it has used that much CPU time. CPU time, not time: a thread that waits for a core
     * burns nothing, so the amount is the same on a busy machine.
     */
    void burn() {
        if (nanos == 0) {
            return;
        }
        long end = THREADS.getCurrentThreadCpuTime() + nanos;
        while (THREADS.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
    }
}
