package io.github.kongperf.experiment;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.RunningLoad;
import io.github.kongperf.plan.Block;
import io.github.kongperf.plan.Subject;
import io.github.kongperf.plan.Workload;
import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Outcome;
import io.github.kongperf.result.Role;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session.PlannedCase;
import io.github.kongperf.result.Slice;
import io.github.kongperf.result.TrialId;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Rate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One subject in one block, from its start to its result. */
final class Trial implements AutoCloseable {

    /** How many times as long as nearly all requests a turn must be. */
    private static final int QUICK = 5;

    /** How much of the warm-up a generator gets for reading statuses that does not read them by itself. */
    private static final Duration TALLY = Duration.ofSeconds(1);

    private final Block block;
    private final Subject subject;
    private final int order;
    private final Clock clock;
    private final Instant started;
    private final PlannedCase planned;
    private final List<Slice> slices = new ArrayList<>();
    private final List<Slice> slice = new ArrayList<>();
    /** 99 % of the requests of the latest load were quicker; a time for ever, if it is not known. */
    private Duration slowest = ChronoUnit.FOREVER.getDuration();

    private Conditions conditions;
    private List<String> errorLog = List.of();
    private Duration warmed = Duration.ZERO;
    private WarmUp warmUp = WarmUp.NONE;
    private StatusTally statuses = StatusTally.NOT_NEEDED;
    private @Nullable Deployment deployment;
    private @Nullable Testbed testbed;
    private @Nullable String failure;

    Trial(Block block, Subject subject, int order, Clock clock, Map<String, String> conditions) {
        this.block = block;
        this.subject = subject;
        this.order = order;
        this.clock = clock;
        this.started = clock.instant();
        this.planned = block.workload().planned();
        this.conditions = new Conditions(conditions);
    }

    Block block() {
        return block;
    }

    Subject subject() {
        return subject;
    }

    void up(Deployment up, Testbed on) throws InterruptedException {
        deployment = up;
        testbed = on;
        Map<String, String> more = new HashMap<>(up.conditions());
        up.workers().forEach((role, count) -> more.putIfAbsent(Conditions.threads(role), Integer.toString(count)));
        LoadGenerator generator = on.generator();
        int threads = Math.min(load().threads(), on.generatorCpus().orElse(Integer.MAX_VALUE));
        more.put(Conditions.threads(Role.GENERATOR), Integer.toString(threads));
        more.put("generator.engine", generator.engine());
        conditions = conditions.and(more);
    }

    /** Whether all its slices are measured. */
    boolean complete() {
        return slices.size() == block.workload().slices();
    }

    boolean healthy() {
        return failure == null;
    }

    /** The first reason stays. */
    void fail(String reason) {
        if (failure == null) {
            failure = reason;
        }
    }

    /**
     * Asks until the answers are ones that the case expects: only then is the subject ready.
     *
     * @throws LoadFailed if they aren't within that time, with the last answer
     */
    void probe(Duration within) throws InterruptedException {
        // What a script asks only wrk knows: its answers are looked at when it warms.
        if (load().script().isEmpty()) {
            Load load = load();
            new Probe(subject.name(), planned.load(), load.requests(), load.timeout(), planned::expects, block.seed())
                    .until(
                            Optional.of(up()),
                            up().reachable(load.target(), load.node()),
                            testbed().prober(),
                            within);
        }
    }

    /** Begins to warm it: where the generator does not read statuses, by a load of which it reads each. */
    void tally() throws InterruptedException {
        if (!testbed().generator().readsStatuses()) {
            statuses = tallied();
            conditions = conditions.and(Map.of("generator.statuses", statuses.inWords()));
            warmed = TALLY;
        }
        up().check();
    }

    /** How long it was loaded before its first slice, until now. */
    Duration warmed() {
        return warmed;
    }

    /** Loads it for one slice of its warm-up. */
    void warm(Duration slice) throws InterruptedException {
        Optional<Duration> before = gatewayCpu();
        // Before those of the measured slices, and another one each time: what is random should not be warm by
        // repetition.
        long seed = block.seed() - 1 - warmUp.slices().size();
        Measurement measurement = start(options(seed).stretch(slice, seed)).await();
        Optional<Duration> used =
                gatewayCpu().flatMap(after -> before.map(after::minus)).filter(time -> !time.isNegative());
        warmUp = warmUp.and(WarmUp.Cost.of(measurement, used));
        know(measurement);
        warmed = warmed.plus(slice);
        up().check();
    }

    private void know(Measurement measurement) {
        if (measurement.answers() > 0) {
            slowest = measurement.latencies().percentile(99);
        }
    }

    /** Whether more warm-up would not make it faster. */
    boolean isWarm() {
        return warmUp.stable();
    }

    /**
     * Whether its load may be cut into short turns: of the requests that are under way when a turn ends nothing is known, so these
     * must be few; and neither a queue nor a script may have to begin anew.
     */
    boolean bearsTurns() {
        return load().rate() instanceof Rate.AsFastAsPossible
                && load().script().isEmpty()
                && slowest.compareTo(Workload.TURN.dividedBy(QUICK)) <= 0;
    }

    /**
     * Loads it for one turn.
     *
     * @param turns of a slice
     * @param idle the others of its block
     */
    void turn(int turns, List<Trial> idle) throws InterruptedException {
        IdleReadings idleBefore = IdleReadings.of(idle);
        Readings before = Readings.of(up(), testbed());
        Instant began = clock.instant();
        // The n-th turn of each subject asks the same: what is random must not tell them apart.
        long seed = block.seed() + 2 + slices.size() * (long) turns + slice.size();
        Measurement measurement = start(
                        options(seed).stretch(block.workload().slice().dividedBy(turns), seed))
                .await();
        Readings after = Readings.of(up(), testbed());
        Optional<Duration> idleCpu = IdleReadings.of(idle).usedSince(idleBefore);
        requireExpected(measurement, after, before);
        slice.add(new Slice(
                0, began, measurement, after.cpuSince(before), OptionalLong.empty(), after.hostSince(before), idleCpu));
        if (turns > 1) {
            conditions = conditions.and(Map.of("slice.turns", Integer.toString(turns)));
        }
    }

    /**
     * Keeps what was measured in the turns since the last slice.
     *
     * @param place among all slices of all subjects of its block
     */
    void endSlice(int place) throws InterruptedException {
        slices.add(Slice.of(place, slice, up().memory()));
        slice.clear();
        up().check();
    }

    /**
     * What a stretch of load came to.
     *
     * @param cpu of its gateway; empty if it was not read
     */
    record Loaded(long answers, Optional<Duration> cpu) {}

    /** Loads it once, for a profiler: nothing of it is kept here. */
    Loaded load(Duration length) throws InterruptedException {
        Readings before = Readings.of(up(), testbed());
        long seed = block.seed() + 2;
        Measurement measurement = start(options(seed).stretch(length, seed)).await();
        Readings after = Readings.of(up(), testbed());
        requireExpected(measurement, after, before);
        up().check();
        return new Loaded(
                measurement.answers(),
                Optional.ofNullable(after.cpuSince(before).get(Role.GATEWAY)));
    }

    private void requireExpected(Measurement measurement, Readings after, Readings before) {
        statuses.contradiction(measurement, after.upstreamRequestsSince(before)).ifPresent(what -> {
            throw new LoadFailed("%s: %s".formatted(subject.name(), what));
        });
    }

    /**
     * Loads the upstream directly for one slice, for scale.
     *
     * @param path of the upstream
     */
    Run control(String path, Map<String, String> machine) throws InterruptedException {
        return new Control(block, planned, clock)
                .measure(up(), testbed(), options(block.seed() + 2), path, conditions.and(machine));
    }

    /** Empty if nobody knows which path that is. */
    Optional<String> controlPath() {
        return up().upstreamPath();
    }

    Instant started() {
        return started;
    }

    Conditions conditions() {
        return warmUp.inWords()
                .map(words -> conditions.and(Map.of(Conditions.WARM, words)))
                .orElse(conditions);
    }

    /** Why it failed; empty if it did not. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    TrialId id() {
        return new TrialId(planned.scenario(), planned.name(), block.number(), subject.name());
    }

    Run run() {
        String reason = failure;
        if (reason == null && slices.isEmpty()) {
            reason = "no slice was measured";
        }
        return new Run(
                id(),
                order,
                started,
                warmed,
                conditions(),
                reason == null ? new Outcome.Measured(slices) : new Outcome.Failed(reason, slices));
    }

    List<String> errorLog() {
        return errorLog;
    }

    @Override
    public void close() {
        Deployment up = deployment;
        if (up != null) {
            deployment = null;
            try {
                errorLog = List.copyOf(up.errorLog());
            } finally {
                up.close();
            }
        }
    }

    /**
     * Reads each status for a second, at whatever cost.
     *
     * @throws LoadFailed if one is not expected
     */
    private StatusTally tallied() throws InterruptedException {
        Readings before = Readings.of(up(), testbed());
        Measurement answers = start(options(block.seed() + 1).stretch(TALLY, block.seed() + 1))
                .await();
        know(answers);
        OptionalLong upstream = Readings.of(up(), testbed()).upstreamRequestsSince(before);
        Optional<String> wrong = StatusTally.unexpected(answers, planned.load(), planned::expects);
        if (wrong.isPresent()) {
            throw new LoadFailed("%s: %s".formatted(subject.name(), wrong.get()));
        }
        return StatusTally.of(answers, upstream);
    }

    /** CPU time of its gateway until now; empty if it is not up, or nobody reads it. */
    Optional<Duration> gatewayCpu() throws InterruptedException {
        Deployment up = deployment;
        return up == null ? Optional.empty() : Optional.ofNullable(up.cpuTimes().get(Role.GATEWAY));
    }

    private RunningLoad start(LoadOptions options) {
        return testbed().generator().start(up().target(load().target(), load().node()), options);
    }

    private LoadOptions options(long seed) {
        Load load = load();
        return new LoadOptions(
                load.connections(),
                load.threads(),
                block.workload().slice(),
                load.rate(),
                load.timeout(),
                load.requests(),
                seed,
                load.script(),
                statuses.below400());
    }

    private Load load() {
        return block.workload().work().load();
    }

    Deployment up() {
        return Objects.requireNonNull(deployment, "the subject is not up");
    }

    private Testbed testbed() {
        return Objects.requireNonNull(testbed, "the subject is not up");
    }
}
