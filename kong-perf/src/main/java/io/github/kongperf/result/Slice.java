package io.github.kongperf.result;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A short stretch of load within a trial.
 *
 * @param order its place among all slices of all subjects of its block, from 0
 * @param cpu CPU time that each role used meanwhile; a role that was not read is missing
 * @param memory of the gateway's worker processes at the end of the slice in bytes, pages that they share counted once;
 *     empty if it was not read
 * @param host what the whole machine of the gateway did meanwhile; empty if it was not read
 * @param idleCpu CPU time that the gateways of other subjects used meanwhile, which were up and should have been idle; empty if
 *     there were none, or they were not read
 */
public record Slice(
        int order,
        Instant started,
        Measurement measurement,
        Map<Role, Duration> cpu,
        OptionalLong memory,
        Optional<Host> host,
        Optional<Duration> idleCpu) {
    public Slice {
        EnumMap<Role, Duration> sorted = new EnumMap<>(Role.class);
        sorted.putAll(cpu);
        cpu = Collections.unmodifiableMap(sorted);
    }

    /** Without readings of memory, of the machine and of other subjects. */
    public Slice(int order, Instant started, Measurement measurement, Map<Role, Duration> cpu) {
        this(order, started, measurement, cpu, OptionalLong.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * CPU time of a whole machine during a slice, over all its CPUs.
     *
     * @param busy in which a CPU did something, for whomever
     * @param stolen in which a CPU had work, but the hypervisor ran somebody else
     * @param all of all kinds, idle time included
     */
    public record Host(Duration busy, Duration stolen, Duration all) {

        /** The share of its CPU time that was stolen, from 0 to 1. */
        public double steal() {
            return share(stolen);
        }

        /** The share of its CPU time that others than {@code ours} used, from 0 to 1. */
        public double foreign(Duration ours) {
            return Math.max(0, share(busy.minus(ours)));
        }

        private double share(Duration part) {
            return all.isZero() ? 0 : (double) part.toNanos() / all.toNanos();
        }
    }
}
