package io.github.kongperf.compare;

import io.github.kongperf.result.Metric;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Results;
import io.github.kongperf.result.Role;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session;
import io.github.kongperf.result.Slice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;

/** What it/benchmark/proof.sh says of a pool. */
final class ProofFigures {

    private static final int BLOCKS = 48;
    private static final double MARGIN = 0.03;
    private static final double ERROR_RATE = 0.01;
    private static final long SEED = 1;

    private final Pool pool;

    /** Of each trial, by subject. */
    private final List<List<double[]>> slices = new ArrayList<>();

    private final Session session;
    private final Metric metric;
    private final int sessions;
    private boolean missed;

    private ProofFigures(Results results, Metric metric, int sessions) {
        this.session = results.session();
        this.metric = metric;
        this.sessions = sessions;
        this.pool = Pool.of(session, session.cases().get(0), metric, results.runs());
        for (Session.Subject subject : session.subjects()) {
            slices.add(results.runs().stream()
                    .filter(run -> run.id().subject().equals(subject.name()))
                    .filter(run -> run.value(metric).isPresent())
                    .map(this::slices)
                    .toList());
        }
    }

    /** Arguments: the folder of the pool, sessions to draw; then {@code strict}, if a missed target is a failure. */
    public static void main(String[] arguments) {
        Results pool = new ResultFolder(Path.of(arguments[0])).read("pool");
        boolean missed = false;
        for (Metric metric : List.of(Metric.CPU, Metric.THROUGHPUT)) {
            ProofFigures figures = new ProofFigures(pool, metric, Integer.parseInt(arguments[1]));
            figures.print();
            missed |= metric == Metric.CPU && figures.missed;
        }
        if (missed && arguments.length > 2) {
            System.exit(1);
        }
    }

    private static void say(String format, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, format, arguments));
    }

    private void judge(boolean met, String format, Object... arguments) {
        say("  " + (met ? "met     " : "MISSED  ") + format, arguments);
        missed |= !met;
    }

    private double[] slices(Run run) {
        return run.outcome().slices().stream().mapToDouble(this::value).toArray();
    }

    private double value(Slice slice) {
        return metric == Metric.THROUGHPUT
                ? slice.measurement().throughput()
                : Objects.requireNonNull(slice.cpu().get(Role.GATEWAY)).toNanos()
                        / 1e3
                        / slice.measurement().answers();
    }

    private void print() {
        Duration load = session.cases().get(0).duration();
        say("");
        say(
                "== %s: %d blocks of three fresh processes, %d s of load each",
                metric.key(), pool.values().size(), load.toSeconds());
        double truth = truth();
        say(
                "planted, by all trials: %+.2f %%; deviation of ln(A/A) within a block %.2f %%, between any two trials %.2f %%",
                100 * truth, 100 * deviation(this::equal), 100 * deviation(this::anyTwo));
        DrawnSessions equal =
                DrawnSessions.of(pool::equal, rule(BLOCKS, Looks.of(BLOCKS), ERROR_RATE, 0), sessions, SEED);
        DrawnSessions slowed = DrawnSessions.of(
                pool::slowed, rule(BLOCKS, Looks.of(BLOCKS), ERROR_RATE, truth), sessions, SEED + 1000);
        say(
                "%d drawn sessions of each kind, at most %d blocks, looks after %s, error rate 1 %%, margin 3 %%:",
                sessions, BLOCKS, Looks.of(BLOCKS));
        int alarms = equal.slower() + equal.faster();
        judge(alarms <= sessions * 0.0175, "equal subjects: %d alarm (at most %d)", alarms, (int) (sessions * 0.0175));
        judge(
                equal.notSlower() >= 0.8 * sessions,
                "equal subjects: %.1f %% end not slower by more than 3 %% (at least 80 %%), after %.1f blocks on average",
                percent(equal.notSlower()),
                (double) equal.blocks() / sessions);
        double seconds = (double) slowed.blocks() / sessions * 2 * load.toSeconds();
        judge(
                slowed.slower() >= 0.9 * sessions,
                "planted: %.1f %% found (at least 90 %%), %.1f %% called faster",
                percent(slowed.slower()),
                percent(slowed.faster()));
        judge(
                BLOCKS * 2 * load.toSeconds() <= 300,
                "planted: after %.1f blocks on average, %.0f s of load (at most %d s)",
                (double) slowed.blocks() / sessions,
                seconds,
                BLOCKS * 2 * load.toSeconds());
        DrawnSessions fixed =
                DrawnSessions.of(pool::equal, rule(BLOCKS, List.of(BLOCKS), 0.05, 0), sessions, SEED + 2000);
        DrawnSessions fixedSlowed =
                DrawnSessions.of(pool::slowed, rule(BLOCKS, List.of(BLOCKS), 0.05, truth), sessions, SEED + 3000);
        covered(fixed, "equal");
        covered(fixedSlowed, "planted");
        original(fixed);
    }

    private void covered(DrawnSessions drawn, String kind) {
        judge(
                drawn.held() >= 0.93 * sessions && drawn.held() <= 0.97 * sessions,
                "%s: 95 %% intervals of %d blocks hold the truth in %.1f %% (93 to 97 %%)",
                kind,
                BLOCKS,
                percent(drawn.held()));
    }

    private void original(DrawnSessions ours) {
        Random random = new Random(SEED + 4000);
        double[] estimates = new double[sessions];
        for (int i = 0; i < sessions; i++) {
            estimates[i] = Math.log(mean(runs(random, 1)) / mean(runs(random, 0)));
        }
        double deviation = deviation(estimates);
        // Longer runs of the same processes average what changes from second to second, and nothing else.
        double within = slices.stream()
                .flatMap(List::stream)
                .mapToDouble(trial ->
                        square(deviation(Arrays.stream(trial).map(Math::log).toArray())) / trial.length)
                .average()
                .orElseThrow();
        double longer = Math.sqrt(Math.max(0, square(deviation) - 2 * within));
        say("The original's procedure, one process of each, three runs each, compared by mean:");
        say(
                "  deviation of its estimate %.2f %%; if each run lasted as long as our whole session, about %.2f %%",
                100 * deviation, 100 * longer);
        judge(
                ours.deviation() <= longer / 4,
                "deviation of our estimate %.2f %%, %.2f of the original's at the same load time (at most 0.25), %.2f of that by its three runs",
                100 * ours.deviation(),
                ours.deviation() / longer,
                ours.deviation() / deviation);
        long alarms = Arrays.stream(estimates)
                .filter(estimate -> Math.abs(estimate) > MARGIN)
                .count();
        say("  two equal versions are shown more than 3 %% apart in %.1f %% of its comparisons", percent((int) alarms));
    }

    private double[] runs(Random random, int subject) {
        List<double[]> trials = slices.get(subject);
        return trials.get(random.nextInt(trials.size()));
    }

    private DrawnSessions.Rule rule(int blocks, List<Integer> looks, double errorRate, double truth) {
        return new DrawnSessions.Rule(
                Session.Pairing.NONE, metric.higherIsBetter(), blocks, looks, errorRate, MARGIN, truth);
    }

    private double truth() {
        double[] slowed = pool.values().stream().mapToDouble(block -> block[2]).toArray();
        double sum = 0;
        for (int base = 0; base < 2; base++) {
            int column = base;
            double[] equal =
                    pool.values().stream().mapToDouble(block -> block[column]).toArray();
            double center = AlignedHumps.shift(equal, slowed, 0.95).center();
            sum += metric.higherIsBetter() ? -Math.expm1(center) : Math.expm1(center);
        }
        return sum / 2;
    }

    private interface Two {
        double difference(Random random);
    }

    private double equal(Random random) {
        double[] block = pool.values().get(random.nextInt(pool.values().size()));
        return block[1] - block[0];
    }

    private double anyTwo(Random random) {
        return pool.values().get(random.nextInt(pool.values().size()))[1]
                - pool.values().get(random.nextInt(pool.values().size()))[0];
    }

    private double deviation(Two two) {
        Random random = new Random(SEED);
        return deviation(
                random.ints(5000).mapToDouble(any -> two.difference(random)).toArray());
    }

    private static double deviation(double[] of) {
        double mean = mean(of);
        return Math.sqrt(Arrays.stream(of).map(value -> square(value - mean)).sum() / Math.max(1, of.length - 1));
    }

    private static double mean(double[] of) {
        return Arrays.stream(of).average().orElseThrow();
    }

    private static double square(double value) {
        return value * value;
    }

    private double percent(int count) {
        return 100.0 * count / sessions;
    }
}
