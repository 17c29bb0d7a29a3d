package io.github.kongperf.api;

import io.github.kongperf.compare.Caveat;
import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.experiment.Readings;
import io.github.kongperf.experiment.StatusTally;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.RunningLoad;
import io.github.kongperf.profile.Probe;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Role;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A load that has begun. */
record StartedLoad(
        Testbed testbed,
        Optional<Deployment> kong,
        URI target,
        LoadRequest request,
        StatusTally statuses,
        Readings before,
        RunningLoad running) {

    private static final Duration READY = Duration.ofSeconds(20);

    private static final Duration FIRST = Duration.ofMillis(200);

    /** For a profiler to begin to sample. */
    private static final Duration BEGUN = Duration.ofMinutes(2);

    /** @param probe samples from when the warm-up is over; not closed here */
    static StartedLoad start(
            Testbed testbed, Optional<Deployment> kong, LoadRequest request, Optional<Probe> probe, Output output)
            throws InterruptedException {
        URI target = request.uri()
                .map(URI::create)
                .orElseGet(() -> kong.orElseThrow().target(request.target()));
        StatusTally statuses = new Readiness(testbed, kong, target, request, READY).await();
        LoadOptions options = request.options(statuses.below400());
        if (!request.warmup().isZero()) {
            output.info("warming for %d s".formatted(request.warmup().toSeconds()));
            warm(testbed, target, options, request.warmup(), request.seed());
        } else if (probe.isPresent()) {
            // The first load of a generator begins late, for it warms itself: a profiler would be over by then.
            warm(testbed, target, options, FIRST, request.seed());
        }
        if (probe.isPresent()) {
            probe.get().begin(request.duration().plus(Probe.LATE), BEGUN);
        }
        output.info("loading %s for %d s".formatted(target, request.duration().toSeconds()));
        Readings readings = Readings.of(kong, testbed);
        RunningLoad running = testbed.generator().start(target, options);
        return new StartedLoad(testbed, kong, target, request, statuses, readings, running);
    }

    private static void warm(Testbed testbed, URI target, LoadOptions options, Duration length, long seed)
            throws InterruptedException {
        testbed.generator().start(target, options.stretch(length, seed + 1)).await();
    }

    LoadResult await(Output output) throws InterruptedException {
        Measurement measurement = running.await();
        if (kong.isPresent()) {
            kong.get().check();
        }
        Readings after = Readings.of(kong, testbed);
        Optional<String> contradiction = statuses.contradiction(measurement, after.upstreamRequestsSince(before));
        if (contradiction.isPresent()) {
            throw new LoadFailed("%s: %s".formatted(target, contradiction.get()));
        }
        List<String> warnings = warnings(after.cpuSince(before), measurement.duration());
        warnings.forEach(output::warn);
        return new LoadResult(
                target, request.onlyPath(), request.threads(), request.connections(), measurement, warnings);
    }

    /** Who besides Kong was at its limit. */
    private List<String> warnings(Map<Role, Duration> used, Duration length) throws InterruptedException {
        Map<Role, Integer> threads = new HashMap<>();
        if (kong.isPresent()) {
            threads.putAll(kong.get().workers());
        }
        threads.put(
                Role.GENERATOR,
                Math.min(request.threads(), testbed.generatorCpus().orElse(Integer.MAX_VALUE)));
        List<String> warnings = new ArrayList<>();
        for (Role role : List.of(Role.GENERATOR, Role.UPSTREAM)) {
            Duration cpu = used.get(role);
            Integer count = threads.get(role);
            if (cpu != null && count != null) {
                Caveat.LimitElsewhere.of(
                                target.toString(), role, (double) cpu.toNanos(), (double) length.toNanos() * count)
                        .ifPresent(limit -> warnings.add("%s, so it may be its limit that was measured; %s"
                                .formatted(limit.text(), limit.remedy())));
            }
        }
        return warnings;
    }
}
