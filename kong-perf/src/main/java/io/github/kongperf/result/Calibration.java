package io.github.kongperf.result;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What sessions can prove on one machine, with one case: drawn from a pool of fresh trials of equal subjects, and of one with a
 * planted slowdown.
 *
 * @param session that measured the pool
 * @param conditions under which: the driver, the load and the machine ({@link #fits})
 * @param metric that was looked at
 * @param pool blocks in the pool; each has a trial of the baseline, of the baseline again and of the slowed one
 * @param blocks the largest number of a drawn session
 * @param errorRate of a drawn session
 * @param margin up to which a subject counts as not slower
 * @param drawn sessions of each kind
 * @param alarms sessions of equal subjects that called them different
 * @param alarmsAtMost the share of such sessions, at 95 % confidence
 * @param notSlower sessions of equal subjects that proved that
 * @param planted how much worse the slowed subject is, by the whole pool
 * @param found sessions of the slowed subject that called it slower
 * @param blocksToFind how many blocks these took on average
 * @param smallest by number of blocks: the change that 9 of 10 sessions prove; 0.02 is 2 %
 * @param block how long one block of two subjects takes
 */
public record Calibration(
        String session,
        Instant measured,
        Conditions conditions,
        String scenario,
        String caseName,
        Metric metric,
        int pool,
        int blocks,
        double errorRate,
        double margin,
        int drawn,
        int alarms,
        double alarmsAtMost,
        int notSlower,
        Change planted,
        int found,
        double blocksToFind,
        SortedMap<Integer, Double> smallest,
        Duration block) {

    public Calibration {
        smallest = Collections.unmodifiableSortedMap(new TreeMap<>(smallest));
        if (smallest.isEmpty()) {
            throw new IllegalArgumentException(
                    "a calibration knows the smallest change for one number of blocks at least");
        }
    }

    /** A relative change with its interval, more is worse. */
    public record Change(double low, double value, double high) {}

    /** Whether it tells of a case that is measured under {@code now}. */
    public boolean fits(Session.PlannedCase planned, Metric ofMetric, Conditions now) {
        return isAbout(planned) && metric == ofMetric && conditions.equals(now);
    }

    /** Whether it tells of this case, under whatever conditions. */
    public boolean isAbout(Session.PlannedCase planned) {
        return scenario.equals(planned.scenario()) && caseName.equals(planned.name());
    }

    /** The share of sessions of equal subjects that called them different. */
    public double alarmRate() {
        return (double) alarms / drawn;
    }

    /**
     * The smallest change that 9 of 10 sessions of so many blocks prove.
     *
     * @return empty if so few blocks prove nothing
     */
    public OptionalDouble smallest(int ofBlocks) {
        SortedMap<Integer, Double> upTo = smallest.headMap(ofBlocks + 1);
        if (upTo.isEmpty()) {
            return OptionalDouble.empty();
        }
        // Intervals shrink with the root of the number of blocks.
        int known = upTo.lastKey();
        return OptionalDouble.of(smallest.getOrDefault(known, 0.0) * Math.sqrt((double) known / ofBlocks));
    }

    /** The largest number of blocks of which {@link #smallest} was drawn; beyond it, it is extrapolated. */
    public int mostDrawn() {
        return smallest.lastKey();
    }

    /** The blocks that fit into {@code time}, at least one. */
    public int blocksIn(Duration time) {
        return (int) Math.max(1, time.toMillis() / Math.max(1, block.toMillis()));
    }

    /** What a calibration is good for: keys and values that must be the same. */
    public static Conditions conditions(String driver, Session.PlannedCase planned, Conditions machine) {
        Map<String, String> all = new TreeMap<>();
        all.put("driver", driver);
        all.put("load", planned.load());
        all.put("load.duration_ms", Long.toString(planned.duration().toMillis()));
        for (String key : Conditions.MUST_BE_EQUAL) {
            String value = machine.values().get(key);
            if (value != null) {
                all.put(key, value);
            }
        }
        return new Conditions(all);
    }
}
