package io.github.kongperf.compare;

import io.github.kongperf.result.Session;
import java.util.List;

/**
 * All that can be said of one session.
 *
 * @param plannedTrials how many the session set out to run at most
 * @param caveats about the session as a whole
 */
public record Comparison(Session session, List<CaseResult> cases, int plannedTrials, List<Caveat> caveats) {
    public Comparison {
        cases = List.copyOf(cases);
        caveats = List.copyOf(caveats);
    }
}
