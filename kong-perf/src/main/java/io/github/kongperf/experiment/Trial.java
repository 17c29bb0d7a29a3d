package io.github.kongperf.experiment;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.RunningLoad;
import io.github.kongperf.plan.Block;
import io.github.kongperf.plan.Subject;
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
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One subject in one block, from its start to its result. */
final class Trial implements AutoCloseable {

    /** How long the first probe loads the subject; each further one lasts twice as long, until a slow answer fits in. */
    private static final Duration PROBE = Duration.ofMillis(20);

    private final Block block;
    private final Subject subject;
    private final int order;
    private final Clock clock;
    private final Instant started;
    private final PlannedCase planned;
    private final List<Slice> slices = new ArrayList<>();
    private Conditions conditions;
    private List<String> errorLog = List.of();
    private Duration warmed = Duration.ZERO;
    private @Nullable Deployment deployment;
    private @Nullable LoadGenerator generator;
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

    void up(Deployment up, LoadGenerator with) {
        deployment = up;
        generator = with;
        conditions = conditions
                .and(up.conditions())
                .and(Map.of(Conditions.threads(Role.GENERATOR), Integer.toString(load().threads())));
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
     * Asks until the answer is one that the case expects: only then is the subject ready.
     *
     * @throws LoadFailed if it isn't within that time, with the last answer
     */
    void probe(Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        Duration length = PROBE;
        while (true) {
            String seen = seen(length);
            if (seen.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new LoadFailed(
                        "%s did not answer as expected within %d s: %s. Does an entity route this request, and should another status be expected (load.expect)?"
                                .formatted(subject.name(), within.toSeconds(), seen));
            }
            Thread.sleep(50);
            length = length.multipliedBy(2).compareTo(load().timeout()) < 0 ? length.multipliedBy(2) : load().timeout();
        }
    }

    /** What is wrong with the answers; empty if nothing is. */
    private String seen(Duration length) throws InterruptedException {
        LoadOptions all = options(block.seed());
        LoadOptions one =
                new LoadOptions(1, 1, length, new Rate.AsFastAsPossible(), all.timeout(), all.requests(), all.seed());
        Measurement answers;
        try {
            answers = start(one).await();
        } catch (LoadFailed e) {
            return String.valueOf(e.getMessage());
        }
        Optional<Integer> wrong = answers.statuses().keySet().stream()
                .filter(status -> !planned.expects(status))
                .findFirst();
        if (wrong.isPresent()) {
            return "the answer to '%s' was %s".formatted(planned.load(), Measurement.statusInWords(wrong.get()));
        }
        return answers.answers() == 0 ? "no answer %s".formatted(answers.errors()) : "";
    }

    /** Loads it without measuring. */
    void warm() throws InterruptedException {
        Duration warmup = load().warmup();
        if (!warmup.isZero()) {
            start(options(block.seed() + 1).stretch(warmup, block.seed() + 1)).await();
            warmed = warmup;
        }
    }

    /** Loads it for one slice and keeps what was measured. */
    void slice(int place) throws InterruptedException {
        Deployment up = up();
        Map<Role, Duration> before = up.cpuTimes();
        Instant began = clock.instant();
        // The n-th slice of each subject asks the same: what is random must not tell them apart.
        Measurement measurement =
                start(options(block.seed() + 2 + slices.size())).await();
        Map<Role, Duration> used = new EnumMap<>(Role.class);
        up.cpuTimes().forEach((role, time) -> {
            Duration earlier = before.get(role);
            if (earlier != null && time.compareTo(earlier) >= 0) {
                used.put(role, time.minus(earlier));
            }
        });
        slices.add(new Slice(place, began, measurement, used));
    }

    Run run() {
        String reason = failure;
        if (reason == null && slices.isEmpty()) {
            reason = "no slice was measured";
        }
        return new Run(
                new TrialId(planned.scenario(), planned.name(), block.number(), subject.name()),
                order,
                started,
                warmed,
                conditions,
                reason == null ? new Outcome.Measured(slices) : new Outcome.Failed(reason, slices));
    }

    List<String> errorLog() {
        return errorLog;
    }

    @Override
    public void close() {
        Deployment up = deployment;
        if (up != null) {
            errorLog = List.copyOf(up.errorLog());
            deployment = null;
            up.close();
        }
    }

    private RunningLoad start(LoadOptions options) {
        URI target = up().target(load().target());
        return java.util.Objects.requireNonNull(generator).start(target, options);
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
                seed);
    }

    private Load load() {
        return block.workload().work().load();
    }

    private Deployment up() {
        return java.util.Objects.requireNonNull(deployment, "the subject is not up");
    }
}
