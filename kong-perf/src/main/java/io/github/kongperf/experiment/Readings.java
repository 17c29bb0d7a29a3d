package io.github.kongperf.experiment;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.machine.MachineReading;
import io.github.kongperf.result.Role;
import io.github.kongperf.result.Slice;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What counters showed at one moment, at the bounds of a slice. */
public record Readings(Map<Role, Duration> cpu, Optional<MachineReading> machine, OptionalLong upstreamRequests) {

    static Readings of(Deployment up, Testbed testbed) throws InterruptedException {
        return of(Optional.of(up), testbed);
    }

    /** @param up what is loaded; empty if nobody deployed it */
    public static Readings of(Optional<Deployment> up, Testbed testbed) throws InterruptedException {
        Map<Role, Duration> cpu = new EnumMap<>(Role.class);
        OptionalLong upstreamRequests = OptionalLong.empty();
        if (up.isPresent()) {
            cpu.putAll(up.get().cpuTimes());
            upstreamRequests = up.get().upstreamRequests();
        }
        testbed.generator().cpuTime().ifPresent(time -> cpu.put(Role.GENERATOR, time));
        return new Readings(cpu, testbed.machine(), upstreamRequests);
    }

    /** What was used since; a role that one of both lacks is missing. */
    public Map<Role, Duration> cpuSince(Readings before) {
        Map<Role, Duration> used = new EnumMap<>(Role.class);
        cpu.forEach((role, time) -> {
            Duration earlier = before.cpu.get(role);
            if (earlier != null && time.compareTo(earlier) >= 0) {
                used.put(role, time.minus(earlier));
            }
        });
        return used;
    }

    /** Empty if one of both lacks it. */
    public OptionalLong upstreamRequestsSince(Readings before) {
        return upstreamRequests.isPresent() && before.upstreamRequests.isPresent()
                ? OptionalLong.of(upstreamRequests.getAsLong() - before.upstreamRequests.getAsLong())
                : OptionalLong.empty();
    }

    Optional<Slice.Host> hostSince(Readings before) {
        return machine.flatMap(now -> before.machine.map(now::since))
                .map(passed -> new Slice.Host(passed.busy(), passed.stolen(), passed.all()));
    }
}
