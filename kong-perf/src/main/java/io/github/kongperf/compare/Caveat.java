package io.github.kongperf.compare;

import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Metric;
import io.github.kongperf.result.Role;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A doubt about a result: with numbers, and with what would settle it. */
public interface Caveat {

    /** What is doubtful, with its numbers. No full stop. */
    String text();

    /** What to do about it. No full stop. */
    String remedy();

    /** Fewer trials than an interval needs. */
    record TooFewBlocks(int have, int need) implements Caveat {
        @Override
        public String text() {
            return "%s; %d can show a difference".formatted(counted(have, "block"), need);
        }

        @Override
        public String remedy() {
            return "run with -Dkong-perf.blocks=%d or more".formatted(need);
        }
    }

    /** Fewer trials than the interval of one subject needs, by which its goals are judged. */
    record TooFewForGoals(String subject, int have, int need) implements Caveat {
        @Override
        public String text() {
            return "%s: %s; %d can meet or miss a goal".formatted(subject, counted(have, "measured trial"), need);
        }

        @Override
        public String remedy() {
            return "run with -Dkong-perf.blocks=%d or more".formatted(need);
        }
    }

    /**
     * Equal programs may run in two speeds, and more processes of one subject than of the other have the slower one: more of a
     * finding than a doubt, but the verdict, which compares processes of the same speed, does not say it.
     *
     * @param apart of the two speeds: 0.08 is 8 %
     * @param mean by how much the subject is worse by the mean over processes
     */
    record HumpSharesDiffer(
            String subject,
            int slow,
            String baseline,
            int baselineSlow,
            int of,
            Metric metric,
            double apart,
            double mean)
            implements Caveat {
        @Override
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "%s: in %s %d of its %d processes are of the slower of two kinds (%.1f %% apart), of %s %d; by the mean over processes it is %.1f %% %s",
                    subject,
                    metric.key(),
                    slow,
                    of,
                    100 * apart,
                    baseline,
                    baselineSlow,
                    100 * Math.abs(mean),
                    mean < 0 ? "faster" : "slower");
        }

        @Override
        public String remedy() {
            return "the verdict compares processes of the same kind; what a fleet pays is the mean";
        }
    }

    /** A margin that sessions of this size can't prove, by the calibration of the machine. */
    record MarginBelowFloor(String caseName, Metric metric, double margin, double smallest, int blocks)
            implements Caveat {
        @Override
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "%s: its margin of %s in %s is smaller than what this machine proves in %s (%s, calibrated)",
                    caseName,
                    percent(margin),
                    metric.key(),
                    counted(blocks, "block"),
                    percent(smallest));
        }

        @Override
        public String remedy() {
            return "expect it to stay undecided; plan more blocks, widen the margin, or use a quieter machine";
        }
    }

    /** A goal nearer to what was measured than what sessions of this size can tell apart. */
    record GoalBelowFloor(String caseName, String subject, Metric metric, double away, double smallest, int blocks)
            implements Caveat {
        @Override
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "%s: the goal in %s is %s away from what %s has, but this machine tells %s apart in %s (calibrated)",
                    caseName,
                    metric.key(),
                    percent(away),
                    subject,
                    percent(smallest),
                    counted(blocks, "block"));
        }

        @Override
        public String remedy() {
            return "its outcome may change from run to run; plan more blocks, or move the goal";
        }
    }

    /** Answers that the case does not expect: their speed is not the subject's. */
    record WrongAnswers(String subject, long wrong, long answers, Map<Integer, Long> statuses) implements Caveat {
        public WrongAnswers {
            statuses = Map.copyOf(statuses);
        }

        @Override
        public String text() {
            String which = statuses.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(entry -> "%d × %s".formatted(entry.getValue(), Measurement.statusInWords(entry.getKey())))
                    .collect(Collectors.joining(", "));
            return "%s: %d of %d answers have a status that is not expected (%s)"
                    .formatted(subject, wrong, answers, which);
        }

        @Override
        public String remedy() {
            return "look into the gateway's error log, or name the status under load.expect if it is meant";
        }
    }

    /** More requests without an answer than may be. */
    record ManyFailures(String subject, long failures, long requests, String kinds) implements Caveat {
        /** The share of requests that may end without an answer. */
        public static final double TOLERATED = 0.001;

        @Override
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "%s: %d of %d requests (%.2f %%) got no answer (%s); %.1f %% may",
                    subject,
                    failures,
                    requests,
                    100.0 * failures / requests,
                    kinds,
                    100 * TOLERATED);
        }

        @Override
        public String remedy() {
            return "look into the gateway's error log; fewer connections, a lower rate or a longer load.timeout may help";
        }
    }

    /** The generator could not keep the rate that was asked for. */
    record RateMissed(String subject, double wanted, double sent) implements Caveat {
        @Override
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "%s: the generator sent %.0f of the %.0f requests per second that were due",
                    subject,
                    sent,
                    wanted);
        }

        @Override
        public String remedy() {
            return "use a lower load.rate, or more load.connections";
        }
    }

    /** The subjects were not measured under equal conditions. */
    record ConditionsDiffer(String key, String baseline, String subject) implements Caveat {
        @Override
        public String text() {
            return "the condition %s differs: '%s' for the baseline, '%s' for the subject"
                    .formatted(key, baseline, subject);
        }

        @Override
        public String remedy() {
            return "measure both on the same machine with the same settings";
        }
    }

    /** Trials that gave no measurement. */
    record FailedTrials(String subject, int failed, int all, String firstReason) implements Caveat {
        @Override
        public String text() {
            return "%s: %d of %s failed, the first because: %s"
                    .formatted(subject, failed, counted(all, "trial"), firstReason);
        }

        @Override
        public String remedy() {
            return "mend the reason and run again; the other trials count";
        }
    }

    /** Not one trial of a subject was measured. */
    record NothingMeasured(String subject) implements Caveat {
        @Override
        public String text() {
            return subject + ": nothing was measured";
        }

        @Override
        public String remedy() {
            return "look at why its trials failed, or run again";
        }
    }

    /** The session ended before its time. */
    record Unfinished(int have, int planned) implements Caveat {
        @Override
        public String text() {
            return "the session ended after %d of %s".formatted(have, counted(planned, "trial"));
        }

        @Override
        public String remedy() {
            return "run again for the whole of it; what was measured counts";
        }
    }

    /** A file of the results that can't be read. */
    record DamagedFile(String file, String why) implements Caveat {
        @Override
        public String text() {
            return "%s can't be read: %s".formatted(file, why);
        }

        @Override
        public String remedy() {
            return "delete it, or run again";
        }
    }

    /** Somebody other than the gateway was at its limit: what was measured may be that limit. */
    record LimitElsewhere(String subject, Role role, double share) implements Caveat {
        /** The share of the time of its threads from which on it counts as being at its limit. */
        public static final double LIMIT = 0.9;

        /**
         * Empty if it was not at its limit.
         *
         * @param used CPU time
         * @param possible what its threads could have used, in the same unit
         */
        public static Optional<LimitElsewhere> of(String subject, Role role, double used, double possible) {
            double share = used / possible;
            return share > LIMIT ? Optional.of(new LimitElsewhere(subject, role, share)) : Optional.empty();
        }

        @Override
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "%s: the %s used %.0f %% of the CPU time that its threads can have",
                    subject,
                    role.key(),
                    100 * share);
        }

        @Override
        public String remedy() {
            return role == Role.GENERATOR ? "use more load.threads" : "use an upstream that does less per answer";
        }
    }

    /** The verdict holds for one process only. */
    record OneProcess(String gateway) implements Caveat {
        @Override
        public String text() {
            return "not Kong, and all subjects in one process: " + gateway;
        }

        @Override
        public String remedy() {
            return "choose a driver that starts Kong";
        }
    }

    /**
     * Gateway and generator were on the same CPUs.
     *
     * @param cpus as a list: {@code 0,1}
     */
    record SharedCpus(String cpus) implements Caveat {
        @Override
        public String text() {
            return "gateway and generator shared the CPUs %s, and took time from each other".formatted(cpus);
        }

        @Override
        public String remedy() {
            return "give each CPUs of its own, on a machine that has enough (-Dkong-perf.cpus='kong=0-3; upstream=4; generator=5-7')";
        }
    }

    /** Others used the machine meanwhile. */
    record BusyMachine(String subject, double foreign, double stolen) implements Caveat {
        /** The share of the machine's CPU time, from 0 to 1, from which on it is worth a word. */
        public static final double LIMIT = 0.1;

        @Override
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "%s: while it was loaded, others used %.0f %% of the machine's CPU time%s",
                    subject,
                    100 * foreign,
                    stolen < 0.005 ? "" : String.format(Locale.ROOT, ", and its host withheld %.0f %%", 100 * stolen));
        }

        @Override
        public String remedy() {
            return "measure on a machine that does nothing else, or give each role CPUs of its own (kong-perf.cpus)";
        }
    }

    /** Its processes needed more in the first slice of a trial than in the last one. */
    record StillWarming(String subject, int trials, double low, double high) implements Caveat {
        /** By how much more they may. */
        public static final double TOLERATED = 0.01;

        /** Of the interval that must lie beyond that. */
        public static final double CONFIDENCE = 0.99;

        @Override
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "%s: in %s the first slice needed %s to %s more per request than the last, so their warm-up was too short; %s may",
                    subject,
                    counted(trials, "trial"),
                    percent(low),
                    percent(high),
                    percent(TOLERATED));
        }

        @Override
        public String remedy() {
            return longerWarmUp();
        }
    }

    /** Trials that were still getting faster when they were measured. */
    record NotWarm(String subject, int cold, int all, String first) implements Caveat {
        /** The share of trials that may be: of so many equal slices, noise makes the last one seem the best. */
        public static final double TOLERATED = 0.5;

        @Override
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "%s: %d of %s still got faster at the end of their warm-up (the first: %s); %.0f %% may",
                    subject,
                    cold,
                    counted(all, "trial"),
                    first,
                    100 * TOLERATED);
        }

        @Override
        public String remedy() {
            return longerWarmUp();
        }
    }

    /** Others of its block, which are up but not loaded, did something while it was loaded. */
    record NotIdle(String subject, double share) implements Caveat {
        /** How much of a CPU they may use, on average over its slices. */
        public static final double TOLERATED = 0.02;

        @Override
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "%s: while it was loaded, the idle subjects used %.1f %% of a CPU; %.0f %% may",
                    subject,
                    100 * share,
                    100 * TOLERATED);
        }

        @Override
        public String remedy() {
            return "order: one-after-another keeps them apart";
        }
    }

    /** A commit ran on native parts that are not its own. */
    record NativeParts(String subject, String ranOn, String changed) implements Caveat {
        @Override
        public String text() {
            return "%s: only its Lua was measured, on the native parts of %s, which it changes (%s)"
                    .formatted(subject, ranOn, changed);
        }

        @Override
        public String remedy() {
            return "build its OpenResty and rocks, and name them by kong-perf.kongHome";
        }
    }

    /** It ran on native parts that the user has, and nobody knows whether they were built from it. */
    record NativePartsOfUser(String subject, String ranOn, String base, String changed) implements Caveat {
        @Override
        public String text() {
            return "%s: changes native parts since %s (%s), and ran on those of %s, which may be others"
                    .formatted(subject, base, changed, ranOn);
        }

        @Override
        public String remedy() {
            return "make sure that its own OpenResty and rocks are there";
        }
    }

    /** It ran on native parts of other versions than it asks for. */
    record OtherNativeParts(String subject, String ranOn, String differences) implements Caveat {
        @Override
        public String text() {
            return "%s: ran on other native parts than it asks for, those of %s: %s"
                    .formatted(subject, ranOn, differences);
        }

        @Override
        public String remedy() {
            return "build its OpenResty and rocks, and name them by kong-perf.kongHome";
        }
    }

    /** Its trials were not all of the same. */
    record SubjectChanged(String subject, String key, String values) implements Caveat {
        @Override
        public String text() {
            return "%s: not the same in all trials: %s was %s".formatted(subject, key, values);
        }

        @Override
        public String remedy() {
            return "begin a new session (without -Dkong-perf.resume), and leave its files alone meanwhile";
        }
    }

    /** What was measured is not Kong. */
    record NotKong(String gateway) implements Caveat {
        @Override
        public String text() {
            return "not Kong: " + gateway;
        }

        @Override
        public String remedy() {
            return "measure Kong itself";
        }
    }

    private static String longerWarmUp() {
        return "use a longer load.warmup; a trial is warmed for three times that at the most";
    }

    /** With two significant digits: what isn't 0 does not read as 0. */
    private static String percent(double share) {
        BigDecimal rounded = BigDecimal.valueOf(100 * share).round(new MathContext(2));
        return (rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString()) + " %";
    }

    private static String counted(int count, String what) {
        return "%d %s%s".formatted(count, what, count == 1 ? "" : "s");
    }
}
