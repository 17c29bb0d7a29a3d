package io.github.kongperf.maven;

import io.github.kongperf.compare.Analysis;
import io.github.kongperf.compare.Comparison;
import io.github.kongperf.compare.Looks;
import io.github.kongperf.driver.ShutdownGuard;
import io.github.kongperf.driver.StartedSession;
import io.github.kongperf.driver.StateFolder;
import io.github.kongperf.experiment.Tally;
import io.github.kongperf.machine.HostConditions;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.report.Numbers;
import io.github.kongperf.report.Wording;
import io.github.kongperf.result.Calibration;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Session;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Runs the scenarios. After {@code start} it never fails the build, for {@code stop} must still run: {@code verify} judges.
 * Alone it brings up and takes down by itself, and fails if a trial failed.
 */
@Mojo(name = "run", defaultPhase = LifecyclePhase.INTEGRATION_TEST, requiresProject = false, threadSafe = true)
public final class RunMojo extends MeasuringMojo {

    /** Where the pages go that this goal writes at its end. */
    @Parameter(property = "kong-perf.reportFolder", defaultValue = "${project.build.directory}/kong-perf-report")
    private File reportFolder;

    /** Logs what {@code run} alone would throw: failed trials. */
    @Parameter(property = "kong-perf.failureIgnore", defaultValue = "false")
    private boolean failureIgnore;

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
        diagnose(target.prepared());
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
        if (!resumes()) {
            return anew;
        }
        Session wanted = session(prepared, anew.id(), new HostConditions(), Optional.empty());
        Optional<Session> begun = new Resumption(results())
                .of(wanted, prepared.plan())
                .filter(session -> !seedGiven() || session.seed() == wanted.seed());
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

    @Override
    ResultFolder measured() {
        return results();
    }

    @Override
    List<Integer> looks(int blocks) {
        return Looks.of(blocks);
    }

    @Override
    void begun(Session session) {
        List<Calibration> known = calibrations().of(session);
        if (!known.isEmpty()) {
            results().keep(session, known);
        }
    }

    /** The verdicts as a table, and the pages: of what there is, if the session ended early. */
    @Override
    void conclude(ResultFolder folder, String id) {
        SessionReport judged = SessionReport.of(folder, id, project().getArtifactId());
        Comparison comparison = judged.input().comparison();
        Verdicts.table(judged.input()).forEach(line -> getLog().info(line));
        getLog().info("results: " + shown(resultPath().resolve(id)));
        writePages(reportFolder, judged);
        if (comparison.session().blocks() < Analysis.fewestBlocks(comparison.session())) {
            getLog().warn(Wording.plain("%s can show no difference; %s can (kong-perf.blocks)"
                    .formatted(
                            Numbers.counted(comparison.session().blocks(), "block"),
                            Numbers.counted(Analysis.fewestBlocks(comparison.session()), "block"))));
        }
    }
}
