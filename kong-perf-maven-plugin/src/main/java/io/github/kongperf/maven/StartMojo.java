package io.github.kongperf.maven;

import io.github.kongperf.driver.Needs;
import io.github.kongperf.driver.ShutdownGuard;
import io.github.kongperf.driver.StartedSession;
import io.github.kongperf.driver.StateFolder;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.report.Numbers;
import java.time.Instant;
import java.util.OptionalLong;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/** Checks everything, brings up what all scenarios share, and leaves it up for {@code run}. */
@Mojo(name = "start", defaultPhase = LifecyclePhase.PRE_INTEGRATION_TEST, requiresProject = false, threadSafe = true)
public final class StartMojo extends PlanningMojo {

    @Override
    void perform() throws Fault, InterruptedException {
        StateFolder state = state();
        new Leftovers(state, module(), results(), getLog()).report();
        Prepared prepared = prepare(OptionalLong.empty());
        for (StartedSession old : state.of(module())) {
            if (old.phase() == StartedSession.Phase.STARTED && old.others()) {
                getLog().info("session %s belongs to process %d, which lives; it stays".formatted(old.id(), old.pid()));
            } else if (old.phase() == StartedSession.Phase.STARTED) {
                getLog().info("session %s was started before and never stopped; a new one takes its place"
                        .formatted(old.id()));
                new Endings(state, getLog()).end(old);
            }
        }
        Needs needs = needs(prepared.plan());
        diagnose(prepared);
        long seed = prepared.plan().options().seed();
        StartedSession started = state.enter(
                SessionIds.next(Instant.now(), seed),
                module(),
                prepared.driver().name(),
                seed,
                StartedSession.Phase.STARTED,
                0);
        new RunFailure(resultPath()).forget();
        bringUp(state, started, prepared, needs);
        say("session %s is prepared: %s, about %s; %s driver"
                .formatted(
                        started.id(),
                        Numbers.counted(prepared.plan().trials(), "trial"),
                        Numbers.duration(prepared.plan().duration()),
                        prepared.driver().name()));
    }

    @SuppressWarnings("try") // the guard is there, and that is all
    private void bringUp(StateFolder state, StartedSession started, Prepared prepared, Needs needs)
            throws InterruptedException {
        try (ShutdownGuard guard = guard(state, started)) {
            bringUpGuarded(state, started, prepared, needs);
        }
    }

    private void bringUpGuarded(StateFolder state, StartedSession started, Prepared prepared, Needs needs)
            throws InterruptedException {
        try {
            prepared.driver()
                    .open(state.ledger(started), needs, step -> getLog().info(step))
                    .leave();
        } catch (InterruptedException | RuntimeException e) {
            try {
                CleanUp.call(() -> new Endings(state, getLog()).end(started));
            } catch (RuntimeException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }
}
