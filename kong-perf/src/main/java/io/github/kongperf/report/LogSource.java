package io.github.kongperf.report;

import io.github.kongperf.result.Run;
import java.util.List;
import java.util.Optional;

/** Where the report finds the error log that a gateway wrote during a run. */
@FunctionalInterface
public interface LogSource {

    /** The lines of the gateway's error log; empty if there is none. */
    List<String> of(Run run);

    /** A link to the whole log, relative to the folder of the report; empty if it is not published. */
    default Optional<String> link(Run run) {
        return Optional.empty();
    }

    static LogSource none() {
        return run -> List.of();
    }
}
