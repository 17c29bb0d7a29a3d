package io.github.kongperf.maven;

import io.github.kongperf.driver.StartedSession;
import io.github.kongperf.driver.StateFolder;
import org.apache.maven.plugins.annotations.Mojo;

/** Removes what dead sessions of any module left on this machine. Results stay. */
@Mojo(name = "teardown", requiresProject = false, threadSafe = true)
public final class TeardownMojo extends KongPerfMojo {

    @Override
    void perform() throws InterruptedException {
        StateFolder state = state();
        int removed = 0;
        for (StartedSession session : state.all()) {
            if (session.alive()) {
                getLog().info("session %s of %s belongs to process %d, which lives; it stays"
                        .formatted(session.id(), session.module(), session.pid()));
            } else {
                int things = new Endings(state, getLog()).end(session);
                if (things >= 0) {
                    removed++;
                    getLog().info("session %s of %s: its process is gone; %s driver: %s"
                            .formatted(session.id(), session.module(), session.driver(), Endings.removed(things)));
                }
            }
        }
        getLog().info(
                        removed == 0
                                ? "dead sessions left nothing"
                                : "removed what %d dead session%s left".formatted(removed, removed == 1 ? "" : "s"));
    }
}
