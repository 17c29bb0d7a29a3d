package io.github.kongperf.maven;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.CaseResult.PairResult;
import io.github.kongperf.compare.CaseResult.SubjectResult;
import io.github.kongperf.compare.Caveat;
import io.github.kongperf.compare.Comparison;
import io.github.kongperf.compare.GoalResult;
import io.github.kongperf.compare.Verdict;
import io.github.kongperf.report.Numbers;
import io.github.kongperf.report.Wording;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a build has to be told about a session, each with its figures, sorted by what may become of it. */
final class Judgement {

    private final List<String> always = new ArrayList<>();
    private final Set<String> invalid = new LinkedHashSet<>();
    private final List<String> undecided = new ArrayList<>();

    private Judgement() {}

    static Judgement of(Comparison comparison) {
        Judgement judgement = new Judgement();
        boolean nothing = comparison.cases().stream()
                .flatMap(result -> result.subjects().stream())
                .allMatch(subject -> subject.summaries().isEmpty());
        if (nothing) {
            judgement.always.add("nothing measured: of %s none gave a measurement"
                    .formatted(Numbers.counted(comparison.plannedTrials(), "planned trial")));
        }
        comparison.cases().forEach(judgement::add);
        return judgement;
    }

    List<String> failures(boolean failOnInvalid, boolean failOnUndecided) {
        List<String> failures = new ArrayList<>(always);
        failures.addAll(failOnInvalid ? invalid : List.of());
        failures.addAll(failOnUndecided ? undecided : List.of());
        return failures;
    }

    List<String> warnings(boolean failOnInvalid, boolean failOnUndecided) {
        List<String> warnings = new ArrayList<>(failOnInvalid ? List.of() : invalid);
        warnings.addAll(failOnUndecided ? List.of() : undecided);
        return warnings;
    }

    private void add(CaseResult result) {
        String workload = result.plan().scenario() + ", " + result.plan().name();
        for (PairResult pair : result.pairs()) {
            String finding = "%s (%s, margin %s)"
                    .formatted(
                            Wording.finding(result, pair),
                            result.plan().decide().key(),
                            Numbers.percent(result.plan().margin()));
            if (pair.verdict() instanceof Verdict.Slower) {
                always.add("slower: " + finding);
            } else if (pair.verdict() instanceof Verdict.Undecided) {
                undecided.add(finding);
            } else if (pair.verdict() instanceof Verdict.Invalid) {
                invalid.add(finding);
            }
        }
        for (SubjectResult subject : result.subjects()) {
            if (result.pairs().isEmpty()) {
                // Without a comparison nothing else would say it.
                for (Caveat caveat : subject.invalid()) {
                    invalid.add("%s: invalid: %s".formatted(workload, Wording.caveat(caveat)));
                }
            }
            for (Caveat caveat : subject.caveats()) {
                if (caveat instanceof Caveat.FailedTrials) {
                    invalid.add("%s: invalid: %s".formatted(workload, Wording.caveat(caveat)));
                }
            }
            subject.goals().forEach(goal -> add(workload, subject, goal));
        }
    }

    private void add(String workload, SubjectResult subject, GoalResult goal) {
        String text = "%s, %s: goal %s".formatted(workload, subject.name(), Wording.goal(goal));
        if (goal.state() == GoalResult.State.MISSED) {
            always.add("missed: " + text);
        } else if (goal.state() == GoalResult.State.UNDECIDED) {
            undecided.add(text);
        }
    }
}
