package io.github.kongperf.maven;

import io.github.kongperf.driver.StartedSession;
import io.github.kongperf.driver.StateFolder;
import io.github.kongperf.result.ResultFolder;
import java.nio.file.Path;
import org.apache.maven.plugin.logging.Log;

/** Sessions of this module whose process died while it measured. */
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
    void report() {
        for (StartedSession dead : state.of(module)) {
            if (dead.phase() == StartedSession.Phase.RUNNING && !dead.alive()) {
                log.warn(
                        "session %s (begun %s) was killed after %d of %d trials; they are kept and can be read. This is a new session"
                                .formatted(dead.id(), dead.started(), measured(dead.id()), dead.trials()));
                state.leave(dead);
            }
        }
    }

    private int measured(String id) {
        return results.session(id).isPresent() ? results.read(id).runs().size() : 0;
    }
}
