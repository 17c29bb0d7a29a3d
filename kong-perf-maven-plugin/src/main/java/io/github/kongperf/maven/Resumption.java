package io.github.kongperf.maven;

import io.github.kongperf.compare.Analysis;
import io.github.kongperf.compare.Caveat;
import io.github.kongperf.experiment.ProfilesKept;
import io.github.kongperf.plan.Plan;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Results;
import io.github.kongperf.result.Session;
import java.util.Optional;
import java.util.function.Predicate;

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
     * @param plan of it
     */
    Optional<Session> of(Session wanted, Plan plan) {
        return unfinished(
                session -> samePlan(session, wanted), found -> !new ProfilesKept(found.profiles()).isComplete(plan));
    }

    /**
     * The newest pool of a calibration that lacks trials.
     *
     * @param wanted has the baseline alone
     */
    Optional<Session> ofPool(Session wanted) {
        return unfinished(
                session -> session.driver().equals(wanted.driver())
                        && session.blocks() == wanted.blocks()
                        && session.subjects().size() == 3
                        && session.subjects().get(0).equals(wanted.subjects().get(0))
                        && session.cases().stream()
                                .map(planned -> planned.scenario() + planned.name() + planned.load())
                                .toList()
                                .equals(wanted.cases().stream()
                                        .map(planned -> planned.scenario() + planned.name() + planned.load())
                                        .toList()),
                found -> false);
    }

    private Optional<Session> unfinished(Predicate<Session> same, Predicate<Results> lacksProfiles) {
        return results.sessions().stream()
                .filter(same)
                .findFirst()
                .filter(session -> isUnfinished(session, results.read(session.id()), lacksProfiles));
    }

    private static boolean isUnfinished(Session session, Results found, Predicate<Results> lacksProfiles) {
        return lacksProfiles.test(found)
                || Analysis.of(session, found.runs()).caveats().stream().anyMatch(Caveat.Unfinished.class::isInstance);
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
