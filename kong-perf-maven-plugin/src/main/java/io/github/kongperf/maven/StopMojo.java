package io.github.kongperf.maven;

import io.github.kongperf.driver.StartedSession;
import io.github.kongperf.driver.StateFolder;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/** Takes everything down that {@code start} brought up, whatever happened in between. */
@Mojo(name = "stop", defaultPhase = LifecyclePhase.POST_INTEGRATION_TEST, requiresProject = false, threadSafe = true)
public final class StopMojo extends KongPerfMojo {

    @Override
    void perform() throws InterruptedException {
        StateFolder state = state();
        new Leftovers(state, module(), results(), getLog()).report();
        int stopped = 0;
        for (StartedSession session : state.of(module())) {
            if (session.phase() == StartedSession.Phase.STARTED && session.others()) {
                getLog().warn("session %s was prepared by process %d, which lives, so it stays"
                        .formatted(session.id(), session.pid()));
            } else if (session.phase() == StartedSession.Phase.STARTED) {
                stopped++;
                int things = new Endings(state, getLog()).end(session);
                if (things >= 0) {
                    getLog().info("session %s is over; %s driver: %s"
                            .formatted(session.id(), session.driver(), Endings.removed(things)));
                }
            } else if (session.alive()) {
                getLog().warn("session %s is being measured by process %d, so it stays"
                        .formatted(session.id(), session.pid()));
            }
        }
        if (stopped == 0) {
            getLog().info("nothing of this module is up");
        }
    }
}
