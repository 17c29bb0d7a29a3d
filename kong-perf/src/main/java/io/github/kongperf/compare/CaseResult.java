package io.github.kongperf.compare;

import io.github.kongperf.result.Metric;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session;
import io.github.kongperf.result.Slice;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * All that can be said of one case.
 *
 * @param subjects the baseline first, as planned
 * @param pairs each subject that has a baseline, against it; as planned
 * @param control the upstream alone under the same load, if it was measured
 */
public record CaseResult(
        Session.PlannedCase plan,
        List<SubjectResult> subjects,
        List<PairResult> pairs,
        Optional<SubjectResult> control) {
    public CaseResult {
        subjects = List.copyOf(subjects);
        pairs = List.copyOf(pairs);
    }

    /** Whether more blocks could change nothing: each verdict and each goal is decided, or can't be. */
    public boolean settled() {
        return pairs.stream().noneMatch(pair -> pair.verdict() instanceof Verdict.Undecided)
                && subjects.stream()
                        .filter(subject -> subject.invalid().isEmpty())
                        .flatMap(subject -> subject.goals().stream())
                        .noneMatch(goal -> goal.state() == GoalResult.State.UNDECIDED);
    }

    /**
     * How much of a CPU the other subjects used on average while one was loaded; empty if none was up besides, or they were not
     * read.
     */
    public OptionalDouble idleShare() {
        return idleShare(
                subjects.stream().flatMap(subject -> subject.runs().stream()).toList());
    }

    static OptionalDouble idleShare(List<Run> runs) {
        double used = 0;
        double time = 0;
        for (Run run : runs) {
            for (Slice slice : run.outcome().slices()) {
                if (slice.idleCpu().isPresent()) {
                    used += slice.idleCpu().get().toNanos();
                    time += slice.measurement().duration().toNanos();
                }
            }
        }
        return time == 0 ? OptionalDouble.empty() : OptionalDouble.of(used / time);
    }

    /** Without a control. */
    public CaseResult(Session.PlannedCase plan, List<SubjectResult> subjects, List<PairResult> pairs) {
        this(plan, subjects, pairs, Optional.empty());
    }

    /**
     * One subject by itself.
     *
     * @param runs all of them, failed ones too, in order of blocks
     * @param summaries of the metrics that have values
     * @param invalid why its measurements are none of the subject's: wrong answers, say
     */
    public record SubjectResult(
            String name,
            List<Run> runs,
            Map<Metric, Summary> summaries,
            List<GoalResult> goals,
            List<Caveat> invalid,
            List<Caveat> caveats) {
        public SubjectResult {
            runs = List.copyOf(runs);
            summaries = sorted(summaries);
            goals = List.copyOf(goals);
            invalid = List.copyOf(invalid);
            caveats = List.copyOf(caveats);
        }
    }

    /**
     * One subject against its baseline.
     *
     * @param estimates relative changes, of the metrics that both have enough values of
     * @param differences the same in the units of the metrics
     * @param verdict by the deciding metric of the case
     */
    public record PairResult(
            String subject,
            String baseline,
            Map<Metric, Estimate> estimates,
            Map<Metric, Difference> differences,
            Verdict verdict,
            List<Caveat> caveats) {
        public PairResult {
            estimates = sorted(estimates);
            differences = sorted(differences);
            caveats = List.copyOf(caveats);
        }
    }

    private static <V> Map<Metric, V> sorted(Map<Metric, V> values) {
        EnumMap<Metric, V> sorted = new EnumMap<>(Metric.class);
        sorted.putAll(values);
        return Collections.unmodifiableMap(sorted);
    }
}
