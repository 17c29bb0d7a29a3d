package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult.SubjectResult;
import io.github.kongperf.result.ErrorKind;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session.PlannedCase;
import io.github.kongperf.result.Slice;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came back, counted over runs; failed ones count as far as they went. */
record Tally(long answers, long unexpected, Map<Integer, Long> statuses, Map<ErrorKind, Long> errors) {

    static Tally of(PlannedCase plan, SubjectResult subject) {
        return of(plan, subject.runs());
    }

    static Tally of(PlannedCase plan, List<Run> runs) {
        Map<Integer, Long> statuses = new TreeMap<>();
        Map<ErrorKind, Long> errors = new EnumMap<>(ErrorKind.class);
        for (Run run : runs) {
            for (Slice slice : run.outcome().slices()) {
                Measurement measurement = slice.measurement();
                measurement.statuses().forEach((status, count) -> statuses.merge(status, count, Long::sum));
                measurement.errors().forEach((kind, count) -> errors.merge(kind, count, Long::sum));
            }
        }
        long unexpected = statuses.entrySet().stream()
                .filter(entry -> !plan.expects(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return new Tally(sum(statuses), unexpected, statuses, errors);
    }

    long failures() {
        return sum(errors);
    }

    long requests() {
        return answers + failures();
    }

    /** {@code 12 (0.034 %)}, or {@code 0}. */
    String share(long part) {
        return part == 0
                ? "0"
                : "%s%c(%s)"
                        .formatted(
                                Numbers.count(part), Numbers.SPACE, Numbers.roughPercent((double) part / requests()));
    }

    /** {@code timeout 3, closed 1}, or {@code 0}. */
    String errorsInWords() {
        return errors.isEmpty()
                ? "0"
                : errors.entrySet().stream()
                        .map(entry -> entry.getKey().key() + Numbers.SPACE + Numbers.count(entry.getValue()))
                        .collect(Collectors.joining(", "));
    }

    /** {@code 200: 21 403, 404: 3}, or {@code none}. */
    String statusesInWords() {
        return statuses.isEmpty()
                ? "none"
                : statuses.entrySet().stream()
                        .map(entry -> Measurement.statusInWords(entry.getKey()) + ":" + Numbers.SPACE
                                + Numbers.count(entry.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
