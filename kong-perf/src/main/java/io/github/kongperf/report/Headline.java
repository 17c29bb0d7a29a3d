package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.Comparison;
import io.github.kongperf.compare.GoalResult;
import io.github.kongperf.result.Outcome;
import io.github.kongperf.result.Run;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one learns in the first second. */
final class Headline {

    private static final List<String> OWN_WORDS = List.of("nothing ", "whether ", "a subject ");

    private Headline() {}

    static String of(List<Comparison> comparisons) {
        String headline = ofCases(comparisons.stream()
                .flatMap(comparison -> comparison.cases().stream())
                .toList());
        // A name stays as it is written.
        return OWN_WORDS.stream().anyMatch(headline::startsWith)
                ? Character.toUpperCase(headline.charAt(0)) + headline.substring(1)
                : headline;
    }

    static String ofCases(List<CaseResult> cases) {
        if (runs(cases).noneMatch(Headline::measured)) {
            return "nothing was measured";
        }
        long missed = goals(cases)
                .filter(goal -> goal.state() == GoalResult.State.MISSED)
                .count();
        return verdicts(cases)
                + (missed == 0 ? "" : ", and %s missed".formatted(plural(missed, "goal is", "goals are")));
    }

    /** {@code 2 slower, 1 invalid, 7 not slower}; empty if nothing is compared. */
    static String counts(Stream<Kind> kinds) {
        Map<Kind, Long> counts =
                kinds.collect(Collectors.groupingBy(kind -> kind, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> "%d%c%s"
                        .formatted(
                                entry.getValue(), Numbers.SPACE, entry.getKey().word()))
                .collect(Collectors.joining(", "));
    }

    static String plural(long count, String one, String many) {
        return Numbers.count(count) + Numbers.SPACE + (count == 1 ? one : many);
    }

    private static String verdicts(List<CaseResult> cases) {
        List<CaseResult.PairResult> pairs =
                cases.stream().flatMap(result -> result.pairs().stream()).toList();
        if (pairs.isEmpty()) {
            return "%s measured, nothing compared".formatted(plural(cases.size(), "case", "cases"));
        }
        Kind worst = pairs.stream()
                .map(pair -> Kind.of(pair.verdict()))
                .sorted()
                .findFirst()
                .orElseThrow();
        long count =
                pairs.stream().filter(pair -> Kind.of(pair.verdict()) == worst).count();
        boolean onePair = pairs.stream()
                        .map(pair -> List.of(pair.subject(), pair.baseline()))
                        .distinct()
                        .count()
                == 1;
        String share = "in %d of %s"
                .formatted(
                        count,
                        onePair
                                ? plural(pairs.size(), "case", "cases")
                                : plural(pairs.size(), "comparison", "comparisons"));
        return onePair
                ? sentence(worst, pairs.get(0).subject(), pairs.get(0).baseline(), share)
                : sentence(worst, "a subject", "its baseline", share);
    }

    private static String sentence(Kind worst, String subject, String baseline, String share) {
        return switch (worst) {
            case SLOWER -> "%s is slower than %s %s".formatted(subject, baseline, share);
            case INVALID -> "%s against %s is invalid %s".formatted(subject, baseline, share);
            case UNDECIDED -> "whether %s is slower than %s is undecided %s".formatted(subject, baseline, share);
            case FASTER -> "%s is faster than %s %s, and slower in none".formatted(subject, baseline, share);
            case NOT_SLOWER -> "%s is not slower than %s %s".formatted(subject, baseline, share);
        };
    }

    static boolean measured(Run run) {
        return run.outcome() instanceof Outcome.Measured;
    }

    static Stream<Run> runs(List<CaseResult> cases) {
        return cases.stream().flatMap(result -> result.subjects().stream()).flatMap(subject -> subject.runs().stream());
    }

    static Stream<GoalResult> goals(List<CaseResult> cases) {
        return cases.stream()
                .flatMap(result -> result.subjects().stream())
                .flatMap(subject -> subject.goals().stream());
    }
}
