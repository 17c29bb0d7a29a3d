package io.github.kongperf.driver.local;

import io.github.kongperf.driver.Driver;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.ShutdownGuard;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.driver.docker.DockerForTests;
import io.github.kongperf.experiment.Experiment;
import io.github.kongperf.experiment.Progress;
import io.github.kongperf.experiment.Setups;
import io.github.kongperf.kong.BurnPlugin;
import io.github.kongperf.machine.HostConditions;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.plan.Block;
import io.github.kongperf.plan.Plan;
import io.github.kongperf.plan.PlanOptions;
import io.github.kongperf.plan.Pools;
import io.github.kongperf.plan.TagExpression;
import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session;
import io.github.kongperf.scenario.ScenarioFile;
import io.github.kongperf.scenario.ScenarioReader;
import io.github.kongperf.version.KongVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Records the pool of it/benchmark/proof.sh: fresh trials of the stand-in for Kong, of the same again, and of the same with 3 % more
 * CPU time per request. What a folder has already is not measured again. No figure is Kong's.
 */
final class ProofPool {

    private static final String SCENARIO = """
            scenario: proof
            kong:
              database: off
              entities: one.kong.yaml.ftl
              config: { nginx_worker_processes: "1" }
            upstream: { nginx: "location = /test { return 200; }" }
            cases:
              - name: route
                decide: cpu
                load: { engine: wrk, path: /s1-r1, connections: 50, threads: 1, duration: 3s, warmup: 1s }
            """;

    private static final String POOL = "pool";
    private static final String PILOT = "pilot";
    private static final int PILOT_BLOCKS = 3;
    private static final long SEED = 20_261_126;

    private final Path folder;
    private final Path temp;
    private final ResultFolder results;
    private final Driver driver;

    private ProofPool(Path folder, Path temp, Driver driver) {
        this.folder = folder;
        this.temp = temp;
        this.results = new ResultFolder(folder);
        this.driver = driver;
    }

    /** Arguments: the folder of the pool, a short one that all may enter, blocks, CPUs of the roles; docker for that driver. */
    public static void main(String[] arguments) throws Exception {
        Path temp = Path.of(arguments[1]);
        Pinning pinning = Pinning.parse(arguments[3]);
        Driver driver = arguments[4].equals("docker")
                ? DockerForTests.driver(temp, pinning)
                : LocalBenchmark.driver(temp, temp, pinning);
        // Ended by a signal, it takes down what is up.
        ShutdownGuard guard = ShutdownGuard.of(Duration.ofSeconds(30), () -> {});
        try {
            new ProofPool(Path.of(arguments[0]), temp, driver).record(Integer.parseInt(arguments[2]));
        } finally {
            guard.close();
        }
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private void record(int blocks) throws Exception {
        Files.createDirectories(folder);
        Path scenario = temp.resolve("proof.yaml");
        Files.writeString(scenario, SCENARIO);
        Files.writeString(temp.resolve("one.kong.yaml.ftl"), LocalBenchmark.ENTITIES);
        List<ScenarioFile> files =
                new ScenarioReader(temp).read(List.of(scenario)).scenarios();
        Optional<Session> begun = results.session(POOL);
        Duration slowdown =
                begun.isPresent() ? Pools.slowdown(begun.get()) : piloted(files, Math.min(PILOT_BLOCKS, blocks));
        Plan plan = Pools.of(files, options(blocks), slowdown, BurnPlugin.in(temp));
        if (begun.isPresent() && begun.get().blocks() != blocks) {
            throw new IllegalArgumentException(
                    "the pool in %s has %d blocks, not %d; go on with that, or name another folder"
                            .formatted(folder, begun.get().blocks(), blocks));
        }
        measure(POOL, plan);
    }

    private Duration piloted(List<ScenarioFile> files, int blocks) throws Exception {
        measure(PILOT, Pools.alone(files, options(blocks)));
        return Pools.slowdown(results.read(PILOT).runs()).orElseThrow();
    }

    private static PlanOptions options(int blocks) {
        return new PlanOptions(
                List.of(new KongVersion.Commit("main")), TagExpression.parse(""), blocks, Optional.empty(), SEED, 0.01);
    }

    private void measure(String id, Plan plan) throws Exception {
        Session session = results.session(id).orElse(null);
        if (session == null) {
            session = LocalBenchmark.session(id, plan, new Conditions(new HostConditions().fixed()));
            results.begin(session);
        }
        HostConditions host = new HostConditions();
        Testbed testbed = driver.open(Ledger.in(temp.resolve("ledger-" + id)), Setups.needs(plan), step -> {});
        try {
            new Experiment(testbed, results, session, () -> conditions(host), new Told()).carryOut(plan);
        } finally {
            testbed.close();
        }
    }

    private static Map<String, String> conditions(HostConditions host) {
        Map<String, String> all = new HashMap<>(host.fixed());
        all.putAll(host.current());
        return all;
    }

    /** Says now and then how far it is. */
    private static final class Told implements Progress {
        @Override
        public void doing(Block block, String what) {}

        @Override
        public void trial(Block block, Run run, int done, int all, Duration left) {
            if (run.outcome() instanceof io.github.kongperf.result.Outcome.Failed failed) {
                say("block %d, %s failed: %s", block.number(), run.id().subject(), failed.reason());
            } else if (done % 30 == 0) {
                say("%d of %d trials, about %d min left", done, all, left.toMinutes());
            }
        }
    }
}
