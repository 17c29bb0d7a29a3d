package io.github.kongperf.experiment;

import io.github.kongperf.compare.Analysis;
import io.github.kongperf.compare.Comparison;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.plan.Block;
import io.github.kongperf.plan.Plan;
import io.github.kongperf.plan.Subject;
import io.github.kongperf.plan.Workload;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Carries out a plan, block by block. A trial that fails is a run with its reason, and the session goes on; each run is on
 * disk before the next block begins. After the blocks at which the session looks, cases in which nothing is left to decide get
 * no more. What is to be profiled is profiled after all of them.
 */
public final class Experiment {

    private final ResultFolder folder;
    private final Session session;
    private final Supplier<Map<String, String>> conditions;
    private final Progress progress;
    private final Clock clock;
    private final Stage stage;
    private final Set<Block> controlled = new HashSet<>();

    /** @param conditions of the machine, read anew for each trial */
    public Experiment(
            Testbed testbed,
            ResultFolder folder,
            Session session,
            Supplier<Map<String, String>> conditions,
            Progress progress) {
        this(testbed, folder, session, conditions, progress, Clock.systemUTC(), Duration.ofSeconds(20));
    }

    Experiment(
            Testbed testbed,
            ResultFolder folder,
            Session session,
            Supplier<Map<String, String>> conditions,
            Progress progress,
            Clock clock,
            Duration readyWithin) {
        this.folder = folder;
        this.session = session;
        this.conditions = conditions;
        this.progress = progress;
        this.clock = clock;
        this.stage = new Stage(testbed, progress, readyWithin);
    }

    /**
     * Runs all blocks of {@code plan} that are not in the folder yet. The session must have begun there. A block of which a
     * trial is missing, or was interrupted, is measured anew.
     *
     * @throws InterruptedException when interrupted; everything that was up is down again
     */
    public Tally carryOut(Plan plan) throws InterruptedException {
        Instant began = clock.instant();
        Course course = new Course(plan);
        Duration passed = Duration.ZERO;
        Earlier earlier = new Earlier(folder, session);
        Tally tally = earlier.tally(plan);
        int number = 1;
        for (Block block : plan.blocks()) {
            if (block.number() > number) {
                look(course, number);
                number = block.number();
            }
            if (course.over()) {
                break;
            }
            if (course.settled.contains(block.workload())) {
                continue;
            }
            if (earlier.has(block)) {
                course.duration = course.duration.minus(block.workload().block());
                continue;
            }
            earlier.setAside(block);
            int order = 0;
            for (List<Subject> together : Stage.together(block)) {
                List<Trial> trials = new ArrayList<>();
                try {
                    measure(block, together, order, trials);
                } catch (InterruptedException e) {
                    trials.stream()
                            .filter(trial -> !trial.complete())
                            .forEach(trial -> trial.fail(Earlier.INTERRUPTED));
                    throw e;
                } finally {
                    Stage.closeAll(trials);
                    order += trials.size();
                    passed = passed.plus(block.workload().trial().multipliedBy(trials.size()));
                    Duration left =
                            scaled(course.duration.minus(passed), Duration.between(began, clock.instant()), passed);
                    for (Trial trial : trials) {
                        tally = tally.and(trial.run());
                        keep(block, trial, tally, course.trials, left);
                    }
                }
            }
        }
        new ProfileRounds(stage, folder, session, conditions, progress, clock).carryOut(plan);
        return tally;
    }

    /** What is left of a plan, as verdicts come to stand. */
    private static final class Course {
        private final Plan plan;
        private final Set<Workload> settled = new HashSet<>();
        private Duration duration;
        private int trials;

        Course(Plan plan) {
            this.plan = plan;
            this.duration = plan.duration();
            this.trials = plan.trials();
        }

        boolean over() {
            return settled.size() == plan.workloads().size();
        }

        void settle(Workload workload, int blocks) {
            if (settled.add(workload)) {
                int saved = plan.blocksPerWorkload() - blocks;
                duration = duration.minus(workload.block().multipliedBy(saved));
                trials -= saved * workload.subjects().size();
            }
        }
    }

    private void look(Course course, int blocks) {
        if (!session.looks().contains(blocks) || blocks == session.blocks()) {
            return;
        }
        Comparison comparison = Analysis.of(session, folder.read(session.id()).runs());
        List<Workload> workloads = course.plan.workloads();
        for (Workload workload : workloads) {
            comparison.cases().stream()
                    .filter(result -> result.plan().equals(workload.planned()) && result.settled())
                    .forEach(result -> course.settle(workload, blocks));
        }
        progress.look(blocks, course.settled.size(), workloads.size());
    }

    private void keep(Block block, Trial trial, Tally tally, int all, Duration left) {
        Run run = trial.run();
        folder.append(session, run, trial.errorLog());
        progress.trial(block, run, tally.all(), all, left);
    }

    /** @param trials gets each trial as soon as it is begun */
    private void measure(Block block, List<Subject> subjects, int order, List<Trial> trials)
            throws InterruptedException {
        for (Subject subject : subjects) {
            Trial trial = new Trial(block, subject, order + trials.size(), clock, conditions.get());
            trials.add(trial);
            stage.start(trial, Setups.of(block.workload(), subject));
        }
        load(block, trials);
    }

    private void load(Block block, List<Trial> trials) throws InterruptedException {
        stage.ask(block, trials);
        stage.warm(block, trials);
        List<Subject> healthy =
                trials.stream().filter(Trial::healthy).map(Trial::subject).toList();
        int turns = trials.stream().filter(Trial::healthy).allMatch(Trial::bearsTurns) && healthy.size() > 1
                ? block.workload().turns()
                : 1;
        int order = 0;
        for (List<Subject> slice : block.slices(healthy, turns)) {
            for (int turn = 0; turn < slice.size(); turn++) {
                Subject next = slice.get(turn);
                Trial trial = of(next, trials);
                progress.doing(block, "loading " + next.name());
                List<Trial> idle =
                        trials.stream().filter(other -> other != trial).toList();
                Stage.attempt(trial, () -> trial.turn(turns, idle));
                if (slice.lastIndexOf(next) == turn) {
                    int place = order++;
                    Stage.attempt(trial, () -> trial.endSlice(place));
                }
            }
        }
        control(block, trials);
    }

    private static Trial of(Subject subject, List<Trial> trials) {
        return trials.stream()
                .filter(trial -> trial.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    /** Once in each block, while one of its subjects is still up. */
    private void control(Block block, List<Trial> trials) throws InterruptedException {
        Optional<Trial> up = trials.stream().filter(Trial::healthy).findFirst();
        if (up.isEmpty() || controlled.contains(block)) {
            return;
        }
        Optional<String> path = up.get().controlPath();
        if (path.isPresent()) {
            progress.doing(block, "loading the upstream alone");
            controlled.add(block);
            folder.append(session, up.get().control(path.get(), conditions.get()), List.of());
        }
    }

    /** What is left, if it goes on as fast as it went until now. */
    private static Duration scaled(Duration left, Duration took, Duration planned) {
        return Duration.ofMillis(
                Math.round((double) left.toMillis() * took.toMillis() / Math.max(1, planned.toMillis())));
    }
}
