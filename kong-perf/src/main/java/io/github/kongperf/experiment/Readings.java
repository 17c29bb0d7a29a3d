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
record Readings(Map<Role, Duration> cpu, Optional<MachineReading> machine, OptionalLong upstreamRequests) {

    static Readings of(Deployment up, Testbed testbed) throws InterruptedException {
        Map<Role, Duration> cpu = new EnumMap<>(Role.class);
        cpu.putAll(up.cpuTimes());
        testbed.generator().cpuTime().ifPresent(time -> cpu.put(Role.GENERATOR, time));
        return new Readings(cpu, testbed.machine(), up.upstreamRequests());
    }

    Map<Role, Duration> cpuSince(Readings before) {
        Map<Role, Duration> used = new EnumMap<>(Role.class);
        cpu.forEach((role, time) -> {
            Duration earlier = before.cpu.get(role);
            if (earlier != null && time.compareTo(earlier) >= 0) {
                used.put(role, time.minus(earlier));
            }
        });
        return used;
    }

    OptionalLong upstreamRequestsSince(Readings before) {
        return upstreamRequests.isPresent() && before.upstreamRequests.isPresent()
                ? OptionalLong.of(upstreamRequests.getAsLong() - before.upstreamRequests.getAsLong())
                : OptionalLong.empty();
    }

    Optional<Slice.Host> hostSince(Readings before) {
        return machine.flatMap(now -> before.machine.map(now::since))
                .map(passed -> new Slice.Host(passed.busy(), passed.stolen(), passed.all()));
    }
}
