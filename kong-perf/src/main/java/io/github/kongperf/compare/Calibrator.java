package io.github.kongperf.compare;

import io.github.kongperf.result.Calibration;
import io.github.kongperf.result.Metric;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session;
import io.github.kongperf.result.Session.PlannedCase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * Draws sessions from a pool of trials that a session measured: of a baseline, of the same again ({@value #AGAIN}), and of the same
 * with a planted slowdown.
 *
 * <p>A drawn session takes whole blocks of the pool, with replacement; which of two equal trials of a block is the subject is
 * thrown anew each time, or the luck of the pool would count as a difference.
 */
public final class Calibrator {

    /** The variant that is the baseline again. */
    public static final String AGAIN = "again";

    /** Sessions at most of which the smallest change is read, for each number of blocks. */
    private static final int FOR_SMALLEST = 200;

    private static final int[] SIZES = {8, 12, 16, 24, 36, 48, 72, 96};
    private static final double CONFIDENCE = 0.95;

    private final Session session;
    private final int blocks;
    private final int drawn;
    private final long seed;

    /**
     * @param session that measured the pool
     * @param blocks the largest number of a drawn session
     * @param drawn sessions of each kind
     */
    public Calibrator(Session session, int blocks, int drawn, long seed) {
        this.session = session;
        this.blocks = blocks;
        this.drawn = drawn;
        this.seed = seed;
    }

    /** The fewest blocks of a drawn session that can show a difference. */
    public static int fewestBlocks(Session.Pairing pairing, double errorRate) {
        return Ranks.fewestBlocks(pairing, 1 - errorRate);
    }

    /** One for each case and metric that decides something; none of a case without enough whole blocks. */
    public List<Calibration> of(List<Run> runs) {
        List<Calibration> calibrations = new ArrayList<>();
        for (PlannedCase planned : session.cases()) {
            Set<Metric> metrics = new LinkedHashSet<>(List.of(planned.decide()));
            metrics.addAll(planned.goals().keySet());
            for (Metric metric : metrics) {
                Pool pool = pool(planned, metric, runs);
                if (pool.size() >= Analysis.fewestBlocks(session)) {
                    calibrations.add(of(planned, metric, pool, block(planned, runs)));
                }
            }
        }
        return calibrations;
    }

    /**
     * Logarithms of one value per trial, in blocks that have all three.
     *
     * @param values of each block: baseline, again, slowed
     */
    private record Pool(List<double[]> values) {

        int size() {
            return values.size();
        }

        /** Equal subjects. */
        double[][] equal(Random random, int blocks) {
            double[][] drawn = new double[2][blocks];
            for (int block = 0; block < blocks; block++) {
                double[] one = values.get(random.nextInt(values.size()));
                int first = random.nextInt(2);
                drawn[0][block] = one[first];
                drawn[1][block] = one[1 - first];
            }
            return drawn;
        }

        /** The slowed one against one of the equal ones. */
        double[][] slowed(Random random, int blocks) {
            double[][] drawn = new double[2][blocks];
            for (int block = 0; block < blocks; block++) {
                double[] one = values.get(random.nextInt(values.size()));
                drawn[0][block] = one[random.nextInt(2)];
                drawn[1][block] = one[2];
            }
            return drawn;
        }
    }

    private Calibration of(PlannedCase planned, Metric metric, Pool pool, Duration block) {
        double margin = metric == planned.decide() ? planned.margin() : metric.defaultMargin();
        Calibration.Change change = planted(metric, pool);
        DrawnSessions equal = DrawnSessions.of(pool::equal, rule(metric, margin, 0), drawn, seed);
        DrawnSessions slowed =
                DrawnSessions.of(pool::slowed, rule(metric, margin, change.value()), drawn, seed + drawn);
        int alarms = equal.slower() + equal.faster();
        return new Calibration(
                session.id(),
                session.started(),
                Calibration.conditions(session.driver(), planned, session.conditions()),
                planned.scenario(),
                planned.name(),
                metric,
                pool.size(),
                blocks,
                session.errorRate(),
                margin,
                drawn,
                alarms,
                atMost(alarms, drawn),
                equal.notSlower(),
                change,
                slowed.slower(),
                (double) slowed.blocks() / drawn,
                smallest(metric, margin, pool),
                block);
    }

    private DrawnSessions.Rule rule(Metric metric, double margin, double truth) {
        return new DrawnSessions.Rule(
                session.pairing(),
                metric.higherIsBetter(),
                blocks,
                Looks.of(blocks),
                session.errorRate(),
                margin,
                truth);
    }

    /** By all trials: those of the baseline, and of the baseline again, each against the slowed ones, in the middle. */
    private Calibration.Change planted(Metric metric, Pool pool) {
        double[] slowed = column(pool, 2);
        Estimate one = estimate(metric, column(pool, 0), slowed);
        Estimate other = estimate(metric, column(pool, 1), slowed);
        return new Calibration.Change(
                (one.low() + other.low()) / 2, (one.change() + other.change()) / 2, (one.high() + other.high()) / 2);
    }

    private Estimate estimate(Metric metric, double[] base, double[] slowed) {
        return Estimate.of(
                        Analysis.shift(session.pairing(), base, slowed, CONFIDENCE),
                        metric.higherIsBetter(),
                        CONFIDENCE)
                .orElseThrow();
    }

    private static double[] column(Pool pool, int subject) {
        return pool.values().stream().mapToDouble(block -> block[subject]).toArray();
    }

    private SortedMap<Integer, Double> smallest(Metric metric, double margin, Pool pool) {
        TreeMap<Integer, Double> smallest = new TreeMap<>();
        for (int size : SIZES) {
            double confidence = 1 - Looks.level(Looks.of(size), size, session.errorRate());
            DrawnSessions.Rule rule = new DrawnSessions.Rule(
                    session.pairing(), metric.higherIsBetter(), size, List.of(size), session.errorRate(), margin, 0);
            DrawnSessions.smallest(pool::equal, rule, confidence, Math.min(FOR_SMALLEST, drawn), seed + size)
                    .ifPresent(change -> smallest.put(size, change));
        }
        return smallest;
    }

    /**
     * The share that is not exceeded, with 95 % confidence (C. J. Clopper, E. S. Pearson, Biometrika 26 (1934), 404–413, one
     * side).
     */
    static double atMost(int count, int of) {
        return count == of
                ? 1
                : BetaDistribution.of(count + 1.0, (double) of - count).inverseCumulativeProbability(CONFIDENCE);
    }

    private Pool pool(PlannedCase planned, Metric metric, List<Run> runs) {
        Map<Integer, double[]> blocksOfPool = new TreeMap<>();
        for (Run run : runs) {
            int subject = subject(run.id().subject());
            if (subject < 0
                    || !run.id().scenario().equals(planned.scenario())
                    || !run.id().caseName().equals(planned.name())) {
                continue;
            }
            OptionalDouble value = run.value(metric);
            if (value.isPresent() && value.getAsDouble() > 0) {
                blocksOfPool
                                .computeIfAbsent(
                                        run.id().block(), any -> new double[] {Double.NaN, Double.NaN, Double.NaN})[
                                subject] =
                        Math.log(value.getAsDouble());
            }
        }
        return new Pool(blocksOfPool.values().stream()
                .filter(values -> !Double.isNaN(values[0] + values[1] + values[2]))
                .toList());
    }

    /** 0: baseline, 1: again, 2: slowed; -1: none of them. */
    private int subject(String name) {
        for (Session.Subject subject : session.subjects()) {
            if (subject.name().equals(name)) {
                Optional<String> variant = subject.variant();
                return variant.isEmpty() ? 0 : variant.get().equals(AGAIN) ? 1 : 2;
            }
        }
        return -1;
    }

    /** Two subjects of three; from the start of the first block to that of the last. */
    private Duration block(PlannedCase planned, List<Run> runs) {
        Map<Integer, java.time.Instant> starts = new TreeMap<>();
        for (Run run : runs) {
            starts.merge(run.id().block(), run.started(), (one, other) -> one.isBefore(other) ? one : other);
        }
        List<java.time.Instant> all = new ArrayList<>(starts.values());
        if (all.size() < 2) {
            return planned.duration().plus(planned.warmup()).multipliedBy(2);
        }
        // The median, since a pool may have rested in between.
        List<Duration> lengths = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            lengths.add(Duration.between(all.get(i - 1), all.get(i)));
        }
        lengths.sort(null);
        return lengths.get(lengths.size() / 2)
                .multipliedBy(2)
                .dividedBy(3L * session.cases().size());
    }
}
