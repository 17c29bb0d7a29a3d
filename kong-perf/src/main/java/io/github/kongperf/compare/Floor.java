package io.github.kongperf.compare;

import io.github.kongperf.compare.CaseResult.SubjectResult;
import io.github.kongperf.result.Calibration;
import io.github.kongperf.result.Metric;
import io.github.kongperf.result.Session.PlannedCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What asks for more than a machine can prove, by its calibration. */
public final class Floor {

    private Floor() {}

    /**
     * Margins below what sessions of so many blocks can prove.
     *
     * @param known calibrations that fit
     */
    public static List<Caveat> margins(List<PlannedCase> cases, int blocks, List<Calibration> known) {
        List<Caveat> below = new ArrayList<>();
        for (PlannedCase planned : cases) {
            if (planned.subjects().size() < 2) {
                continue; // Nothing is compared, so nothing depends on the margin.
            }
            smallest(planned, planned.decide(), blocks, known)
                    .filter(smallest -> planned.margin() < smallest)
                    .ifPresent(smallest -> below.add(new Caveat.MarginBelowFloor(
                            planned.name(), planned.decide(), planned.margin(), smallest, blocks)));
        }
        return below;
    }

    /** Margins below it, and goals that lie nearer to what was measured. */
    public static List<Caveat> of(Comparison comparison, List<Calibration> known) {
        int blocks = comparison.session().blocks();
        List<Caveat> below = new ArrayList<>(margins(comparison.session().cases(), blocks, known));
        for (CaseResult result : comparison.cases()) {
            for (SubjectResult subject : result.subjects()) {
                for (GoalResult goal : subject.goals()) {
                    Optional<Double> smallest = smallest(result.plan(), goal.metric(), blocks, known);
                    double away = goal.summary()
                            .map(summary -> Math.abs(goal.goal() / summary.center() - 1))
                            .orElse(Double.POSITIVE_INFINITY);
                    smallest.filter(least -> away < least)
                            .ifPresent(least -> below.add(new Caveat.GoalBelowFloor(
                                    result.plan().name(), subject.name(), goal.metric(), away, least, blocks)));
                }
            }
        }
        return below;
    }

    private static Optional<Double> smallest(PlannedCase planned, Metric metric, int blocks, List<Calibration> known) {
        return known.stream()
                .filter(calibration -> calibration.isAbout(planned) && calibration.metric() == metric)
                .findFirst()
                .flatMap(calibration -> {
                    OptionalDouble smallest = calibration.smallest(blocks);
                    return smallest.isPresent() ? Optional.of(smallest.getAsDouble()) : Optional.empty();
                });
    }
}
