package io.github.kongperf.machine;

import java.time.Duration;

public final class ThreadCpu {
    public Duration of(String prefix) {
        var b = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (var i : b.getThreadInfo(b.getAllThreadIds()))
            if (i != null && i.getThreadName().startsWith(prefix))
                sum += Math.max(0, b.getThreadCpuTime(i.getThreadId()));
        return Duration.ofNanos(sum);
    }
}
