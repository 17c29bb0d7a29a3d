package io.github.kongperf.experiment;

import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.plan.Block;
import io.github.kongperf.plan.Subject;
import io.github.kongperf.profile.ProfilerFailed;
import io.github.kongperf.scenario.Case;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** Brings trials of a block to where they can be loaded, and takes them down. One that fails is left out from then on. */
final class Stage {

    private final Testbed testbed;
    private final Progress progress;
    private final Duration readyWithin;

    Stage(Testbed testbed, Progress progress, Duration readyWithin) {
        this.testbed = testbed;
        this.progress = progress;
        this.readyWithin = readyWithin;
    }

    /** The subjects of a block that are up at the same time. */
    static List<List<Subject>> together(Block block) {
        return block.workload().work().order() == Case.Order.SIDE_BY_SIDE
                ? List.of(block.subjects())
                : block.subjects().stream().map(List::of).toList();
    }

    void start(Trial trial, Setup setup) throws InterruptedException {
        progress.doing(trial.block(), "starting " + trial.subject().name());
        try {
            trial.up(testbed.deploy(setup), testbed);
        } catch (RuntimeException e) {
            trial.fail(reason(e));
        }
    }

    /** One that can't be taken down must not keep the others up. */
    static void closeAll(List<Trial> trials) {
        for (Trial trial : trials) {
            try {
                trial.close();
            } catch (RuntimeException e) {
                trial.fail("taking it down: " + reason(e));
            }
        }
    }

    static String reason(RuntimeException e) {
        return e instanceof DeploymentFailed
                        || e instanceof LoadFailed
                        || e instanceof NodeFailed
                        || e instanceof ProfilerFailed
                        || e instanceof UncheckedIOException
                ? String.valueOf(e.getMessage())
                : "unexpected: " + e;
    }

    /** Until the answers are the expected ones. */
    void ask(Block block, List<Trial> trials) throws InterruptedException {
        for (Trial trial : trials) {
            progress.doing(block, "asking " + trial.subject().name());
            attempt(trial, () -> trial.probe(readyWithin));
        }
    }

    /** In rounds, until none gets faster by it. */
    void warm(Block block, List<Trial> trials) throws InterruptedException {
        for (Trial trial : trials) {
            progress.doing(block, "warming " + trial.subject().name());
            attempt(trial, trial::tally);
        }
        Duration over = trials.stream()
                .filter(Trial::healthy)
                .findFirst()
                .map(Trial::warmed)
                .orElse(Duration.ZERO);
        WarmUpRounds rounds = WarmUpRounds.of(block.workload().work().load().warmup(), over);
        for (int round = 0; round < rounds.most() && (round < rounds.least() || someAreCold(trials)); round++) {
            for (Trial trial : trials) {
                progress.doing(block, "warming " + trial.subject().name());
                attempt(trial, () -> trial.warm(rounds.slice()));
            }
        }
    }

    private static boolean someAreCold(List<Trial> trials) {
        return trials.stream().anyMatch(trial -> trial.healthy() && !trial.isWarm());
    }

    static void attempt(Trial trial, Step step) throws InterruptedException {
        if (!trial.healthy()) {
            return;
        }
        try {
            step.run();
        } catch (RuntimeException e) {
            trial.fail(reason(e));
        }
    }

    interface Step {
        void run() throws InterruptedException;
    }
}
