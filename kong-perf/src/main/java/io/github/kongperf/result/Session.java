package io.github.kongperf.result;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a session sets out to measure, and how its results will be judged. Written before the first trial.
 *
 * @param id its folder
 * @param tool version of Kong Perf
 * @param driver name of the driver
 * @param gateway what stands in for Kong, or {@code Kong}: shown wherever a result is
 * @param isKong false where no result may be presented as Kong's
 * @param command what to type to repeat it
 * @param blocks the largest number of blocks of each case
 * @param looks after which blocks verdicts are looked at, ascending; the last one is {@code blocks}
 * @param errorRate how often at most the whole session may call equal subjects different: 0.01 is 1 %
 * @param pairing how a subject is compared with its baseline
 */
public record Session(
        String id,
        Instant started,
        String tool,
        String driver,
        String gateway,
        boolean isKong,
        String command,
        long seed,
        int blocks,
        List<Integer> looks,
        double errorRate,
        Pairing pairing,
        List<Subject> subjects,
        List<PlannedCase> cases,
        Conditions conditions) {

    public Session {
        looks = List.copyOf(looks);
        subjects = List.copyOf(subjects);
        cases = List.copyOf(cases);
    }

    /** Which trials are compared with which. */
    public enum Pairing {
        /**
         * What varies is the fresh process of each trial, fast or slow for life; trials of one block have no more in common
         * than others.
         */
        NONE,
        /** Each with the one of its block: all run in one process, and what varies is the time at which they run. */
        BLOCKS;

        /** The name in results. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param baseline name of the subject that it is compared with; empty for one that others are compared with */
    public record Subject(String name, String version, Optional<String> variant, Optional<String> baseline) {}

    /**
     * One case of a scenario; each value of an axis is a case of its own.
     *
     * @param name with the value of its axis
     * @param axis name and value of the numeric axis, if it has one
     * @param subjects names, the baseline first
     * @param load what load, in words
     * @param duration load of one trial
     * @param warmup least load before the first slice
     * @param expect status codes that count as right; empty: every 2xx
     * @param decide the metric whose verdict counts
     * @param margin relative change of that metric up to which a subject is not slower
     * @param goals bounds on metrics, in their units
     * @param profilers that it is profiled with besides
     */
    public record PlannedCase(
            String scenario,
            String name,
            List<String> tags,
            Map<String, Double> axis,
            List<String> subjects,
            String load,
            Duration duration,
            Duration warmup,
            List<Integer> expect,
            Metric decide,
            double margin,
            Map<Metric, Double> goals,
            List<String> profilers) {

        /** One that is not profiled. */
        public PlannedCase(
                String scenario,
                String name,
                List<String> tags,
                Map<String, Double> axis,
                List<String> subjects,
                String load,
                Duration duration,
                Duration warmup,
                List<Integer> expect,
                Metric decide,
                double margin,
                Map<Metric, Double> goals) {
            this(
                    scenario, name, tags, axis, subjects, load, duration, warmup, expect, decide, margin, goals,
                    List.of());
        }

        public PlannedCase {
            profilers = List.copyOf(profilers);
            tags = List.copyOf(tags);
            axis = Map.copyOf(axis);
            subjects = List.copyOf(subjects);
            expect = List.copyOf(expect);
            goals = Map.copyOf(goals);
        }

        /** Whether an answer with {@code status} is right. */
        public boolean expects(int status) {
            return expect.isEmpty() ? status / 100 == 2 : expect.contains(status);
        }
    }
}
