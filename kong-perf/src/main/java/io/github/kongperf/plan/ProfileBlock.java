package io.github.kongperf.plan;

import java.time.Duration;

/** One round in which every subject of a workload is profiled once. */
public record ProfileBlock(Block block, String profiler) {

    /** To attach a profiler, and to read what it has sampled: a guess. */
    private static final Duration BESIDES = Duration.ofSeconds(2);

    /** About how long it takes. */
    public Duration duration() {
        Workload workload = block.workload();
        return workload.trial()
                .minus(workload.work().load().duration())
                .plus(workload.work().profile().duration())
                .plus(BESIDES)
                .multipliedBy(block.subjects().size());
    }
}
