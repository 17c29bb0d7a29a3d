package io.github.kongperf.machine;

import java.time.Duration;

/**
 * CPU time of a whole machine since it booted, over all its CPUs.
 *
 * @param busy in which a CPU did something, for whomever
 * @param stolen in which a CPU had work, but the hypervisor ran somebody else
 * @param all of all kinds, idle time included
 */
public record MachineReading(Duration busy, Duration stolen, Duration all) {

    /** What has passed since {@code earlier}. */
    public MachineReading since(MachineReading earlier) {
        return new MachineReading(busy.minus(earlier.busy), stolen.minus(earlier.stolen), all.minus(earlier.all));
    }
}
