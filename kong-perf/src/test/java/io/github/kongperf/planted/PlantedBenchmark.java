package io.github.kongperf.planted;

import io.github.kongperf.compare.FrameDifference;
import io.github.kongperf.compare.FrameRanking;
import io.github.kongperf.driver.Driver;
import io.github.kongperf.driver.docker.DockerForTests;
import io.github.kongperf.driver.local.LocalBenchmark;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.node.TreeCopy;
import io.github.kongperf.result.Profile;
import io.github.kongperf.result.Results;
import io.github.kongperf.result.StackSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Whether profiles find what costs 5 % of the CPU time, in Lua and in C, and name nothing where subjects are equal; with the stand-in
 * for Kong, which is not Kong. See {@code it/benchmark/planted.sh}.
 */
public final class PlantedBenchmark {

    private static final double PLANTED = 0.05;

    /** Of the scenario's very slow variants. */
    private static final int MANY_STEPS = 4000;

    private static final int MANY_DIGESTS = 60;

    private final Driver driver;
    private final Path folder;
    private final Duration length;
    private final int blocks;
    private int sessions;

    private PlantedBenchmark(Driver driver, Path folder, Duration length, int blocks) {
        this.driver = driver;
        this.folder = folder;
        this.length = length;
        this.blocks = blocks;
    }

    /** Arguments: a folder for files, a short one that all may enter, local or docker, seconds of a profile, blocks, equal pairs. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Driver driver = arguments[2].equals("docker")
                ? DockerForTests.driver(folder, Pinning.none())
                : LocalBenchmark.driver(folder, Path.of(arguments[1]), Pinning.none());
        PlantedBenchmark benchmark = new PlantedBenchmark(
                driver, folder, Duration.ofSeconds(Integer.parseInt(arguments[3])), Integer.parseInt(arguments[4]));
        Path scenario = benchmark.scenario();
        for (Plant plant :
                List.of(new Plant("lua", "slow Lua", "wasteful"), new Plant("perf", "slow C", Planted.DIGEST))) {
            benchmark.planted(scenario, plant);
        }
        for (String profiler : List.of("lua", "perf")) {
            benchmark.equal(scenario, profiler, Integer.parseInt(arguments[5]));
        }
    }

    /** @param frame how the guilty frame begins */
    private record Plant(String profiler, String variant, String frame) {}

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private Results profiled(Path scenario, String profiler, String variant, Duration each, int count)
            throws InterruptedException {
        Path own = folder.resolve("session-" + ++sessions);
        return new Planted(driver, scenario, own, line -> {})
                .profiled(List.of(profiler), List.of(variant), each, count);
    }

    /** With variants that waste about 5 %, whatever a step costs on this machine. */
    private Path scenario() throws IOException, InterruptedException {
        Path scenario = folder.resolve("scenario");
        new TreeCopy(Planted.SCENARIO, scenario).copy();
        int steps = size("lua", Planted.SLOW_LUA, "wasteful", MANY_STEPS);
        int digests = size("perf", Planted.SLOW_C, "ngx_http_lua_ffi_sha1_bin", MANY_DIGESTS);
        rewrite(scenario.resolve("slow-lua.kong.yaml.ftl"), "lua: \\d+", "lua: " + steps);
        rewrite(scenario.resolve("slow-c.kong.yaml.ftl"), "c: \\d+", "c: " + digests);
        say("planted are %d steps of Lua and %d digests in C for each request", steps, digests);
        return scenario;
    }

    private static void rewrite(Path file, String pattern, String with) throws IOException {
        Files.writeString(file, Files.readString(file).replaceFirst(pattern, with));
    }

    /** How many make 5 %, of those of which {@code many} take the share that a short profile shows. */
    private int size(String profiler, String variant, String frame, int many) throws InterruptedException {
        Results pilot = profiled(Planted.SCENARIO, profiler, variant, Duration.ofSeconds(4), 1);
        double share = share(samples(pilot, profiler, variant), frame);
        double each = share / (1 - share) / many;
        return (int) Math.max(1, Math.round(PLANTED / (1 - PLANTED) / each));
    }

    private static StackSamples samples(Results results, String profiler, String variant) {
        return StackSamples.merged(Planted.of(results, profiler, Planted.subject(variant)).stream()
                .map(Profile::sampled)
                .map(sampled -> sampled.orElseThrow().samples())
                .toList());
    }

    /** Of samples within a function, with what it calls. */
    private static double share(StackSamples samples, String frame) {
        long within = samples.stacks().entrySet().stream()
                .filter(stack -> StackSamples.frames(stack.getKey()).stream().anyMatch(name -> name.startsWith(frame)))
                .mapToLong(java.util.Map.Entry::getValue)
                .sum();
        return (double) within / samples.samples();
    }

    private void planted(Path scenario, Plant plant) throws InterruptedException {
        Results results = profiled(scenario, plant.profiler(), plant.variant(), length, blocks);
        StackSamples samples = samples(results, plant.profiler(), plant.variant());
        FrameRanking.Ranked ranked = (FrameRanking.Ranked) Planted.ranking(results, plant.profiler(), plant.variant());
        String first =
                ranked.frames().isEmpty() ? "nothing" : inWords(ranked.frames().get(0));
        say(
                "%-4s %s: planted %.1f %% of samples (%d in %d blocks); first of %d that differ: %s: %s",
                plant.profiler(),
                plant.variant(),
                100 * share(samples, plant.profiler().equals("lua") ? plant.frame() : "ngx_http_lua_ffi_sha1_bin"),
                samples.samples(),
                ranked.blocks(),
                ranked.frames().size(),
                first,
                first.startsWith(plant.frame()) ? "found" : "MISSED");
    }

    private static String inWords(FrameDifference frame) {
        return String.format(
                Locale.ROOT,
                "%s %+.1f [%+.1f, %+.1f] us per request",
                frame.frame(),
                frame.difference().value(),
                frame.difference().low(),
                frame.difference().high());
    }

    private void equal(Path scenario, String profiler, int pairs) throws InterruptedException {
        int named = 0;
        int looked = 0;
        for (int pair = 0; pair < pairs; pair++) {
            Results results = profiled(scenario, profiler, "equal", length, blocks);
            FrameRanking.Ranked ranked = (FrameRanking.Ranked) Planted.ranking(results, profiler, "equal");
            looked += ranked.looked();
            named += ranked.frames().size();
            ranked.frames().forEach(frame -> say("     named: %s", inWords(frame)));
        }
        say("%-4s %d equal pairs: %d frames looked at, %d named", profiler, pairs, looked, named);
    }
}
