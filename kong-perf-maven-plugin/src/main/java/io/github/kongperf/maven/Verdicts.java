package io.github.kongperf.maven;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.CaseResult.PairResult;
import io.github.kongperf.compare.CaseResult.SubjectResult;
import io.github.kongperf.compare.Caveat;
import io.github.kongperf.compare.Comparison;
import io.github.kongperf.compare.GoalResult;
import io.github.kongperf.report.ReportInput;
import io.github.kongperf.report.Wording;
import java.util.ArrayList;
import java.util.List;

/** The verdicts of a session on the console. */
final class Verdicts {

    private record Row(String workload, String subject, String verdict, List<String> why) {}

    private Verdicts() {}

    /** A line per verdict and goal in columns, each with why, as far as it was profiled; then the doubts. */
    static List<String> table(ReportInput input) {
        Comparison comparison = input.comparison();
        List<Row> rows = new ArrayList<>();
        for (CaseResult result : comparison.cases()) {
            String workload = result.plan().scenario() + ", " + result.plan().name();
            for (PairResult pair : result.pairs()) {
                rows.add(new Row(
                        workload,
                        pair.subject(),
                        "%s (%s)".formatted(Wording.verdict(pair.verdict()), metric(result, pair)),
                        input.profiles().why(result, pair)));
            }
            for (SubjectResult subject : result.subjects()) {
                for (GoalResult goal : subject.goals()) {
                    rows.add(new Row(workload, subject.name(), "goal " + Wording.goal(goal), List.of()));
                }
                if (result.pairs().isEmpty() && subject.goals().isEmpty()) {
                    rows.add(new Row(workload, subject.name(), "nothing to compare it with", List.of()));
                }
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add("");
        int first = rows.stream().mapToInt(row -> row.workload().length()).max().orElse(0);
        int second = rows.stream().mapToInt(row -> row.subject().length()).max().orElse(0);
        for (Row row : rows) {
            lines.add("  %s  %s  %s"
                    .formatted(padded(row.workload(), first), padded(row.subject(), second), row.verdict()));
            row.why().forEach(why -> lines.add("    " + why));
        }
        for (Caveat caveat : doubts(comparison)) {
            lines.add("  ! " + Wording.caveat(caveat));
        }
        lines.add("");
        return lines.stream().map(Wording::plain).toList();
    }

    /** What makes results worth less. */
    static List<Caveat> doubts(Comparison comparison) {
        List<Caveat> doubts = new ArrayList<>(comparison.caveats());
        for (CaseResult result : comparison.cases()) {
            result.subjects().forEach(subject -> doubts.addAll(subject.caveats()));
            result.pairs().forEach(pair -> doubts.addAll(pair.caveats()));
        }
        return doubts.stream().distinct().toList();
    }

    /** The deciding metric, and the difference in its unit. */
    private static String metric(CaseResult result, PairResult pair) {
        String key = result.plan().decide().key();
        return Wording.difference(pair, result.plan().decide())
                .map(difference -> key + " " + difference)
                .orElse(key);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
