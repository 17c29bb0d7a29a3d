package io.github.kongperf.plan;

import io.github.kongperf.scenario.Case;
import io.github.kongperf.scenario.ScenarioFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What a session will do, in which order. The same scenarios, options and seed give the same plan.
 *
 * @param blocks all of them, in order; the first blocks of all workloads come before the second ones, so that an early end
 *     leaves something of each
 */
public record Plan(PlanOptions options, int blocksPerWorkload, List<Workload> workloads, List<Block> blocks) {

    public Plan {
        workloads = List.copyOf(workloads);
        blocks = List.copyOf(blocks);
    }

    /** @throws IllegalArgumentException if the tags choose no case, or the budget has no room for one block */
    public static Plan of(List<ScenarioFile> files, PlanOptions options) {
        List<Workload> workloads = new ArrayList<>();
        for (ScenarioFile file : files) {
            List<Subject> subjects =
                    Subject.of(options.versions(), file.scenario().variants());
            for (Case written : file.scenario().cases()) {
                Case work = options.profilers()
                        .map(names -> written.profiled(written.profile().by(names)))
                        .orElse(written);
                Set<String> tags = new HashSet<>(file.scenario().tags());
                tags.addAll(work.tags());
                // A case can be chosen by its own name, as in the original's suite.
                tags.add(work.name());
                if (options.tags().accepts(tags)) {
                    axes(work)
                            .forEach(axis ->
                                    workloads.add(new Workload(file, work, axis, subjects, options.overhead())));
                }
            }
        }
        if (workloads.isEmpty()) {
            throw new IllegalArgumentException("the tags choose none of the cases; nothing would be measured");
        }
        int count = count(workloads, options);
        return new Plan(options, count, workloads, blocks(workloads, count, options.seed()));
    }

    /** All distinct subjects, each after the one that it is compared with. */
    public List<Subject> subjects() {
        Map<String, Subject> byName = new LinkedHashMap<>();
        workloads.forEach(
                workload -> workload.subjects().forEach(subject -> byName.putIfAbsent(subject.name(), subject)));
        return List.copyOf(byName.values());
    }

    public int trials() {
        return blocks.stream().mapToInt(block -> block.subjects().size()).sum();
    }

    /** Names of all profilers that it needs. */
    public List<String> profilers() {
        return workloads.stream()
                .flatMap(workload -> workload.work().profile().profilers().stream())
                .distinct()
                .toList();
    }

    /**
     * What is profiled after all blocks, in order; the first round of all cases and profilers comes before the second one. Nothing of
     * {@code blocks} depends on it.
     */
    public List<ProfileBlock> profiles() {
        // Not the numbers that the measured blocks take: whether a case is profiled must not change them.
        Random random = new Random(options.seed() + 1);
        List<ProfileBlock> profiles = new ArrayList<>();
        int most = workloads.stream()
                .mapToInt(workload -> workload.work().profile().blocks())
                .max()
                .orElse(0);
        for (int number = 1; number <= most; number++) {
            for (Workload workload : workloads) {
                if (number <= workload.work().profile().blocks()) {
                    for (String profiler : workload.work().profile().profilers()) {
                        List<Subject> order =
                                Orders.balanced(workload.subjects(), 1, random).get(0);
                        profiles.add(new ProfileBlock(new Block(workload, number, order, random.nextLong()), profiler));
                    }
                }
            }
        }
        return profiles;
    }

    /** About how long {@link #profiles} take. */
    public Duration profiling() {
        return profiles().stream().map(ProfileBlock::duration).reduce(Duration.ZERO, Duration::plus);
    }

    /** About how long its blocks take. */
    public Duration duration() {
        return blocks.stream().map(block -> block.workload().block()).reduce(Duration.ZERO, Duration::plus);
    }

    private static List<Map<String, Double>> axes(Case work) {
        return work.matrix()
                .map(axis -> axis.values().stream()
                        .map(value -> Map.of(axis.name(), value))
                        .toList())
                .orElse(List.of(Map.of()));
    }

    private static int count(List<Workload> workloads, PlanOptions options) {
        if (options.budget().isEmpty()) {
            return options.blocks();
        }
        Duration budget = options.budget().get();
        Duration round = workloads.stream().map(Workload::block).reduce(Duration.ZERO, Duration::plus);
        long fits = budget.toMillis() / Math.max(1, round.toMillis());
        if (fits < 1) {
            throw new IllegalArgumentException(
                    "budget (%d s) is too short: one block of each case takes about %d s; allow more, or choose fewer cases by tags"
                            .formatted(budget.toSeconds(), round.toSeconds()));
        }
        return (int) Math.min(fits, PlanOptions.MOST_BLOCKS);
    }

    private static List<Block> blocks(List<Workload> workloads, int count, long seed) {
        Random random = new Random(seed);
        List<List<List<Subject>>> orders = workloads.stream()
                .map(workload -> Orders.balanced(workload.subjects(), count, random))
                .toList();
        List<Integer> indexes =
                java.util.stream.IntStream.range(0, workloads.size()).boxed().toList();
        List<Block> blocks = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            for (int index : Orders.balanced(indexes, 1, random).get(0)) {
                blocks.add(new Block(
                        workloads.get(index), number, orders.get(index).get(number - 1), random.nextLong()));
            }
        }
        return blocks;
    }
}
