package io.github.kongperf.compare;

import io.github.kongperf.result.Calibration;
import io.github.kongperf.result.Metric;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session;
import io.github.kongperf.result.Session.PlannedCase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * Draws sessions from a pool of trials that a session measured: of a baseline, of the same again ({@value #AGAIN}), and of the same
 * with a planted slowdown.
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
                Pool pool = Pool.of(session, planned, metric, runs);
                if (pool.size() >= Analysis.fewestBlocks(session)) {
                    calibrations.add(of(planned, metric, pool, block(planned, runs)));
                }
            }
        }
        return calibrations;
    }

    private Calibration of(PlannedCase planned, Metric metric, Pool pool, Duration block) {
        double margin = metric == planned.decide() ? planned.margin() : metric.defaultMargin();
        Calibration.Change change = pool.planted();
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

    /** Two subjects of three, by the times between the starts of blocks. */
    private Duration block(PlannedCase planned, List<Run> runs) {
        Map<Integer, Instant> starts = new TreeMap<>();
        for (Run run : runs) {
            starts.merge(run.id().block(), run.started(), (one, other) -> one.isBefore(other) ? one : other);
        }
        List<Instant> all = new ArrayList<>(starts.values());
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
