package io.github.kongperf.compare;

import io.github.kongperf.result.Calibration;
import io.github.kongperf.result.Metric;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;

/**
 * Trials of a baseline, of the same again, and of the same slowed down, of which sessions are drawn: whole blocks, with
 * replacement. Which of two equal trials of a block is the subject is thrown anew each time, or the luck of the pool would count
 * as a difference.
 *
 * @param values of each block that has all three, in that order: logarithms of one value per trial
 */
record Pool(Session.Pairing pairing, Metric metric, List<double[]> values) {

    private static final double CONFIDENCE = 0.95;

    /** @param session that measured it */
    static Pool of(Session session, Session.PlannedCase planned, Metric metric, List<Run> runs) {
        Map<Integer, double[]> blocks = new TreeMap<>();
        for (Run run : runs) {
            int subject = subject(session, run.id().subject());
            OptionalDouble value = run.value(metric);
            if (subject >= 0
                    && run.id().scenario().equals(planned.scenario())
                    && run.id().caseName().equals(planned.name())
                    && value.isPresent()
                    && value.getAsDouble() > 0) {
                double[] block = blocks.computeIfAbsent(
                        run.id().block(), any -> new double[] {Double.NaN, Double.NaN, Double.NaN});
                block[subject] = Math.log(value.getAsDouble());
            }
        }
        return new Pool(
                session.pairing(),
                metric,
                blocks.values().stream()
                        .filter(block -> Arrays.stream(block).noneMatch(Double::isNaN))
                        .toList());
    }

    /** 0: baseline, 1: again, 2: slowed; -1: none of them. */
    private static int subject(Session session, String name) {
        return session.subjects().stream()
                .filter(subject -> subject.name().equals(name))
                .findFirst()
                .map(subject -> subject.variant()
                        .map(variant -> variant.equals(Calibrator.AGAIN) ? 1 : 2)
                        .orElse(0))
                .orElse(-1);
    }

    int size() {
        return values.size();
    }

    /** Of a session of equal subjects. */
    double[][] equal(Random random, int blocks) {
        return drawn(random, blocks, true);
    }

    /** Of a session of the slowed one against one of the equal ones. */
    double[][] slowed(Random random, int blocks) {
        return drawn(random, blocks, false);
    }

    private double[][] drawn(Random random, int blocks, boolean equal) {
        double[][] drawn = new double[2][blocks];
        for (int block = 0; block < blocks; block++) {
            double[] one = values.get(random.nextInt(values.size()));
            int first = random.nextInt(2);
            drawn[0][block] = one[first];
            drawn[1][block] = one[equal ? 1 - first : 2];
        }
        return drawn;
    }

    /**
     * How much worse the slowed one is by all trials: those of the baseline, and of the baseline again, each against the slowed
     * ones, in the middle.
     *
     * @throws java.util.NoSuchElementException if there are too few for an interval
     */
    Calibration.Change planted() {
        Estimate one = against(0);
        Estimate other = against(1);
        return new Calibration.Change(
                (one.low() + other.low()) / 2, (one.change() + other.change()) / 2, (one.high() + other.high()) / 2);
    }

    private Estimate against(int base) {
        return Estimate.of(
                        Analysis.shift(pairing, column(base), column(2), CONFIDENCE),
                        metric.higherIsBetter(),
                        CONFIDENCE)
                .orElseThrow();
    }

    private double[] column(int subject) {
        return values.stream().mapToDouble(block -> block[subject]).toArray();
    }
}
