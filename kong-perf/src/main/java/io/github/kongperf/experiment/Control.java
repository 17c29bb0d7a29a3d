package io.github.kongperf.experiment;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.plan.Block;
import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Outcome;
import io.github.kongperf.result.Role;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session.PlannedCase;
import io.github.kongperf.result.Slice;
import io.github.kongperf.result.TrialId;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Request;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The upstream without the gateway, under the same load: what the gateway's figures are to be seen against. */
record Control(Block block, PlannedCase planned, Clock clock) {

    /** It answered Kong a moment ago: there is nothing to wait for but a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    Run measure(Deployment up, Testbed testbed, LoadOptions load, String path, Conditions conditions)
            throws InterruptedException {
        Instant began = clock.instant();
        Outcome outcome;
        try {
            LoadOptions direct = direct(load, path, status(up, testbed, load, path));
            Readings before = Readings.of(up, testbed);
            began = clock.instant();
            Measurement measurement = testbed.generator()
                    .start(up.target(Load.Target.UPSTREAM), direct)
                    .await();
            Readings after = Readings.of(up, testbed);
            Map<Role, Duration> cpu = after.cpuSince(before);
            cpu.remove(Role.GATEWAY);
            outcome = new Outcome.Measured(List.of(new Slice(
                    0, began, measurement, cpu, OptionalLong.empty(), after.hostSince(before), Optional.empty())));
        } catch (RuntimeException e) {
            // The subject itself, which may have died since its last slice, included: its trial is over, and the others
            // go on.
            outcome = new Outcome.Failed(Stage.reason(e), List.of());
        }
        return new Run(
                new TrialId(planned.scenario(), planned.name(), block.number(), TrialId.CONTROL),
                planned.subjects().size(),
                began,
                Duration.ZERO,
                conditions.and(Map.of("control.path", path)),
                outcome);
    }

    private static LoadOptions direct(LoadOptions load, String path, OptionalInt status) {
        return new LoadOptions(
                load.connections(),
                load.threads(),
                load.duration(),
                load.rate(),
                load.timeout(),
                List.of(Request.get(path)),
                load.seed(),
                Optional.empty(),
                status);
    }

    /** What the upstream answers, asked before the load: a generator may not tell. */
    private static OptionalInt status(Deployment up, Testbed testbed, LoadOptions load, String path)
            throws InterruptedException {
        return new Probe(
                        "the upstream itself",
                        "GET " + path,
                        List.of(Request.get(path)),
                        load.timeout(),
                        status -> status / 100 == 2,
                        load.seed())
                .until(Optional.empty(), up.reachable(Load.Target.UPSTREAM), testbed.prober(), PATIENCE);
    }
}
