package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.CaseResult.PairResult;
import io.github.kongperf.compare.Estimate;
import io.github.kongperf.result.Session.PlannedCase;
import java.util.Comparator;
import java.util.List;

/** One verdict, and what it is about. */
record Finding(ReportInput input, CaseResult result, PairResult pair) {

    /** Worst first; within a kind by the bound nearest 0: a sure 4 % comes before a vague 9 %. */
    static final Comparator<Finding> WORST_FIRST = Comparator.comparing(Finding::kind)
            .thenComparing(Comparator.comparingDouble(Finding::weight).reversed());

    static List<Finding> of(ReportInput input, List<CaseResult> cases) {
        return cases.stream()
                .flatMap(result -> result.pairs().stream().map(pair -> new Finding(input, result, pair)))
                .toList();
    }

    Kind kind() {
        return Kind.of(pair.verdict());
    }

    /** {@code slowed against unvaried}. */
    String subjects() {
        return pair.subject() + " against " + pair.baseline();
    }

    /** {@code by CPU per request, +20.3 [18.7, 21.9] µs/req}. */
    String decidedBy() {
        String metric = "by " + Wording.label(plan().decide());
        return kind() == Kind.INVALID
                ? metric
                : Wording.difference(pair, plan().decide())
                        .map(difference -> metric + ", " + difference)
                        .orElse(metric);
    }

    /** Where the difference lies, as far as it was profiled. */
    List<String> why() {
        return input.profiles().why(result, pair);
    }

    PlannedCase plan() {
        return result.plan();
    }

    private double weight() {
        return Kind.estimate(pair.verdict()).map(this::boundNearestZero).orElse(0.0);
    }

    private double boundNearestZero(Estimate estimate) {
        return switch (kind()) {
            case SLOWER, UNDECIDED -> estimate.low();
            case FASTER -> -estimate.high();
            case NOT_SLOWER -> estimate.high();
            case INVALID -> 0;
        };
    }
}
