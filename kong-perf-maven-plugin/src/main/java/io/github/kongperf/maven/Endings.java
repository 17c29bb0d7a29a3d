package io.github.kongperf.maven;

import io.github.kongperf.driver.StartedSession;
import io.github.kongperf.driver.StateFolder;
import java.util.List;
import org.apache.maven.plugin.logging.Log;

/** Ends sessions: removes what they made, and says what could not be removed. */
final class Endings {

    private final StateFolder state;
    private final Log log;

    Endings(StateFolder state, Log log) {
        this.state = state;
        this.log = log;
    }

    /** @return how many things it removed, or -1 if something is left, which was said */
    int end(StartedSession session) throws InterruptedException {
        int open = state.ledger(session).open().size();
        List<String> left = state.end(session, Drivers.remover(session.driver()));
        if (left.isEmpty()) {
            return open;
        }
        log.warn("session %s left what could not be removed; kong-perf:teardown tries again: %s"
                .formatted(session.id(), String.join("; ", left)));
        return -1;
    }

    /** What {@link #end} did, in words. */
    static String removed(int things) {
        return things == 0 ? "nothing was up" : things + (things == 1 ? " thing" : " things") + " removed";
    }
}
