package io.github.kongperf.compare;

import io.github.kongperf.compare.CaseResult.PairResult;
import io.github.kongperf.compare.CaseResult.SubjectResult;
import io.github.kongperf.compare.Summary.TrialValue;
import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Metric;
import io.github.kongperf.result.Outcome;
import io.github.kongperf.result.Role;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Schedule;
import io.github.kongperf.result.Session;
import io.github.kongperf.result.Session.PlannedCase;
import io.github.kongperf.result.Slice;
import io.github.kongperf.result.TrialId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleToIntFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Judges a session.
 *
 * <p>Each trial gives one value per metric. A subject is compared with its baseline by the shift between the logarithms of
 * their values, so a change is a ratio. Where each trial has a process of its own, by the place of each trial within its hump
 * ({@link AlignedHumps}); where all share one, by the differences within blocks ({@link Ranks#center}): {@link Session.Pairing}
 * says which. The error rate of the session is shared out evenly among all
 * comparisons (Bonferroni): {@code errorRate / k} for each of {@code k}. Of that a look at the results may spend what {@link Looks}
 * allows, so that an interval holds however often, and whenever, somebody looked.
 */
public final class Analysis {

    /** With fewer blocks two humps can't be told from one. */
    private static final int FEWEST_FOR_SHARES = 12;

    private static final String NATIVE_PARTS = "kong.native_parts";

    /** What {@link #NATIVE_PARTS} begins with where they are those of a release. */
    private static final String PACKAGE = "package";

    /** Conditions that say what ran. */
    private static final List<String> IDENTITY =
            List.of("kong.version", "kong.commit", "kong.dirty", "kong.package_sha256", "kong.openresty");

    private final Session session;
    private final double confidence;

    /** @param blocks that are measured */
    private Analysis(Session session, int blocks) {
        this.session = session;
        this.confidence = confidence(session, blocks);
    }

    /** @param runs of that session, in any order */
    public static Comparison of(Session session, List<Run> runs) {
        List<CaseResult> cases = new ArrayList<>();
        int planned = 0;
        int expected = 0;
        for (PlannedCase plan : session.cases()) {
            List<Run> own = runsOf(plan, runs);
            int blocks = blocks(plan, own);
            CaseResult result = new Analysis(session, blocks).compare(plan, own);
            int all = plan.subjects().size() * session.blocks();
            boolean ended = session.looks().contains(blocks) && result.settled();
            cases.add(result);
            planned += all;
            expected += ended ? plan.subjects().size() * blocks : all;
        }
        List<Caveat> caveats = new ArrayList<>();
        int have = (int) runs.stream().filter(run -> !run.isControl()).count();
        if (have < expected) {
            caveats.add(new Caveat.Unfinished(have, expected));
        }
        if (!session.isKong()) {
            caveats.add(
                    oneProcess(session)
                            ? new Caveat.OneProcess(session.gateway())
                            : new Caveat.NotKong(session.gateway()));
        }
        Optional.ofNullable(session.conditions().values().get(Conditions.SHARED_CPUS))
                .ifPresent(cpus -> caveats.add(new Caveat.SharedCpus(cpus)));
        return new Comparison(session, cases, planned, caveats);
    }

    /** In how many blocks each subject had its trial, whatever came of it. */
    private static int blocks(PlannedCase plan, List<Run> runs) {
        Map<Integer, Long> trials = runs.stream()
                .filter(run -> !run.isControl())
                .collect(Collectors.groupingBy(run -> run.id().block(), Collectors.counting()));
        return (int) trials.values().stream()
                .filter(count -> count >= plan.subjects().size())
                .count();
    }

    /** The confidence of each interval of {@code session}, once so many blocks are measured. */
    public static double confidence(Session session, int blocks) {
        long comparisons = session.cases().stream()
                .mapToLong(planned -> session.subjects().stream()
                        .filter(subject -> subject.baseline().isPresent())
                        .filter(subject -> planned.subjects().contains(subject.name()))
                        .count())
                .sum();
        return 1 - Looks.level(session.looks(), blocks, session.errorRate() / Math.max(1, comparisons));
    }

    /** The fewest blocks that can show a difference: more than {@code session} has, if it can show none. */
    public static int fewestBlocks(Session session) {
        return fewest(session, confidence -> Ranks.fewestBlocks(session.pairing(), confidence));
    }

    private static int fewest(Session session, DoubleToIntFunction atConfidence) {
        int blocks = atConfidence.applyAsInt(confidence(session, session.blocks()));
        // Before the end less of the error rate may be spent.
        while (blocks < session.blocks() && atConfidence.applyAsInt(confidence(session, blocks)) > blocks) {
            blocks++;
        }
        return blocks;
    }

    private static List<Run> runsOf(PlannedCase planned, List<Run> runs) {
        return runs.stream()
                .filter(run -> run.id().scenario().equals(planned.scenario())
                        && run.id().caseName().equals(planned.name()))
                .sorted(Comparator.comparingInt(run -> run.id().block()))
                .toList();
    }

    private CaseResult compare(PlannedCase planned, List<Run> runs) {
        List<SubjectResult> subjects = planned.subjects().stream()
                .map(name -> subject(
                        planned,
                        name,
                        runs.stream()
                                .filter(run -> run.id().subject().equals(name))
                                .toList()))
                .toList();
        Map<String, SubjectResult> byName =
                subjects.stream().collect(Collectors.toMap(SubjectResult::name, subject -> subject));
        List<PairResult> pairs = new ArrayList<>();
        for (Session.Subject subject : session.subjects()) {
            SubjectResult own = byName.get(subject.name());
            SubjectResult base = subject.baseline().map(byName::get).orElse(null);
            if (own != null && base != null) {
                pairs.add(pair(planned, base, own));
            }
        }
        List<Run> controls = runs.stream().filter(Run::isControl).toList();
        Optional<SubjectResult> control = controls.isEmpty()
                ? Optional.empty()
                : Optional.of(new SubjectResult(
                        TrialId.CONTROL, controls, summaries(controls), List.of(), List.of(), List.of()));
        return new CaseResult(planned, subjects, pairs, control);
    }

    /** Where one process holds gateway, upstream and generator, they share its limit, and it says little of either. */
    private static boolean oneProcess(Session session) {
        return session.pairing() == Session.Pairing.BLOCKS;
    }

    private SubjectResult subject(PlannedCase planned, String name, List<Run> runs) {
        Map<Metric, Summary> summaries = summaries(runs);
        List<GoalResult> goals = planned.goals().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(goal -> goal(goal.getKey(), goal.getValue(), Optional.ofNullable(summaries.get(goal.getKey()))))
                .toList();
        List<Caveat> invalid = new ArrayList<>(invalid(planned, name, runs));
        List<Caveat> caveats = new ArrayList<>(limits(name, runs));
        if (!oneProcess(session)) {
            invalid.addAll(caveats);
            caveats.clear();
        }
        caveats.addAll(0, caveats(name, runs, goals));
        return new SubjectResult(name, runs, summaries, goals, invalid, caveats);
    }

    private Map<Metric, Summary> summaries(List<Run> runs) {
        Map<Metric, Summary> summaries = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            List<TrialValue> values = runs.stream()
                    .flatMap(run -> run.value(metric).stream()
                            .mapToObj(value -> new TrialValue(run.id().block(), value)))
                    .toList();
            if (!values.isEmpty()) {
                summaries.put(metric, summary(metric, values));
            }
        }
        return summaries;
    }

    private Summary summary(Metric metric, List<TrialValue> values) {
        double[] sample = values.stream().mapToDouble(TrialValue::value).toArray();
        Ranks.Location location = Ranks.center(sample, confidence);
        return new Summary(
                metric,
                values,
                Arrays.stream(sample).average().orElseThrow(),
                location.center(),
                location.interval().map(interval -> new Summary.Bounds(interval.low(), interval.high(), confidence)));
    }

    private static GoalResult goal(Metric metric, double goal, Optional<Summary> summary) {
        GoalResult.State state = summary.flatMap(Summary::bounds)
                .map(bounds -> {
                    double best = metric.higherIsBetter() ? bounds.high() : bounds.low();
                    double worst = metric.higherIsBetter() ? bounds.low() : bounds.high();
                    if (reaches(metric, worst, goal)) {
                        return GoalResult.State.MET;
                    }
                    return reaches(metric, best, goal) ? GoalResult.State.UNDECIDED : GoalResult.State.MISSED;
                })
                .orElse(GoalResult.State.UNDECIDED);
        return new GoalResult(metric, goal, summary, state);
    }

    private static boolean reaches(Metric metric, double value, double goal) {
        return metric.higherIsBetter() ? value >= goal : value <= goal;
    }

    private static List<Caveat> invalid(PlannedCase planned, String name, List<Run> runs) {
        List<Measurement> measured =
                runs.stream().flatMap(run -> run.measurement().stream()).toList();
        if (measured.isEmpty()) {
            return List.of(new Caveat.NothingMeasured(name));
        }
        Optional<Caveat> changed = changed(name, runs);
        if (changed.isPresent()) {
            return List.of(changed.get());
        }
        Measurement all = Measurement.merged(measured);
        List<Caveat> reasons = new ArrayList<>();
        Map<Integer, Long> wrong = new TreeMap<>(all.statuses());
        wrong.keySet().removeIf(planned::expects);
        if (!wrong.isEmpty()) {
            long count = wrong.values().stream().mapToLong(Long::longValue).sum();
            reasons.add(new Caveat.WrongAnswers(name, count, all.answers(), wrong));
        }
        long requests = all.answers() + all.failures();
        if (requests == 0) {
            reasons.add(new Caveat.NothingMeasured(name));
        } else if (all.failures() > requests * Caveat.ManyFailures.TOLERATED) {
            String kinds = all.errors().entrySet().stream()
                    .map(entry -> "%s %d".formatted(entry.getKey().key(), entry.getValue()))
                    .collect(Collectors.joining(", "));
            reasons.add(new Caveat.ManyFailures(name, all.failures(), requests, kinds));
        }
        Optional<Schedule> missed = measured.stream()
                .flatMap(measurement -> measurement.schedule().stream())
                .filter(schedule -> !schedule.kept())
                .findFirst();
        missed.ifPresent(schedule -> reasons.add(new Caveat.RateMissed(
                name, schedule.rate(), schedule.rate() * schedule.sent() / Math.max(1, schedule.due()))));
        return reasons;
    }

    private List<Caveat> caveats(String name, List<Run> runs, List<GoalResult> goals) {
        List<Caveat> caveats = new ArrayList<>();
        List<Outcome.Failed> failed = runs.stream()
                .filter(run -> run.outcome() instanceof Outcome.Failed)
                .map(run -> (Outcome.Failed) run.outcome())
                .toList();
        if (!failed.isEmpty()) {
            caveats.add(new Caveat.FailedTrials(
                    name, failed.size(), runs.size(), failed.get(0).reason()));
        }
        busy(name, runs).ifPresent(caveats::add);
        notWarm(name, runs).ifPresent(caveats::add);
        CaseResult.idleShare(runs).stream()
                .filter(share -> share > Caveat.NotIdle.TOLERATED)
                .forEach(share -> caveats.add(new Caveat.NotIdle(name, share)));
        nativeParts(name, runs).ifPresent(caveats::add);
        otherParts(name, runs).ifPresent(caveats::add);
        int measured = runs.size() - failed.size();
        int need = fewest(session, Ranks::fewestTrials);
        if (!goals.isEmpty() && measured < need) {
            caveats.add(new Caveat.TooFewForGoals(name, measured, need));
        }
        return caveats;
    }

    private static Optional<Caveat> busy(String name, List<Run> runs) {
        Duration foreign = Duration.ZERO;
        Duration stolen = Duration.ZERO;
        Duration all = Duration.ZERO;
        for (Run run : runs) {
            for (Slice slice : run.outcome().slices()) {
                if (slice.host().isPresent()) {
                    Duration ours =
                            slice.cpu().values().stream().reduce(slice.idleCpu().orElse(Duration.ZERO), Duration::plus);
                    Duration others = slice.host().get().busy().minus(ours);
                    foreign = foreign.plus(others.isNegative() ? Duration.ZERO : others);
                    stolen = stolen.plus(slice.host().get().stolen());
                    all = all.plus(slice.host().get().all());
                }
            }
        }
        if (all.isZero()) {
            return Optional.empty();
        }
        double foreignShare = (double) foreign.toNanos() / all.toNanos();
        double stolenShare = (double) stolen.toNanos() / all.toNanos();
        return foreignShare + stolenShare > Caveat.BusyMachine.LIMIT
                ? Optional.of(new Caveat.BusyMachine(name, foreignShare, stolenShare))
                : Optional.empty();
    }

    /**
     * By its slices: of trials that warm up still, the first one needs more than the last. What the warm-up itself saw is no good
     * doubt where they tell, for of two equal noisy slices the last is the better one half the time.
     */
    private static Optional<Caveat> notWarm(String name, List<Run> runs) {
        List<Run> measured = runs.stream()
                .filter(run -> run.outcome() instanceof Outcome.Measured)
                .toList();
        double[] gains = measured.stream()
                .flatMap(run -> gain(run.outcome().slices()).stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
        Optional<Ranks.Interval> interval =
                Ranks.center(gains, Caveat.StillWarming.CONFIDENCE).interval();
        if (interval.isPresent()) {
            double low = Math.expm1(interval.get().low());
            return low > Caveat.StillWarming.TOLERATED
                    ? Optional.of(new Caveat.StillWarming(
                            name, gains.length, low, Math.expm1(interval.get().high())))
                    : Optional.empty();
        }
        List<String> told = measured.stream()
                .flatMap(run -> Optional.ofNullable(run.conditions().values().get(Conditions.WARM)).stream())
                .toList();
        List<String> cold =
                told.stream().filter(words -> !words.startsWith("yes")).toList();
        return cold.size() > told.size() * Caveat.NotWarm.TOLERATED
                ? Optional.of(new Caveat.NotWarm(
                        name, cold.size(), told.size(), cold.get(0).replaceFirst("^no, ", "")))
                : Optional.empty();
    }

    /** How much more the first slice needed per answer than the last one, as a logarithm; empty if there are no two to compare. */
    private static Optional<Double> gain(List<Slice> slices) {
        if (slices.size() < 2) {
            return Optional.empty();
        }
        Slice first = slices.get(0);
        Slice last = slices.get(slices.size() - 1);
        boolean byCpu = first.cpu().containsKey(Role.GATEWAY) && last.cpu().containsKey(Role.GATEWAY);
        double gain = Math.log(perAnswer(first, byCpu) / perAnswer(last, byCpu));
        return Double.isFinite(gain) ? Optional.of(gain) : Optional.empty();
    }

    private static double perAnswer(Slice slice, boolean byCpu) {
        Duration spent = byCpu
                ? slice.cpu().getOrDefault(Role.GATEWAY, Duration.ZERO)
                : slice.measurement().duration();
        return (double) spent.toNanos() / slice.measurement().answers();
    }

    private static Optional<Caveat> nativeParts(String name, List<Run> runs) {
        for (Run run : runs) {
            Map<String, String> conditions = run.conditions().values();
            String changed = conditions.getOrDefault("kong.native_changed", "no");
            if (changed.startsWith("yes: ")) {
                String base = conditions.getOrDefault("kong.base", "its base");
                String files = changed.substring("yes: ".length());
                String ranOn = conditions.getOrDefault(NATIVE_PARTS, PACKAGE);
                return Optional.of(
                        ranOn.startsWith(PACKAGE)
                                ? new Caveat.NativeParts(name, base, files)
                                : new Caveat.NativePartsOfUser(name, ranOn, base, files));
            }
        }
        return Optional.empty();
    }

    private static Optional<Caveat> otherParts(String name, List<Run> runs) {
        for (Run run : runs) {
            Map<String, String> conditions = run.conditions().values();
            String differences = Stream.of("kong.openresty_differs", "kong.rocks_differ", "kong.rocks_missing")
                    .map(conditions::get)
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining(", "));
            if (!differences.isEmpty()) {
                return Optional.of(new Caveat.OtherNativeParts(
                        name, conditions.getOrDefault(NATIVE_PARTS, "its machine"), differences));
            }
        }
        return Optional.empty();
    }

    /** A branch moves on, and a tree is edited, while a session rests. */
    private static Optional<Caveat> changed(String name, List<Run> runs) {
        for (String key : IDENTITY) {
            List<String> values = runs.stream()
                    .map(run -> run.conditions().values().get(key))
                    .filter(Objects::nonNull)
                    .distinct()
                    .sorted()
                    .toList();
            if (values.size() > 1) {
                return Optional.of(new Caveat.SubjectChanged(name, key, String.join(" and ", values)));
            }
        }
        return Optional.empty();
    }

    private static List<Caveat> limits(String name, List<Run> runs) {
        List<Caveat> limits = new ArrayList<>();
        for (Role role : List.of(Role.GENERATOR, Role.UPSTREAM)) {
            limit(name, role, runs).ifPresent(limits::add);
        }
        return limits;
    }

    /** By CPU time, time and threads, over all slices that have the reading. */
    private static Optional<Caveat.LimitElsewhere> limit(String name, Role role, List<Run> runs) {
        double used = 0;
        double possible = 0;
        for (Run run : runs) {
            String threads = run.conditions().values().get(Conditions.threads(role));
            for (Slice slice : run.outcome().slices()) {
                Duration cpu = slice.cpu().get(role);
                if (threads != null && cpu != null) {
                    used += cpu.toNanos();
                    possible += (double) slice.measurement().duration().toNanos() * Integer.parseInt(threads);
                }
            }
        }
        return possible == 0 ? Optional.empty() : Caveat.LimitElsewhere.of(name, role, used, possible);
    }

    private PairResult pair(PlannedCase planned, SubjectResult base, SubjectResult subject) {
        Map<Metric, Estimate> estimates = new EnumMap<>(Metric.class);
        Map<Metric, Difference> differences = new EnumMap<>(Metric.class);
        base.summaries()
                .forEach((metric, values) -> Optional.ofNullable(
                                subject.summaries().get(metric))
                        .ifPresent(own -> {
                            estimate(values, own).ifPresent(estimate -> estimates.put(metric, estimate));
                            difference(values, own).ifPresent(difference -> differences.put(metric, difference));
                        }));
        List<Caveat> invalid = new ArrayList<>(base.invalid());
        invalid.addAll(subject.invalid());
        invalid.addAll(differences(base.runs(), subject.runs()));
        if (!invalid.isEmpty()) {
            return new PairResult(
                    subject.name(), base.name(), estimates, differences, new Verdict.Invalid(invalid), List.of());
        }
        int usable = blocks(base, subject, planned.decide());
        Verdict verdict = verdict(planned, Optional.ofNullable(estimates.get(planned.decide())), usable);
        int need = fewestBlocks(session);
        List<Caveat> caveats = new ArrayList<>();
        if (usable < need && estimates.get(planned.decide()) == null) {
            caveats.add(new Caveat.TooFewBlocks(usable, need));
        }
        Optional.ofNullable(estimates.get(planned.decide()))
                .flatMap(estimate -> shares(planned.decide(), estimate, base, subject))
                .ifPresent(caveats::add);
        return new PairResult(subject.name(), base.name(), estimates, differences, verdict, caveats);
    }

    /**
     * Whether one subject has more of the slower processes, by blocks in which only one of both has one: the exact test of Q.
     * McNemar, Psychometrika 12 (1947), 153–157, at the error rate of the session.
     */
    private Optional<Caveat> shares(Metric metric, Estimate estimate, SubjectResult base, SubjectResult subject) {
        Summary ofBase = base.summaries().get(metric);
        Summary ofSubject = subject.summaries().get(metric);
        if (session.pairing() == Session.Pairing.BLOCKS || ofBase == null || ofSubject == null) {
            return Optional.empty();
        }
        // Costs: the more, the slower.
        DoubleUnaryOperator cost = metric.higherIsBetter() ? value -> -Math.log(value) : Math::log;
        double[] first = scaled(inBlocksOf(ofSubject, ofBase), cost);
        double[] second = scaled(inBlocksOf(ofBase, ofSubject), cost);
        if (first.length < FEWEST_FOR_SHARES) {
            return Optional.empty();
        }
        double shift = metric.higherIsBetter() ? -Math.log1p(-estimate.change()) : Math.log1p(estimate.change());
        return AlignedHumps.humps(first, second, shift)
                .filter(humps -> unlikely(humps.onlyBase(), humps.onlySample()))
                .map(humps -> new Caveat.HumpSharesDiffer(
                        subject.name(),
                        humps.sampleHigh(),
                        base.name(),
                        humps.baseHigh(),
                        first.length,
                        metric,
                        Math.expm1(humps.apart()),
                        metric.higherIsBetter()
                                ? 1 - ofSubject.mean() / ofBase.mean()
                                : ofSubject.mean() / ofBase.mean() - 1));
    }

    private boolean unlikely(int onlyBase, int onlySubject) {
        int both = onlyBase + onlySubject;
        return both > 0
                && 2 * BinomialDistribution.of(both, 0.5).cumulativeProbability(Math.min(onlyBase, onlySubject))
                        <= session.errorRate();
    }

    private int blocks(SubjectResult base, SubjectResult subject, Metric metric) {
        Summary ofBase = base.summaries().get(metric);
        Summary ofSubject = subject.summaries().get(metric);
        if (ofBase == null || ofSubject == null) {
            return 0;
        }
        return session.pairing() == Session.Pairing.BLOCKS
                ? inBlocksOf(ofBase, ofSubject).size()
                : Math.min(ofBase.values().size(), ofSubject.values().size());
    }

    private Optional<Estimate> estimate(Summary base, Summary subject) {
        if (!positive(base) || !positive(subject)) {
            // A ratio to nothing, or of nothing, is none.
            return Optional.empty();
        }
        return Estimate.of(shift(base, subject, Math::log), base.metric().higherIsBetter(), confidence);
    }

    private Optional<Difference> difference(Summary base, Summary subject) {
        Ranks.Location shift = shift(base, subject, value -> value);
        return shift.interval().map(interval -> new Difference(interval.low(), shift.center(), interval.high()));
    }

    private Ranks.Location shift(Summary base, Summary subject, DoubleUnaryOperator scale) {
        return shift(
                session.pairing(),
                scaled(inBlocksOf(subject, base), scale),
                scaled(inBlocksOf(base, subject), scale),
                confidence);
    }

    /**
     * How far {@code subject} lies above {@code base}.
     *
     * @param base one value per block
     * @param subject its counterparts, in the same order of blocks
     */
    static Ranks.Location shift(Session.Pairing pairing, double[] base, double[] subject, double confidence) {
        return pairing == Session.Pairing.BLOCKS
                ? Ranks.center(differences(base, subject), confidence)
                : AlignedHumps.shift(base, subject, confidence);
    }

    private static double[] differences(double[] base, double[] subject) {
        double[] differences = new double[base.length];
        Arrays.setAll(differences, block -> subject[block] - base[block]);
        return differences;
    }

    /** Values of {@code summary} in the blocks in which {@code other} has one, too. */
    private static List<TrialValue> inBlocksOf(Summary other, Summary summary) {
        Set<Integer> blocks = other.values().stream().map(TrialValue::block).collect(Collectors.toSet());
        return summary.values().stream()
                .filter(value -> blocks.contains(value.block()))
                .toList();
    }

    private static double[] scaled(List<TrialValue> values, DoubleUnaryOperator scale) {
        return values.stream().mapToDouble(TrialValue::value).map(scale).toArray();
    }

    private static boolean positive(Summary summary) {
        return summary.values().stream().allMatch(value -> value.value() > 0);
    }

    private Verdict verdict(PlannedCase planned, Optional<Estimate> found, int usable) {
        if (found.isEmpty()) {
            int more = Math.max(1, fewestBlocks(session) - usable);
            return new Verdict.Undecided(found, OptionalInt.of(more), Optional.of(time(planned, more)));
        }
        Estimate estimate = found.get();
        Optional<Verdict> verdict = Verdict.of(estimate, planned.margin());
        if (verdict.isPresent()) {
            return verdict.get();
        }
        int more = moreBlocks(estimate, planned.margin(), usable);
        return new Verdict.Undecided(found, OptionalInt.of(more), Optional.of(time(planned, more)));
    }

    /** Intervals shrink with the root of the number of blocks; either bound may be what settles it. */
    private static int moreBlocks(Estimate estimate, double margin, int usable) {
        double half = (estimate.high() - estimate.low()) / 2;
        double enough = Math.max(Math.abs(estimate.change()), margin - estimate.change());
        double wanted = usable * Math.pow(half / enough, 2);
        return Math.max(1, (int) Math.min(100_000, Math.ceil(wanted - usable)));
    }

    private static Duration time(PlannedCase planned, int blocks) {
        return planned.duration()
                .plus(planned.warmup())
                .multipliedBy((long) blocks * planned.subjects().size());
    }

    private static List<Caveat> differences(List<Run> base, List<Run> subject) {
        if (base.isEmpty() || subject.isEmpty()) {
            return List.of();
        }
        List<Caveat> differences = new ArrayList<>();
        for (String key : Conditions.MUST_BE_EQUAL) {
            String one = values(base, key);
            String other = values(subject, key);
            if (!one.equals(other)) {
                differences.add(new Caveat.ConditionsDiffer(key, one, other));
            }
        }
        return differences;
    }

    private static String values(List<Run> runs, String key) {
        return runs.stream()
                .map(run -> run.conditions().values().getOrDefault(key, "unknown"))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
