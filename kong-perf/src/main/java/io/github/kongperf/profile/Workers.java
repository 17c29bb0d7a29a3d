package io.github.kongperf.profile;

import java.util.List;

/**
 * The worker processes of one Kong.
 *
 * @param pids as the profiler's node sees them, at least one
 * @param prefix Kong's prefix, a folder on its node
 * @param folder on the profiler's node for what the profiler keeps: exists, is empty, and whoever gave it removes it
 */
public record Workers(List<Long> pids, String prefix, String folder) {
    public Workers {
        pids = List.copyOf(pids);
        if (pids.isEmpty()) {
            throw new IllegalArgumentException("there is no worker process to profile");
        }
    }
}
