package io.github.kongperf.scenario;

import io.github.kongperf.result.Metric;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One workload of a scenario.
 *
 * @param tags its own; it also has those of its scenario
 * @param margin relative change of {@code decide} that counts as not slower: 0.03 is 3 %
 * @param goals bounds on metrics in their units, which their values must reach or stay below
 * @param profile how it is profiled besides
 */
public record Case(
        String name,
        Set<String> tags,
        Load load,
        Metric decide,
        double margin,
        Map<Metric, Double> goals,
        Profiling profile,
        Order order,
        Optional<Axis> matrix,
        List<Change> during) {

    public Case {
        tags = Set.copyOf(tags);
        goals = Map.copyOf(goals);
        during = List.copyOf(during);
        if (!(margin > 0 && margin < 1)) {
            throw new IllegalArgumentException("margin (%s) must lie between 0 and 1".formatted(margin));
        }
    }

    /** The same, profiled otherwise. */
    public Case profiled(Profiling other) {
        return new Case(name, tags, load, decide, margin, goals, other, order, matrix, during);
    }

    /** How the subjects of a block are loaded. */
    public enum Order {
        /** All up at the same time, loaded in turn in short slices. */
        SIDE_BY_SIDE,
        /** Each alone: up, loaded, down. */
        ONE_AFTER_ANOTHER
    }

    /** A numeric axis: one case per value, a curve in the report. */
    public record Axis(String name, List<Double> values) {
        public Axis {
            values = List.copyOf(values);
        }
    }

    /** A request made at an interval while load runs. */
    public record Change(java.time.Duration every, Load.Target target, Optional<String> node, Request request) {}
}
