package io.github.kongperf.experiment;

import io.github.kongperf.driver.Needs;
import io.github.kongperf.driver.Profiled;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.plan.Plan;
import io.github.kongperf.plan.ProfileBlock;
import io.github.kongperf.plan.Subject;
import io.github.kongperf.plan.Workload;
import io.github.kongperf.scenario.Case;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Rate;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Turns what a plan names into what a driver brings up. */
public final class Setups {

    private Setups() {}

    static Setup of(Workload workload, Subject subject) {
        Kong kong = workload.file().scenario().kong();
        return new Setup(
                subject.version(),
                workload.file().scenario().upstream(),
                subject.variant().map(kong::with).orElse(kong),
                workload.axis());
    }

    /** How the subjects of a round are profiled. */
    static Profiled how(ProfileBlock round) {
        Case work = round.block().workload().work();
        return new Profiled(
                round.profiler(),
                work.load().target(),
                work.profile().node().or(() -> work.load().node()),
                work.profile().workers());
    }

    /**
     * What {@code plan} will ask of a testbed.
     *
     * @throws IllegalArgumentException if one case needs wrk and another one the generator of the JVM: a session has one
     */
    public static Needs needs(Plan plan) {
        Set<Setup> setups = new LinkedHashSet<>();
        Optional<Workload> wrk = Optional.empty();
        Optional<Workload> jvm = Optional.empty();
        int connections = 0;
        for (Workload workload : plan.workloads()) {
            workload.subjects().forEach(subject -> setups.add(of(workload, subject)));
            Load load = workload.work().load();
            connections = Math.max(connections, load.connections());
            if (load.engine().equals(Optional.of(Load.Engine.WRK))
                    || load.script().isPresent()) {
                wrk = wrk.or(() -> Optional.of(workload));
            }
            if (load.engine().equals(Optional.of(Load.Engine.JVM)) || load.rate() instanceof Rate.Constant) {
                jvm = jvm.or(() -> Optional.of(workload));
            }
        }
        if (wrk.isPresent() && jvm.isPresent()) {
            throw new IllegalArgumentException(
                    "case '%s' needs wrk (load.engine or load.script), and case '%s' the generator of the JVM (load.engine or load.rate), but a session has one generator; run them apart by tags"
                            .formatted(wrk.get().name(), jvm.get().name()));
        }
        Optional<Load.Engine> engine = wrk.map(any -> Load.Engine.WRK).or(() -> Optional.empty());
        return new Needs(
                java.util.List.copyOf(setups), jvm.isPresent() ? Optional.of(Load.Engine.JVM) : engine, connections);
    }
}
