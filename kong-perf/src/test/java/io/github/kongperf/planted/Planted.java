package io.github.kongperf.planted;

import io.github.kongperf.compare.FrameRanking;
import io.github.kongperf.compare.ProfiledBlock;
import io.github.kongperf.driver.Driver;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.experiment.Experiment;
import io.github.kongperf.experiment.Progress;
import io.github.kongperf.experiment.Setups;
import io.github.kongperf.plan.Block;
import io.github.kongperf.plan.Plan;
import io.github.kongperf.plan.PlanOptions;
import io.github.kongperf.plan.Subject;
import io.github.kongperf.plan.TagExpression;
import io.github.kongperf.plan.Workload;
import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.Profile;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Results;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session;
import io.github.kongperf.scenario.Case;
import io.github.kongperf.scenario.Profiling;
import io.github.kongperf.scenario.Scenario;
import io.github.kongperf.scenario.ScenarioFile;
import io.github.kongperf.scenario.ScenarioReader;
import io.github.kongperf.scenario.Variant;
import io.github.kongperf.version.KongVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Profiles a stand-in for Kong, which is not Kong, with a plugin that wastes time on purpose: in a Lua function, or in C.
 *
 * @param driver runs it
 * @param scenario its folder
 * @param folder for results
 * @param lines is told what happens
 */
public record Planted(Driver driver, Path scenario, Path folder, Consumer<String> lines) {

    /** The scenario of tests. */
    static final Path SCENARIO =
            Path.of("src/test/resources/io/github/kongperf/planted").toAbsolutePath();

    /** The unvaried subject. */
    static final String BASE = "git:main";

    /** Variants that waste a fifth of the CPU time or more. */
    static final String SLOW_LUA = "very slow Lua";

    static final String SLOW_C = "very slow C";

    /** Where the digest is made that {@link #SLOW_C} wastes time with: a function of nginx without a name. */
    static final String DIGEST = "[nginx]";

    /** The subject of a variant: {@code slow Lua}, {@code slow C} or {@code equal}. */
    static String subject(String variant) {
        return BASE + " " + variant;
    }

    /** Profiles the unvaried subject and these variants. */
    Results profiled(List<String> profilers, List<String> variants, Duration length, int blocks)
            throws InterruptedException {
        Plan plan = plan(new Profiling(profilers, Optional.empty(), OptionalInt.empty(), length, blocks), variants);
        ResultFolder results = new ResultFolder(folder.resolve("results"));
        Session session = session(plan);
        results.begin(session);
        Testbed testbed = driver.open(Ledger.in(folder.resolve("ledger")), Setups.needs(plan), lines);
        try {
            new Experiment(testbed, results, session, Map::of, new Lines(lines)).carryOut(plan);
        } finally {
            testbed.close();
        }
        return results.read(session.id());
    }

    private Plan plan(Profiling profiling, List<String> variants) {
        ScenarioFile file = file(scenario);
        Scenario all = file.scenario();
        List<Variant> chosen = all.variants().stream()
                .filter(variant -> variants.contains(variant.name()))
                .toList();
        Case work = all.cases().get(0).profiled(profiling);
        Scenario some = new Scenario(all.name(), all.tags(), all.upstream(), all.kong(), chosen, List.of(work));
        return Plan.of(
                List.of(new ScenarioFile(file.file(), some, Map.of())),
                new PlanOptions(
                        List.of(KongVersion.parse(BASE)), TagExpression.parse(""), 1, Optional.empty(), 81, 0.01));
    }

    static ScenarioFile file(Path scenario) {
        var reading = new ScenarioReader(scenario).read(List.of(scenario.resolve("planted.yaml")));
        if (!reading.problems().isEmpty()) {
            throw new IllegalStateException(reading.problems().toString());
        }
        return reading.scenarios().get(0);
    }

    private static Session session(Plan plan) {
        return new Session(
                "planted",
                Instant.now(),
                "0",
                "test",
                "stand-in",
                false,
                "none",
                81,
                1,
                List.of(1),
                0.01,
                Session.Pairing.NONE,
                plan.subjects().stream().map(Subject::planned).toList(),
                plan.workloads().stream().map(Workload::planned).toList(),
                Conditions.none());
    }

    /** Which frames make a variant differ from the unvaried subject. */
    static FrameRanking ranking(Results results, String profiler, String variant) {
        return FrameRanking.of(blocks(results, profiler, variant), 0.01);
    }

    static List<ProfiledBlock> blocks(Results results, String profiler, String variant) {
        List<ProfiledBlock> blocks = new ArrayList<>();
        for (Profile base : of(results, profiler, BASE)) {
            for (Profile other : of(results, profiler, subject(variant))) {
                if (base.id().block() == other.id().block()) {
                    blocks.add(new ProfiledBlock(
                            base.sampled().orElseThrow(), other.sampled().orElseThrow()));
                }
            }
        }
        return blocks;
    }

    static List<Profile> of(Results results, String profiler, String subject) {
        return results.profiles().stream()
                .filter(profile -> profile.profiler().equals(profiler)
                        && profile.id().subject().equals(subject))
                .toList();
    }

    private record Lines(Consumer<String> lines) implements Progress {
        @Override
        public void doing(Block block, String what) {}

        @Override
        public void trial(Block block, Run run, int done, int all, Duration left) {
            lines.accept("%s: %s".formatted(run.id().subject(), run.outcome()));
        }

        @Override
        public void profile(Block block, Profile profile, int done, int all) {
            lines.accept("%d/%d %s by %s: %s"
                    .formatted(
                            done,
                            all,
                            profile.id().subject(),
                            profile.profiler(),
                            profile.failure().orElse("sampled")));
        }
    }
}
