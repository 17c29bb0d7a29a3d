package io.github.kongperf.driver.local;

import io.github.kongperf.database.EmbeddedBinaries;
import io.github.kongperf.database.PostgresSources;
import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.Driver;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.Needs;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.driver.docker.DockerForTests;
import io.github.kongperf.experiment.Experiment;
import io.github.kongperf.experiment.Progress;
import io.github.kongperf.experiment.Setups;
import io.github.kongperf.kong.KongSources;
import io.github.kongperf.kong.StandIn;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.plan.Block;
import io.github.kongperf.plan.Plan;
import io.github.kongperf.plan.PlanOptions;
import io.github.kongperf.plan.Subject;
import io.github.kongperf.plan.TagExpression;
import io.github.kongperf.plan.Workload;
import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session;
import io.github.kongperf.result.Slice;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import io.github.kongperf.scenario.ScenarioReader;
import io.github.kongperf.version.KongVersion;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * What the local driver costs besides the load, and whether wrk through us finds what wrk by hand finds: the engine of
 * it/benchmark/local.sh. Everything is the stand-in's, and no figure is Kong's.
 */
public final class LocalBenchmark {

    static final String ENTITIES = """
            _format_version: "${kong.formatVersion}"
            services:
              - name: s1
                url: ${upstream.uris[0]}/test
                routes: [{ name: r1, paths: [/s1-r1] }]
            """;

    private static final String SCENARIO = """
            scenario: %1$s
            kong:
              database: %1$s
              entities: one.kong.yaml.ftl
            upstream: { nginx: "location = /test { return 200; }" }
            cases:
              - name: route
                order: one-after-another
                load: { engine: wrk, connections: 50, threads: 2, duration: 1s, warmup: 1s, requests: [{ path: /s1-r1 }] }
            """;

    private static final int CONNECTIONS = 50;
    private static final int THREADS = 2;

    private final Path folder;
    private final Path temp;

    private final Driver driver;

    private LocalBenchmark(Path folder, Path temp, Driver driver) {
        this.folder = folder;
        this.temp = temp;
        this.driver = driver;
    }

    /** Arguments: a folder for files, a short one that all may enter, blocks, pairs, seconds of a load; docker for that driver. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Path temp = Path.of(arguments[1]);
        boolean docker = arguments.length > 5 && arguments[5].equals("docker");
        LocalBenchmark benchmark = new LocalBenchmark(
                folder,
                temp,
                docker ? DockerForTests.driver(folder, Pinning.none()) : driver(folder, temp, Pinning.none()));
        if (docker) {
            DockerForTests.containersAlone(Integer.parseInt(arguments[2]));
        } else {
            benchmark.byHand(Integer.parseInt(arguments[2]));
        }
        for (String database : List.of("off", "postgres")) {
            benchmark.overhead(database, Integer.parseInt(arguments[2]));
        }
        if (!docker) {
            benchmark.wrk(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
        }
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /** How long the stand-in itself takes to start until its port is open, and to quit. */
    private void byHand(int times) throws Exception {
        Path tree = StandIn.tree("main");
        List<Double> starts = new ArrayList<>();
        List<Double> stops = new ArrayList<>();
        for (int time = 0; time < times; time++) {
            Path prefix = temp.resolve("hand-" + time);
            int port = free();
            Map<String, String> environment = new java.util.HashMap<>(StandIn.environment(StandIn.home(), tree));
            environment.put("KONG_PREFIX", prefix.toString());
            environment.put("KONG_DATABASE", "off");
            environment.put("KONG_PROXY_LISTEN", "127.0.0.1:" + port);
            environment.put("KONG_ADMIN_LISTEN", "off");
            environment.put("KONG_NGINX_MAIN_USER", "root root");
            long began = System.nanoTime();
            run(tree, environment, tree + "/bin/kong", "start");
            untilOpen(port);
            starts.add(since(began));
            began = System.nanoTime();
            run(tree, environment, tree + "/bin/kong", "quit", "-p", prefix.toString());
            stops.add(since(began));
        }
        say(
                "by hand                    start %.2f s, quit %.2f s (medians of %d)",
                median(starts), median(stops), times);
    }

    /** Wall time of whole trials, less what was load. */
    private void overhead(String database, int blocks) throws Exception {
        Path scenario = Files.createDirectories(folder.resolve(database)).resolve("s.yaml");
        Files.writeString(scenario, SCENARIO.formatted(database));
        Files.writeString(scenario.resolveSibling("one.kong.yaml.ftl"), ENTITIES);
        var reading = new ScenarioReader(folder).read(List.of(scenario));
        if (!reading.problems().isEmpty()) {
            throw new IllegalStateException(reading.problems().toString());
        }
        Plan plan = Plan.of(
                reading.scenarios(),
                new PlanOptions(
                        List.of(new KongVersion.Commit("main"), new KongVersion.Commit("main~1")),
                        TagExpression.parse(""),
                        blocks,
                        Optional.empty(),
                        1,
                        0.01));
        Session session = session(database, plan, Conditions.none());
        ResultFolder results = new ResultFolder(folder.resolve("results"));
        Testbed testbed = driver.open(Ledger.in(folder.resolve("ledger-" + database)), Setups.needs(plan), step -> {});
        try {
            results.begin(session);
            long began = System.nanoTime();
            new Experiment(testbed, results, session, Map::of, Quiet.INSTANCE).carryOut(plan);
            double wall = since(began);
            double loaded = 0;
            int trials = 0;
            for (Run run : results.read(session.id()).runs()) {
                if (!run.isControl()) {
                    trials++;
                }
                if (run.outcome() instanceof io.github.kongperf.result.Outcome.Failed failed) {
                    throw new IllegalStateException(failed.reason());
                }
                loaded += seconds(run.warmup());
                for (Slice slice : run.outcome().slices()) {
                    loaded += seconds(slice.measurement().duration());
                }
            }
            say(
                    "database: %-8s         %d trials in %.1f s, of which %.1f s were load: %.2f s besides for each",
                    database, trials, wall, loaded, (wall - loaded) / trials);
        } finally {
            testbed.close();
        }
    }

    /** Pairs in turn against the same process. */
    private void wrk(int pairs, int length) throws Exception {
        Plan plan = Plan.of(
                new ScenarioReader(folder)
                        .read(List.of(folder.resolve("off/s.yaml")))
                        .scenarios(),
                new PlanOptions(
                        List.of(new KongVersion.Commit("main")),
                        TagExpression.parse(""),
                        1,
                        Optional.empty(),
                        1,
                        0.01));
        Setup setup = Setups.needs(plan).setups().get(0);
        Testbed testbed = driver.open(
                Ledger.in(folder.resolve("ledger-wrk")),
                new Needs(List.of(setup), Optional.of(Load.Engine.WRK), CONNECTIONS),
                step -> {});
        try (Deployment up = testbed.deploy(setup)) {
            LoadOptions options = new LoadOptions(
                    CONNECTIONS,
                    THREADS,
                    Duration.ofSeconds(length),
                    new Rate.AsFastAsPossible(),
                    Duration.ofSeconds(2),
                    List.of(Request.get("/s1-r1")),
                    1,
                    Optional.empty(),
                    OptionalInt.of(200));
            List<Double> ratios = new ArrayList<>();
            List<Double> hand = new ArrayList<>();
            List<Double> ours = new ArrayList<>();
            String url = up.target(Load.Target.PROXY) + "/s1-r1";
            wrkByHand(url, length);
            for (int pair = 0; pair < pairs; pair++) {
                boolean first = pair % 2 == 0;
                double byHand = first ? wrkByHand(url, length) : 0;
                var measurement = testbed.generator()
                        .start(up.target(Load.Target.PROXY), options)
                        .await();
                double through = measurement.answers() / seconds(measurement.duration());
                byHand = first ? byHand : wrkByHand(url, length);
                hand.add(byHand);
                ours.add(through);
                ratios.add(through / byHand);
            }
            ratios.sort(null);
            say(
                    "wrk, %d pairs of %d s        by hand %.0f/s, through us %.0f/s (medians); ratio %.3f, from %.3f to %.3f",
                    pairs, length, median(hand), median(ours), median(ratios), ratios.get(0), ratios.get(pairs - 1));
        } finally {
            testbed.close();
        }
    }

    private static double wrkByHand(String url, int length) throws IOException, InterruptedException {
        String out = run(
                Path.of("/"),
                Map.of("PATH", "/usr/local/bin:/usr/bin:/bin"),
                "wrk",
                "-t" + THREADS,
                "-c" + CONNECTIONS,
                "-d" + length + "s",
                "--latency",
                url);
        return out.lines()
                .filter(line -> line.startsWith("Requests/sec:"))
                .mapToDouble(line -> Double.parseDouble(
                        line.substring("Requests/sec:".length()).strip()))
                .findFirst()
                .orElseThrow();
    }

    /** The local driver, with what the stand-in needs. */
    public static LocalDriver driver(Path folder, Path temp, Pinning pinning) {
        Path cache = folder.resolve("cache");
        return new LocalDriver(new LocalSettings(
                new KongSources(
                        Optional.of(StandIn.home()),
                        Optional.of(StandIn.repository().toString()),
                        "file:/none/{version}.deb",
                        cache,
                        true),
                folder,
                pinning,
                temp,
                2,
                new PostgresSources(Optional.empty(), EmbeddedBinaries.onClassPath(), cache),
                Optional.empty(),
                line -> {},
                System.getenv()));
    }

    static Session session(String id, Plan plan, Conditions conditions) {
        return new Session(
                id,
                Instant.now(),
                "0",
                "local",
                "stand-in",
                false,
                "none",
                1,
                plan.blocksPerWorkload(),
                List.of(plan.blocksPerWorkload()),
                0.01,
                Session.Pairing.NONE,
                plan.subjects().stream().map(Subject::planned).toList(),
                plan.workloads().stream().map(Workload::planned).toList(),
                conditions);
    }

    private static String run(Path directory, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        File output = File.createTempFile("benchmark", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output);
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(List.of(command) + ": " + Files.readString(output.toPath()));
            }
            return Files.readString(output.toPath(), StandardCharsets.UTF_8);
        } finally {
            Files.delete(output.toPath());
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void untilOpen(int port) throws InterruptedException {
        for (int tries = 0; tries < 1000; tries++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
                return;
            } catch (IOException e) {
                Thread.sleep(5);
            }
        }
        throw new IllegalStateException("nothing listens on port " + port);
    }

    private static double since(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private enum Quiet implements Progress {
        INSTANCE;

        @Override
        public void doing(Block block, String what) {}

        @Override
        public void trial(Block block, Run run, int done, int all, Duration left) {}
    }
}
