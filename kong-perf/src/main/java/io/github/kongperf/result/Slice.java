package io.github.kongperf.result;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
     * One slice of several turns, between which others had theirs.
     *
     * @param turns at least one, in the order in which they were
     */
    public static Slice of(int order, List<Slice> turns, OptionalLong memory) {
        Map<Role, Duration> cpu = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            List<Duration> times = turns.stream()
                    .map(turn -> turn.cpu.get(role))
                    .filter(Objects::nonNull)
                    .toList();
            if (times.size() == turns.size()) {
                cpu.put(role, sum(times));
            }
        }
        List<Host> hosts = turns.stream().flatMap(turn -> turn.host.stream()).toList();
        List<Duration> idle =
                turns.stream().flatMap(turn -> turn.idleCpu.stream()).toList();
        return new Slice(
                order,
                turns.get(0).started,
                Measurement.merged(turns.stream().map(Slice::measurement).toList()),
                cpu,
                memory,
                hosts.size() < turns.size()
                        ? Optional.empty()
                        : Optional.of(new Host(
                                sum(hosts.stream().map(Host::busy).toList()),
                                sum(hosts.stream().map(Host::stolen).toList()),
                                sum(hosts.stream().map(Host::all).toList()))),
                idle.size() < turns.size() ? Optional.empty() : Optional.of(sum(idle)));
    }

    private static Duration sum(List<Duration> times) {
        return times.stream().reduce(Duration.ZERO, Duration::plus);
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
