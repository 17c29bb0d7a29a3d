package io.github.kongperf.machine;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;

/**
 * CPU time that threads of this JVM have used since they started.
 *
 * <p>Only threads that live now are counted: one that ends between two readings takes its time along, so a difference is
 * sound only for threads that outlive it. Threads of the JVM itself (garbage collector, compiler) have no Java name and
 * count only in {@link #process}.
 */
public final class ThreadCpu {

    private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /**
     * Of all live threads whose name begins with {@code prefix}; zero if there is none.
     *
     * @throws UnsupportedOperationException if this JVM does not measure CPU time of threads
     */
    public Duration of(String prefix) {
        long[] ids = threads.getAllThreadIds();
        ThreadInfo[] infos = threads.getThreadInfo(ids);
        long[] nanos = threads.getThreadCpuTime(ids);
        long sum = 0;
        for (int i = 0; i < ids.length; i++) {
            // A thread that has ended since its id was read has no info, and -1 for its time.
            if (infos[i] != null && infos[i].getThreadName().startsWith(prefix) && nanos[i] > 0) {
                sum += nanos[i];
            }
        }
        return Duration.ofNanos(sum);
    }

    /**
     * Of this whole JVM, threads that have ended and threads of the JVM itself included.
     *
     * @throws UnsupportedOperationException if this system does not measure it
     */
    public Duration process() {
        long nanos = system.getProcessCpuTime();
        if (nanos < 0) {
            throw new UnsupportedOperationException("this system does not say how much CPU time a process used");
        }
        return Duration.ofNanos(nanos);
    }
}
