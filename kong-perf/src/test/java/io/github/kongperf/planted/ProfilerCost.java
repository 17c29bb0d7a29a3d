package io.github.kongperf.planted;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.Driver;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.Needs;
import io.github.kongperf.driver.Profiled;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.ShutdownGuard;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.driver.docker.DockerForTests;
import io.github.kongperf.driver.local.LocalBenchmark;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.profile.PerfProfiler;
import io.github.kongperf.profile.Probe;
import io.github.kongperf.profile.ProfilerFailed;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Role;
import io.github.kongperf.result.StackSamples;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import io.github.kongperf.scenario.Scenario;
import io.github.kongperf.version.KongVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What profilers cost the gateway that they sample, and how long they take: the engine of it/benchmark/profilers.sh. The gateway is a
 * stand-in, and no figure is Kong's.
 *
 * <p>In each block a fresh gateway of each {@link Kind} is up, and they are loaded in short turns, so that the speed of the machine is
 * the same for all.
 */
public final class ProfilerCost {

    /** What is compared with the plain gateway. */
    private enum Kind {
        PLAIN("plain"),
        READY("ready, none attached"),
        LUA("lua"),
        PERF("perf");

        final String words;

        Kind(String words) {
            this.words = words;
        }

        boolean isSampled() {
            return this == LUA || this == PERF;
        }
    }

    private static final Duration TURN = Duration.ofMillis(500);
    private static final int WARM_TURNS = 4;
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final double CONFIDENCE = 0.95;
    private static final Request REQUEST = Request.get("/s1-r1");

    private static final LoadOptions LOAD = new LoadOptions(
            20,
            1,
            TURN,
            new Rate.AsFastAsPossible(),
            Duration.ofSeconds(2),
            List.of(REQUEST),
            1,
            Optional.empty(),
            OptionalInt.of(200));

    private final Testbed testbed;
    private final Setup setup;
    private final Path temp;
    private final Duration length;

    private ProfilerCost(Testbed testbed, Setup setup, Path temp, Duration length) {
        this.testbed = testbed;
        this.setup = setup;
        this.temp = temp;
        this.length = length;
    }

    /** Arguments: a short folder that all may enter, blocks, seconds of sampling in each; docker for that driver. */
    public static void main(String[] arguments) throws Exception {
        Path temp = Path.of(arguments[0]);
        Driver driver = arguments[3].equals("docker")
                ? DockerForTests.driver(temp, Pinning.none())
                : LocalBenchmark.driver(temp, temp, Pinning.none());
        Scenario scenario = Planted.file(Planted.SCENARIO).scenario();
        Setup setup = new Setup(KongVersion.parse("git:main"), scenario.upstream(), scenario.kong(), Map.of());
        Needs needs = new Needs(List.of(setup), Optional.of(Load.Engine.WRK), LOAD.connections());
        // Ended by a signal, it takes down what is up.
        ShutdownGuard guard = ShutdownGuard.of(Duration.ofSeconds(30), () -> {});
        try (Testbed testbed = driver.open(Ledger.in(temp.resolve("ledger")), needs, step -> {})) {
            Duration length = Duration.ofSeconds(Integer.parseInt(arguments[2]));
            new ProfilerCost(testbed, setup, temp, length).measure(Integer.parseInt(arguments[1]));
        } finally {
            guard.close();
        }
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private void measure(int count) throws InterruptedException {
        List<List<Gateway>> blocks = new ArrayList<>();
        for (int block = 0; block < count; block++) {
            try {
                blocks.add(block(block));
            } catch (LoadFailed | ProfilerFailed e) {
                say("block %d is left out: %s", block + 1, e.getMessage());
            }
        }
        if (blocks.isEmpty()) {
            throw new IllegalStateException("no block was measured");
        }
        say(
                "%d block%s of four fresh gateways, each loaded for %.1f s in turns of %d ms; a request cost the plain one %.1f us of CPU time",
                blocks.size(),
                blocks.size() == 1 ? "" : "s",
                median(of(blocks, Kind.PLAIN, gateway -> seconds(gateway.loaded))),
                TURN.toMillis(),
                1e6 * median(of(blocks, Kind.PLAIN, Gateway::cost)));
        say("beside the plain one     CPU time per request      requests per second");
        for (Kind kind : List.of(Kind.READY, Kind.LUA, Kind.PERF)) {
            say(
                    "%-23s  %s      %s",
                    kind.words, ratio(blocks, kind, Gateway::cost), ratio(blocks, kind, Gateway::throughput));
        }
        say(
                "(medians of the ratios within blocks; %s)",
                inside(blocks.size()) == 0
                        ? "from the smallest to the largest: so few blocks have no interval"
                        : "intervals of at least %.0f %% by the sign test".formatted(100 * CONFIDENCE));
        say("                         to attach   to begin    to read    samples   of those due");
        for (Kind kind : List.of(Kind.LUA, Kind.PERF)) {
            List<Double> got = of(blocks, kind, Gateway::got);
            say(
                    "%-23s  %7.2f s  %7.2f s  %7.2f s    %7.0f   %.0f %% (%.0f to %.0f)",
                    kind.words,
                    median(of(blocks, kind, gateway -> gateway.attaching)),
                    median(of(blocks, kind, gateway -> gateway.beginning)),
                    median(of(blocks, kind, gateway -> gateway.reading)),
                    median(of(blocks, kind, gateway -> gateway.samples)),
                    100 * median(got),
                    100 * Collections.min(got),
                    100 * Collections.max(got));
        }
        double written = median(of(blocks, Kind.PERF, gateway -> gateway.written));
        if (written > 0) {
            say(
                    "perf wrote %.1f MB of stacks and %.2f MB of text for %.1f s of CPU time of the gateway",
                    written / 1e6,
                    median(of(blocks, Kind.PERF, gateway -> gateway.text)) / 1e6,
                    median(of(blocks, Kind.PERF, gateway -> gateway.due)) / PerfProfiler.FREQUENCY);
        }
    }

    private List<Gateway> block(int number) throws InterruptedException {
        List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
        Collections.rotate(kinds, number);
        List<Gateway> gateways = new ArrayList<>();
        try {
            for (Kind kind : kinds) {
                gateways.add(new Gateway(kind, testbed.deploy(kind == Kind.PLAIN ? setup : setup.forProfilers())));
            }
            for (Gateway gateway : gateways) {
                gateway.ask();
            }
            for (Gateway gateway : gateways) {
                gateway.attach();
            }
            for (int turn = 0; turn < WARM_TURNS; turn++) {
                inTurn(gateways, turn, false);
            }
            sample(gateways);
        } finally {
            gateways.forEach(Gateway::close);
        }
        return gateways;
    }

    /** Loads them until the first profiler is about to end. */
    private void sample(List<Gateway> gateways) throws InterruptedException {
        // perf first, which takes longer to begin: the other one's time would pass meanwhile.
        List<Gateway> slowFirst = gateways.stream()
                .sorted(Comparator.comparing((Gateway gateway) -> gateway.kind).reversed())
                .toList();
        for (Gateway gateway : slowFirst) {
            gateway.begin();
        }
        long end = gateways.stream()
                .filter(gateway -> gateway.kind.isSampled())
                .mapToLong(gateway -> gateway.end)
                .min()
                .orElseThrow();
        long longest = 0;
        for (int turn = 0; end - System.nanoTime() > longest * 3 / 2; turn++) {
            long began = System.nanoTime();
            inTurn(gateways, turn, true);
            longest = Math.max(longest, System.nanoTime() - began);
        }
        // And last: to read its stacks takes seconds.
        for (int each = slowFirst.size() - 1; each >= 0; each--) {
            slowFirst.get(each).await();
        }
    }

    private static void inTurn(List<Gateway> gateways, int turn, boolean measured) throws InterruptedException {
        List<Gateway> order = new ArrayList<>(gateways);
        if (turn % 2 == 1) {
            Collections.reverse(order);
        }
        for (Gateway gateway : order) {
            gateway.load(measured);
        }
    }

    private static String ratio(List<List<Gateway>> blocks, Kind kind, ToDoubleFunction<Gateway> figure) {
        List<Double> plain = of(blocks, Kind.PLAIN, figure);
        List<Double> other = of(blocks, kind, figure);
        List<Double> ratios = new ArrayList<>();
        for (int block = 0; block < plain.size(); block++) {
            ratios.add(other.get(block) / plain.get(block));
        }
        ratios.sort(null);
        int left = Math.max(inside(ratios.size()), 1) - 1;
        return String.format(
                Locale.ROOT,
                "%.3f [%.3f, %.3f]",
                median(ratios),
                ratios.get(left),
                ratios.get(ratios.size() - 1 - left));
    }

    /**
     * The largest k with which the k-th smallest and the k-th largest value hold the median between them with the confidence, whatever the
     * distribution: fewer than k of n values lie below it as rarely as a fair coin falls so. 0: there is none.
     */
    private static int inside(int values) {
        double outside = 0;
        double chance = Math.pow(0.5, values);
        int k = 0;
        while (2 * (outside + chance) <= 1 - CONFIDENCE) {
            outside += chance;
            chance = chance * (values - k) / (k + 1);
            k++;
        }
        return k;
    }

    private static List<Double> of(List<List<Gateway>> blocks, Kind kind, ToDoubleFunction<Gateway> figure) {
        return blocks.stream()
                .flatMap(List::stream)
                .filter(gateway -> gateway.kind == kind)
                .map(figure::applyAsDouble)
                .toList();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static double since(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    /** What perf has written to files of that name; 0 if they are not on this machine. */
    private long written(String file) {
        try (Stream<Path> files = Files.walk(temp)) {
            return files.filter(path -> path.endsWith(file))
                    .mapToLong(path -> path.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One gateway of a block; what is not measured of its kind stays 0. */
    private final class Gateway implements AutoCloseable {
        final Kind kind;
        private final Deployment up;
        private Optional<Probe> probe = Optional.empty();
        private Duration cpu = Duration.ZERO;
        private Duration loaded = Duration.ZERO;
        private long answers;
        private Duration before = Duration.ZERO;
        private long end;
        private double attaching;
        private double beginning;
        private double reading;
        private double due;
        private double samples;
        private double written;
        private double text;

        Gateway(Kind kind, Deployment up) {
            this.kind = kind;
            this.up = up;
        }

        void ask() throws InterruptedException {
            new io.github.kongperf.experiment.Probe(
                            kind.words, REQUEST.path(), List.of(REQUEST), LOAD.timeout(), status -> status == 200, 1)
                    .until(Optional.of(up), up.reachable(Load.Target.PROXY), testbed.prober(), WITHIN);
        }

        void attach() throws InterruptedException {
            if (kind.isSampled()) {
                long began = System.nanoTime();
                probe = Optional.of(up.attach(
                        new Profiled(kind.words, Load.Target.PROXY, Optional.empty(), OptionalInt.empty()), WITHIN));
                attaching = since(began);
            }
        }

        void begin() throws InterruptedException {
            if (probe.isPresent()) {
                before = cpuTime();
                long began = System.nanoTime();
                probe.get().begin(length, WITHIN);
                beginning = since(began);
                end = System.nanoTime() + length.toNanos();
            }
        }

        void load(boolean measured) throws InterruptedException {
            Duration used = cpuTime();
            Measurement measurement = testbed.generator()
                    .start(up.target(Load.Target.PROXY), LOAD)
                    .await();
            if (measured) {
                cpu = cpu.plus(cpuTime()).minus(used);
                loaded = loaded.plus(measurement.duration());
                answers += measurement.answers();
            }
        }

        void await() throws InterruptedException {
            if (probe.isPresent()) {
                Duration used = cpuTime().minus(before);
                long from = Math.max(end, System.nanoTime());
                StackSamples taken = probe.get().await();
                reading = since(from);
                samples = taken.samples();
                due = seconds(used) * taken.frequency();
                written = written("perf.data");
                text = written("perf.txt");
            }
        }

        private Duration cpuTime() throws InterruptedException {
            Duration time = up.cpuTimes().get(Role.GATEWAY);
            if (time == null) {
                throw new IllegalStateException("nobody reads the CPU time of the gateway");
            }
            return time;
        }

        double cost() {
            return seconds(cpu) / answers;
        }

        double throughput() {
            return answers / seconds(loaded);
        }

        double got() {
            return samples / due;
        }

        @Override
        public void close() {
            try {
                probe.ifPresent(Probe::close);
            } finally {
                up.close();
            }
        }
    }
}
