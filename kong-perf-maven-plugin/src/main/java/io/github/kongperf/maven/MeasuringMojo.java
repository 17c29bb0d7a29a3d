package io.github.kongperf.maven;

import io.github.kongperf.driver.Driver;
import io.github.kongperf.driver.MeasuringLock;
import io.github.kongperf.driver.ShutdownGuard;
import io.github.kongperf.driver.StartedSession;
import io.github.kongperf.driver.StateFolder;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.experiment.Experiment;
import io.github.kongperf.experiment.Tally;
import io.github.kongperf.machine.HostConditions;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.plan.Plan;
import io.github.kongperf.plan.Subject;
import io.github.kongperf.plan.Workload;
import io.github.kongperf.report.Numbers;
import io.github.kongperf.report.Report;
import io.github.kongperf.report.StandaloneSite;
import io.github.kongperf.report.Wording;
import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Session;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.maven.plugins.annotations.Parameter;

/** What the goals share that measure. */
abstract class MeasuringMojo extends PlanningMojo {

    /**
     * Goes on with the newest session of the same plan that has not ended, after a crash or Ctrl-C, instead of beginning a new
     * one: what it has measured stays, and blocks that are missing or incomplete are measured.
     */
    @Parameter(property = "kong-perf.resume", defaultValue = "false")
    private boolean resume;

    /**
     * What is to be measured.
     *
     * @param id of the session
     * @param begun the session, if it goes on
     */
    record Target(String id, Prepared prepared, Optional<Session> begun) {}

    /** Where the measured sessions go. */
    abstract ResultFolder measured();

    /** After how many blocks to look. */
    abstract List<Integer> looks(int blocks);

    /** A session has just begun to measure. */
    abstract void begun(Session session);

    /** Says what came of a session that is over, or was ended. */
    abstract void conclude(ResultFolder folder, String id);

    /** Whether the user wants an unfinished session to be gone on with. */
    final boolean resumes() {
        return resume;
    }

    static String next(Prepared prepared) {
        return SessionIds.next(Instant.now(), prepared.plan().options().seed());
    }

    @SuppressWarnings("try") // the guard is there, and that is all
    final Tally measureAs(Target target, StateFolder state) throws Fault, IOException, InterruptedException {
        Prepared prepared = target.prepared();
        StartedSession own = state.enter(
                target.id(),
                module(),
                prepared.driver().name(),
                prepared.plan().options().seed(),
                StartedSession.Phase.RUNNING,
                prepared.plan().trials());
        try (ShutdownGuard guard = guard(state, own)) {
            try {
                return measure(target, own, state, Testbed::close);
            } finally {
                CleanUp.call(() -> new Endings(state, getLog()).end(own));
            }
        }
    }

    @SuppressWarnings("try") // the lock is held, and that is all
    final Tally measure(Target target, StartedSession own, StateFolder state, Consumer<Testbed> atItsEnd)
            throws Fault, IOException, InterruptedException {
        Prepared prepared = target.prepared();
        String id = target.id();
        ResultFolder folder = measured();
        String holder = "session %s of %s (process %d)"
                .formatted(id, module(), ProcessHandle.current().pid());
        try (MeasuringLock lock = MeasuringLock.take(
                state,
                holder,
                other -> getLog().info("waiting for %s: one session measures at a time".formatted(other)))) {
            HostConditions host = new HostConditions();
            Tally tally;
            try (ConsoleProgress progress = new ConsoleProgress(
                    getLog(),
                    Terminal.live(session(), System.getenv()),
                    prepared.plan().blocksPerWorkload(),
                    prepared.plan().trials())) {
                Testbed testbed = prepared.driver()
                        .open(
                                state.ledger(own),
                                needs(prepared.plan()),
                                step -> progress.say(() -> getLog().info(step)));
                try {
                    Session session = target.begun().orElseGet(() -> session(prepared, id, host, testbed.standIn()));
                    if (target.begun().isEmpty()) {
                        folder.begin(session);
                        begun(session);
                    }
                    progress.say(() -> announce(prepared, session));
                    tally = new Experiment(
                                    testbed, folder, session, () -> conditions(prepared.driver(), host), progress)
                            .carryOut(prepared.plan());
                } finally {
                    atItsEnd.accept(testbed);
                }
            } finally {
                if (folder.session(id).isPresent()) {
                    conclude(folder, id);
                }
            }
            return tally;
        }
    }

    final Session session(Prepared prepared, String id, HostConditions host, Optional<String> standIn) {
        Plan plan = prepared.plan();
        Driver driver = prepared.driver();
        return new Session(
                id,
                Instant.now(),
                Tool.version(),
                driver.name(),
                standIn.orElseGet(driver::gateway),
                driver.isKong() && standIn.isEmpty(),
                commandLine(prepared),
                plan.options().seed(),
                plan.blocksPerWorkload(),
                looks(plan.blocksPerWorkload()),
                plan.options().errorRate(),
                driver.sharesProcess() ? Session.Pairing.BLOCKS : Session.Pairing.NONE,
                plan.subjects().stream().map(Subject::planned).toList(),
                plan.workloads().stream().map(Workload::planned).toList(),
                new Conditions(conditions(driver, host)));
    }

    private void announce(Prepared prepared, Session session) {
        String notKong = Wording.notKong(session);
        if (!notKong.isEmpty()) {
            getLog().info(notKong);
        }
        say("session %s: %s%s in %s per case, about %s, seed %d"
                .formatted(
                        session.id(),
                        session.looks().size() == 1 ? "" : "at most ",
                        Numbers.counted(prepared.plan().trials(), "trial"),
                        Numbers.counted(session.blocks(), "block"),
                        Numbers.duration(prepared.plan().duration()),
                        session.seed()));
        profiles(prepared.plan());
    }

    /** Writes the pages of a session, and says where they are. */
    final void writePages(File place, SessionReport judged) {
        try {
            Path index = StandaloneSite.write(folder(place), Report.of(List.of(judged.input())));
            getLog().info("report:  " + shown(index));
        } catch (IOException | RuntimeException e) {
            // The results are there all the same.
            getLog().warn("no report: writing it to %s failed: %s".formatted(place, e));
        }
    }
}
