package io.github.kongperf.maven;

import io.github.kongperf.compare.Analysis;
import io.github.kongperf.compare.Caveat;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Session;
import java.util.Optional;

/** Finds the session that a run goes on with. */
final class Resumption {

    private final ResultFolder results;

    Resumption(ResultFolder results) {
        this.results = results;
    }

    /**
     * The newest session of the same plan, if it has not ended; empty if there is none, or it has.
     *
     * @param wanted as it would begin anew; its seed, time and conditions don't matter
     */
    Optional<Session> of(Session wanted) {
        return results.sessions().stream()
                .filter(session -> samePlan(session, wanted))
                .findFirst()
                .filter(session -> Analysis.of(
                                session, results.read(session.id()).runs())
                        .caveats()
                        .stream()
                        .anyMatch(Caveat.Unfinished.class::isInstance));
    }

    private static boolean samePlan(Session one, Session other) {
        return one.driver().equals(other.driver())
                && one.blocks() == other.blocks()
                && one.looks().equals(other.looks())
                && one.errorRate() == other.errorRate()
                && one.subjects().equals(other.subjects())
                && one.cases().equals(other.cases());
    }
}
