package io.github.kongperf.maven;

import io.github.kongperf.driver.StartedSession;
import io.github.kongperf.driver.StateFolder;
import io.github.kongperf.result.ResultFolder;
import java.nio.file.Path;
import org.apache.maven.plugin.logging.Log;

/** Sessions whose process died while it measured: of whatever module, since what is left up disturbs the next one. */
final class Leftovers {

    private final StateFolder state;
    private final Path module;
    private final ResultFolder results;
    private final Log log;

    Leftovers(StateFolder state, Path module, ResultFolder results, Log log) {
        this.state = state;
        this.module = module;
        this.results = results;
        this.log = log;
    }

    /** Says what was found, and forgets it: its results stay. */
    void report() throws InterruptedException {
        for (StartedSession dead : state.all()) {
            if (dead.phase() == StartedSession.Phase.RUNNING && !dead.alive()) {
                int things = state.ledger(dead).open().size();
                if (new Endings(state, log).end(dead) >= 0) {
                    log.warn(
                            dead.module().equals(module.toString())
                                    ? "session %s (begun %s) was killed after %d of %d trials; they are kept and can be read; -Dkong-perf.resume goes on with it%s"
                                            .formatted(
                                                    dead.id(),
                                                    dead.started(),
                                                    measured(dead.id()),
                                                    dead.trials(),
                                                    things == 0 ? "" : "; " + Endings.removed(things))
                                    : "session %s of %s (begun %s) was killed; %s"
                                            .formatted(
                                                    dead.id(), dead.module(), dead.started(), Endings.removed(things)));
                }
            }
        }
    }

    private int measured(String id) {
        return results.session(id).isPresent() ? results.read(id).runs().size() : 0;
    }
}
