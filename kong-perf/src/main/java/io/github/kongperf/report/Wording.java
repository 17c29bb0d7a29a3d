package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.CaseResult.PairResult;
import io.github.kongperf.compare.Caveat;
import io.github.kongperf.compare.Comparison;
import io.github.kongperf.compare.Estimate;
import io.github.kongperf.compare.GoalResult;
import io.github.kongperf.compare.Verdict;
import io.github.kongperf.result.Calibration;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Metric;
import io.github.kongperf.result.Profile;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Results in words, the same on pages, on the console and in messages. Its texts hold no-break spaces and a true minus sign:
 * {@link #plain} takes them out for a terminal.
 */
public final class Wording {

    private Wording() {}

    /** {@code slower by 2.1 % [1.4, 2.8]}, {@code undecided: about 14 more blocks, 21 min}, {@code invalid: …}. */
    public static String verdict(Verdict verdict) {
        if (verdict instanceof Verdict.Slower slower) {
            return "slower by " + Numbers.change(slower.estimate());
        }
        if (verdict instanceof Verdict.Faster faster) {
            return "faster by " + Numbers.improvement(faster.estimate());
        }
        if (verdict instanceof Verdict.NotSlower notSlower) {
            return "not slower by more than " + Numbers.upperBound(notSlower.estimate());
        }
        if (verdict instanceof Verdict.Undecided undecided) {
            return "undecided: " + remedy(undecided);
        }
        if (verdict instanceof Verdict.Invalid invalid) {
            return "invalid: " + reasons(invalid);
        }
        throw new IllegalStateException("no words for " + verdict);
    }

    /** With no break between a number and its percent sign. */
    static String spaced(String text) {
        return text.replace(" %", Numbers.SPACE + "%").replaceAll("-(?=\\d)", String.valueOf(Numbers.MINUS));
    }

    /** With a capital letter, and a full stop. */
    static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + spaced(text.substring(1)) + ".";
    }

    /** A verdict and what it is about: {@code simple, single_route: slowed against unvaried: slower by 2.1 % [1.4, 2.8]}. */
    public static String finding(CaseResult result, PairResult pair) {
        return "%s, %s: %s against %s: %s"
                .formatted(
                        result.plan().scenario(),
                        result.plan().name(),
                        pair.subject(),
                        pair.baseline(),
                        verdict(pair.verdict()));
    }

    /** {@code p99 at most 20 ms: missed, 24.1 [23.3, 25.0] ms}. */
    public static String goal(GoalResult goal) {
        return "%s: %s, %s".formatted(bound(goal), state(goal), measured(goal));
    }

    /** {@code p99 at most 20 ms}. */
    static String bound(GoalResult goal) {
        Metric metric = goal.metric();
        return "%s at %s %s"
                .formatted(
                        label(metric),
                        metric.higherIsBetter() ? "least" : "most",
                        Numbers.written(metric, goal.goal()));
    }

    static String state(GoalResult goal) {
        return switch (goal.state()) {
            case MET -> "met";
            case MISSED -> "missed";
            case UNDECIDED -> "undecided";
        };
    }

    static String measured(GoalResult goal) {
        return goal.summary()
                .map(summary ->
                        Numbers.center(summary) + Numbers.SPACE + goal.metric().unit())
                .orElse("nothing was measured");
    }

    /** {@code +20.3 [18.7, 21.9] µs/req}: how far the subject lies from its baseline; empty without an interval. */
    public static Optional<String> difference(PairResult pair, Metric metric) {
        return Optional.ofNullable(pair.differences().get(metric))
                .map(difference -> Numbers.difference(difference) + Numbers.SPACE + metric.unit());
    }

    /** A metric that does not decide: what its interval shows. */
    static String shown(Estimate estimate) {
        if (estimate.low() > 0) {
            return "worse by " + Numbers.change(estimate);
        }
        if (estimate.high() < 0) {
            return "better by " + Numbers.improvement(estimate);
        }
        return "no difference shown: " + Numbers.change(estimate);
    }

    /** What a metric is called on pages. */
    public static String label(Metric metric) {
        return switch (metric) {
            case MEAN -> "latency average";
            case MAX -> "latency max";
            case CPU -> "CPU per request";
            case THROUGHPUT, P50, P90, P99, P99_9, MEMORY -> metric.key();
        };
    }

    /** A doubt with what would settle it: {@code 4 blocks; 7 can show a difference}. */
    public static String caveat(Caveat caveat) {
        return caveat.remedy().isEmpty() ? caveat.text() : caveat.text() + "; " + caveat.remedy();
    }

    /** The verdict over all: {@code slowed is slower than unvaried in 1 of 2 cases}. */
    public static String headline(List<Comparison> comparisons) {
        return Headline.of(comparisons);
    }

    /** A sentence for wherever a result is shown; empty if Kong was measured. */
    public static String notKong(Session session) {
        if (session.isKong()) {
            return "";
        }
        return "Measured on a gateway that is not Kong: %s. %s"
                .formatted(
                        session.gateway(),
                        session.pairing() == Session.Pairing.BLOCKS
                                ? "Its verdicts hold for this JVM only."
                                : "Its figures say nothing about Kong.");
    }

    /** What a machine can prove, in a few lines. */
    public static List<String> calibration(Calibration known) {
        String drawn = Numbers.count(known.drawn());
        List<String> lines = new ArrayList<>();
        lines.add("equal subjects: %s of %s sessions alarm (at most %s), %s end not slower by more than %s"
                .formatted(
                        Numbers.roughPercent(known.alarmRate()),
                        drawn,
                        Numbers.roughPercent(known.alarmsAtMost()),
                        Numbers.roughPercent((double) known.notSlower() / known.drawn()),
                        Numbers.percent(known.margin())));
        lines.add("planted %s: found in %s of sessions, after %s of at most %s on average"
                .formatted(
                        planted(known.planted()),
                        Numbers.roughPercent((double) known.found() / known.drawn()),
                        Numbers.fixed(known.blocksToFind(), 0),
                        Numbers.counted(known.blocks(), "block")));
        lines.add("smallest difference that 9 of 10 sessions prove: %s in %s (%s)%s"
                .formatted(
                        smallest(known, known.blocks()),
                        blocks(known, known.blocks()),
                        Numbers.duration(known.block().multipliedBy(known.blocks())),
                        inTenMinutes(known)));
        return lines;
    }

    private static String planted(Calibration.Change change) {
        String sign = change.value() < 0 ? "" : "+";
        return sign + Numbers.change(new Estimate(change.low(), change.value(), change.high(), 0.95));
    }

    private static String inTenMinutes(Calibration known) {
        Duration time = Duration.ofMinutes(10);
        int blocks = known.blocksIn(time);
        return blocks == known.blocks()
                ? ""
                : ", %s in %s (%s)".formatted(smallest(known, blocks), Numbers.duration(time), blocks(known, blocks));
    }

    /** So many blocks, and whether what is known of them goes beyond what was drawn. */
    public static String blocks(Calibration known, int blocks) {
        String counted = Numbers.counted(blocks, "block");
        return blocks <= known.mostDrawn()
                ? counted
                : "%s, extrapolated from %s".formatted(counted, Numbers.count(known.mostDrawn()));
    }

    private static String smallest(Calibration known, int blocks) {
        OptionalDouble change = known.smallest(blocks);
        return change.isPresent() ? Numbers.roughPercent(change.getAsDouble()) : "none";
    }

    /** On what a calibration rests. */
    public static String calibrated(Calibration known) {
        return "calibrated %s with %s on this machine"
                .formatted(known.measured().toString().substring(0, 10), Numbers.counted(known.pool(), "block"));
    }

    /** {@code text} with plain spaces and hyphens, for where only ASCII is sure to arrive. */
    public static String plain(String text) {
        return text.replace(Numbers.SPACE, ' ').replace(Numbers.MINUS, '-').replace("µs", "us");
    }

    /** What was sampled: {@code 973 samples, 84 % rooted, 46.1 µs/req}. */
    public static String result(Profile profile) {
        return profile.sampled()
                .map(sampled -> {
                    String cpu = sampled.cpuPerAnswer().isPresent()
                            ? ", %s%c%s"
                                    .formatted(
                                            Numbers.value(
                                                    Metric.CPU,
                                                    sampled.cpuPerAnswer().getAsDouble()),
                                            Numbers.SPACE,
                                            Metric.CPU.unit())
                            : "";
                    return "%s, %s rooted%s"
                            .formatted(
                                    Numbers.counted(sampled.samples().samples(), "sample"),
                                    Numbers.roughPercent(sampled.samples().rootedShare()),
                                    cpu);
                })
                .orElse("no samples");
    }

    /** A measured run in one line: {@code 21 403 req/s, p99 4.1 ms, 0 errors}. */
    public static String result(Run run) {
        StringBuilder words = new StringBuilder();
        for (Metric metric : List.of(Metric.THROUGHPUT, Metric.P99)) {
            run.value(metric)
                    .ifPresent(value -> words.append(metric == Metric.THROUGHPUT ? "" : metric.key() + " ")
                            .append(Numbers.valueWithUnit(metric, value))
                            .append(", "));
        }
        long errors = run.measurement().map(Measurement::failures).orElse(0L);
        return words + "%s%c%s".formatted(Numbers.count(errors), Numbers.SPACE, errors == 1 ? "error" : "errors");
    }

    private static String remedy(Verdict.Undecided undecided) {
        if (undecided.moreBlocks().isEmpty()) {
            return undecided.estimate().isEmpty()
                    ? "too few trials for an interval"
                    : "how many more blocks would settle it cannot be said";
        }
        int blocks = undecided.moreBlocks().getAsInt();
        String more = "about %d%cmore %s".formatted(blocks, Numbers.SPACE, blocks == 1 ? "block" : "blocks");
        return undecided
                .moreTime()
                .map(time -> more + ", " + Numbers.duration(time))
                .orElse(more);
    }

    private static String reasons(Verdict.Invalid invalid) {
        return invalid.reasons().stream().map(Wording::caveat).collect(Collectors.joining("; "));
    }
}
