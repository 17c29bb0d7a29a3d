package io.github.kongperf.maven;

import io.github.kongperf.compare.Analysis;
import io.github.kongperf.compare.Caveat;
import io.github.kongperf.plan.Plan;
import io.github.kongperf.plan.ProfileBlock;
import io.github.kongperf.result.Profile;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Results;
import io.github.kongperf.result.Session;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

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
        return unfinished(session -> samePlan(session, wanted), profiles -> lacks(plan, profiles));
    }

    /** Whether a profile is missing that would still be tried. */
    private static boolean lacks(Plan plan, List<Profile> profiles) {
        return plan.profiles().stream()
                .anyMatch(round -> isShort(round, profiles)
                        && plan.profiles().stream()
                                .noneMatch(other -> isSameWork(round, other)
                                        && !isShort(other, profiles)
                                        && of(other, profiles)
                                                .allMatch(profile ->
                                                        profile.sampled().isEmpty())));
    }

    private static boolean isShort(ProfileBlock round, List<Profile> profiles) {
        return of(round, profiles).count() < round.block().subjects().size();
    }

    private static boolean isSameWork(ProfileBlock one, ProfileBlock other) {
        return one.profiler().equals(other.profiler())
                && one.block().workload().equals(other.block().workload());
    }

    private static Stream<Profile> of(ProfileBlock round, List<Profile> profiles) {
        return profiles.stream()
                .filter(profile -> profile.profiler().equals(round.profiler())
                        && profile.id().block() == round.block().number()
                        && profile.id()
                                .scenario()
                                .equals(round.block().workload().scenario())
                        && profile.id()
                                .caseName()
                                .equals(round.block().workload().name()));
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
                profiles -> false);
    }

    private Optional<Session> unfinished(Predicate<Session> same, Predicate<List<Profile>> lacks) {
        return results.sessions().stream()
                .filter(same)
                .findFirst()
                .filter(session -> isUnfinished(session, results.read(session.id()), lacks));
    }

    private static boolean isUnfinished(Session session, Results found, Predicate<List<Profile>> lacks) {
        return lacks.test(found.profiles())
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
