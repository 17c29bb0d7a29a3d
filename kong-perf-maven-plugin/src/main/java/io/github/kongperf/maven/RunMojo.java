package io.github.kongperf.maven;

import io.github.kongperf.compare.Analysis;
import io.github.kongperf.compare.Comparison;
import io.github.kongperf.compare.Looks;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Runs the scenarios. After {@code start} it never fails the build, for {@code stop} must still run: {@code verify} judges.
 * Alone it brings up and takes down by itself, and fails if a trial failed.
 */
@Mojo(name = "run", defaultPhase = LifecyclePhase.INTEGRATION_TEST, requiresProject = false, threadSafe = true)
public final class RunMojo extends PlanningMojo {

    /** Where the pages go that this goal writes at its end. */
    @Parameter(property = "kong-perf.reportFolder", defaultValue = "${project.build.directory}/kong-perf-report")
    private File reportFolder;

    /** Logs what {@code run} alone would throw: failed trials. */
    @Parameter(property = "kong-perf.failureIgnore", defaultValue = "false")
    private boolean failureIgnore;

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
    private record Target(String id, Prepared prepared, Optional<Session> begun) {}

    @Override
    void perform() throws Fault, IOException, InterruptedException {
        StateFolder state = state();
        Optional<StartedSession> started = state.of(module()).stream()
                .filter(session -> session.phase() == StartedSession.Phase.STARTED && !session.others())
                .findFirst();
        if (started.isEmpty()) {
            new Leftovers(state, module(), results(), getLog()).report();
            alone(state);
        } else {
            adopting(state, started.get());
        }
    }

    private void alone(StateFolder state) throws Fault, IOException, InterruptedException {
        Target target = target(OptionalLong.empty(), Optional.empty());
        diagnose();
        Tally tally = measureAs(target, state);
        if (tally.failed() > 0) {
            String message = "%d of %d trials failed; their reasons are above, in the report, and in %s"
                    .formatted(tally.failed(), tally.all(), shown(resultPath().resolve(target.id())));
            if (!failureIgnore) {
                throw new Fault(message);
            }
            getLog().warn(message);
        }
    }

    /**
     * @param adopted seed of a session that {@code start} began
     * @param fresh id of a session that has not measured yet
     */
    private Target target(OptionalLong adopted, Optional<String> fresh) throws Fault, InterruptedException {
        Prepared prepared = prepare(adopted);
        Target anew = new Target(fresh.orElseGet(() -> next(prepared)), prepared, Optional.empty());
        if (!resume) {
            return anew;
        }
        Session wanted = session(prepared, anew.id(), new HostConditions(), Optional.empty());
        Optional<Session> begun =
                new Resumption(results()).of(wanted).filter(session -> !seedGiven() || session.seed() == wanted.seed());
        if (begun.isEmpty()) {
            getLog().info("kong-perf.resume: no session of this plan is unfinished in %s, so a new one begins"
                    .formatted(shown(resultPath())));
            return anew;
        }
        getLog().info("going on with session %s, begun %s"
                .formatted(begun.get().id(), begun.get().started()));
        return new Target(begun.get().id(), prepare(OptionalLong.of(begun.get().seed())), begun);
    }

    private void adopting(StateFolder state, StartedSession started) throws InterruptedException {
        getLog().info("adopting session %s, prepared by kong-perf:start%s"
                .formatted(
                        started.id(),
                        started.alive()
                                ? ""
                                : " in an earlier Maven, at %s (kong-perf:stop forgets it)"
                                        .formatted(started.started())));
        try {
            new Leftovers(state, module(), results(), getLog()).report();
            // A second execution in one build is a session of its own: sessions are never pooled.
            boolean first = results().session(started.id()).isEmpty();
            Target target = first
                    ? target(OptionalLong.of(started.seed()), Optional.of(started.id()))
                    : target(OptionalLong.empty(), Optional.empty());
            Prepared prepared = target.prepared();
            if (!prepared.driver().name().equals(started.driver())) {
                throw new Fault(
                        "kong-perf:start prepared the %s driver, and this run asks for %s; give both the same kong-perf.driver"
                                .formatted(started.driver(), prepared.driver().name()));
            }
            if (first) {
                StartedSession running = state.enter(
                        started.in(StartedSession.Phase.RUNNING, prepared.plan().trials()));
                adopted(target, running, state);
            } else {
                measureAs(target, state);
            }
        } catch (Fault | IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
            // Not thrown: Maven would then leave out kong-perf:stop. verify throws it.
            String message = e.getMessage() == null ? e.toString() : e.getMessage();
            getLog().error(message);
            getLog().debug(e);
            thisBuild().failed(message);
            remember(message);
        }
    }

    private void adopted(Target target, StartedSession running, StateFolder state)
            throws Fault, IOException, InterruptedException {
        try (ShutdownGuard guard = guard(state, running)) {
            try {
                measure(target, running, state, testbed -> {
                    // After Ctrl-C Maven does not come to kong-perf:stop.
                    if (guard.ending()) {
                        testbed.close();
                    } else {
                        testbed.leave();
                    }
                });
            } finally {
                if (guard.ending()) {
                    CleanUp.call(() -> new Endings(state, getLog()).end(running));
                } else {
                    state.enter(running.in(StartedSession.Phase.STARTED, 0));
                }
            }
        }
    }

    private void remember(String message) {
        try {
            new RunFailure(resultPath()).remember(message);
        } catch (RuntimeException e) {
            getLog().error("%s; so a later Maven will not know of the failure".formatted(e.getMessage()));
        }
    }

    private static String next(Prepared prepared) {
        return SessionIds.next(Instant.now(), prepared.plan().options().seed());
    }

    @SuppressWarnings("try") // the guard is there, and that is all
    private Tally measureAs(Target target, StateFolder state) throws Fault, IOException, InterruptedException {
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
    private Tally measure(Target target, StartedSession own, StateFolder state, Consumer<Testbed> atItsEnd)
            throws Fault, IOException, InterruptedException {
        Prepared prepared = target.prepared();
        String id = target.id();
        ResultFolder folder = results();
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
                    }
                    thisBuild().measured(id);
                    new RunFailure(resultPath()).forget();
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

    private Session session(Prepared prepared, String id, HostConditions host, Optional<String> standIn) {
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
                Looks.of(plan.blocksPerWorkload()),
                plan.options().errorRate(),
                driver.sharesProcess() ? Session.Pairing.BLOCKS : Session.Pairing.NONE,
                plan.subjects().stream().map(Subject::planned).toList(),
                plan.workloads().stream().map(Workload::planned).toList(),
                new Conditions(conditions(driver, host)));
    }

    private static Map<String, String> conditions(Driver driver, HostConditions host) {
        Map<String, String> all = new HashMap<>(host.fixed());
        all.putAll(host.current());
        all.putAll(driver.conditions());
        return all;
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
    }

    /** The verdicts as a table, and the pages: of what there is, if the session ended early. */
    private void conclude(ResultFolder folder, String id) {
        SessionReport judged = SessionReport.of(folder, id, project().getArtifactId());
        Comparison comparison = judged.input().comparison();
        Verdicts.table(comparison).forEach(line -> getLog().info(line));
        getLog().info("results: " + shown(resultPath().resolve(id)));
        try {
            Path index = StandaloneSite.write(folder(reportFolder), Report.of(List.of(judged.input())));
            getLog().info("report:  " + shown(index));
        } catch (IOException | RuntimeException e) {
            // The results are there all the same.
            getLog().warn("no report: writing it to %s failed: %s".formatted(reportFolder, e));
        }
        if (comparison.session().blocks() < Analysis.fewestBlocks(comparison.session())) {
            getLog().warn(Wording.plain("%s can show no difference; %s can (kong-perf.blocks)"
                    .formatted(
                            Numbers.counted(comparison.session().blocks(), "block"),
                            Numbers.counted(Analysis.fewestBlocks(comparison.session()), "block"))));
        }
    }
}
