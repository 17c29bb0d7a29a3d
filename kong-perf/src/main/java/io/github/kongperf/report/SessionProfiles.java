package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.CaseResult.PairResult;
import io.github.kongperf.result.Profile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All profiles of a session. */
public final class SessionProfiles {

    private final List<Profile> profiles;
    private final double errorRate;
    private final Map<List<String>, CaseProfiles> cases = new HashMap<>();

    /** @param errorRate how often a ranking may name any frame of equal subjects: 0.01 is 1 % */
    public SessionProfiles(List<Profile> profiles, double errorRate) {
        this.profiles = List.copyOf(profiles);
        this.errorRate = errorRate;
    }

    /** Of a session that was not profiled. */
    public static SessionProfiles none() {
        return new SessionProfiles(List.of(), 0.01);
    }

    /** Where a difference lies, in a sentence for each profiler that has found it; as {@link Wording}, with no-break spaces. */
    public List<String> why(CaseResult result, PairResult pair) {
        return Why.of(of(result), pair);
    }

    /** Those of one case. */
    CaseProfiles of(CaseResult result) {
        List<String> key = List.of(result.plan().scenario(), result.plan().name());
        return cases.computeIfAbsent(
                key,
                names -> new CaseProfiles(
                        result.plan(),
                        profiles.stream()
                                .filter(profile -> List.of(
                                                profile.id().scenario(),
                                                profile.id().caseName())
                                        .equals(names))
                                .toList(),
                        errorRate));
    }
}
