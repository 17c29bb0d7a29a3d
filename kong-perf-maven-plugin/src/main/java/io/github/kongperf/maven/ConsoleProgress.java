package io.github.kongperf.maven;

import io.github.kongperf.experiment.Progress;
import io.github.kongperf.plan.Block;
import io.github.kongperf.report.Numbers;
import io.github.kongperf.report.Wording;
import io.github.kongperf.result.Outcome;
import io.github.kongperf.result.Profile;
import io.github.kongperf.result.Run;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.maven.plugin.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * What a person sees while it measures: a line per trial; on a terminal a live line below; elsewhere a sign of life after a
 * minute of silence.
 */
final class ConsoleProgress implements Progress, AutoCloseable {

    private static final String ERASE_LINE = "\r\033[K";
    private static final int LINE_LENGTH = 78;
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final Log log;
    private final Optional<PrintStream> terminal;
    private final @Nullable ProgressBar bar;
    private final int blocks;
    private final ScheduledExecutorService heartbeat;
    private String doing = "starting";
    private long spoke = System.nanoTime();

    ConsoleProgress(Log log, Optional<PrintStream> terminal, int blocks, int trials) {
        this.blocks = blocks;
        this.log = log;
        this.terminal = terminal;
        this.bar = terminal.map(stream -> bar(stream, trials)).orElse(null);
        this.heartbeat = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "kong-perf-heartbeat");
            thread.setDaemon(true);
            return thread;
        });
        if (bar == null) {
            var unused = heartbeat.scheduleWithFixedDelay(this::beat, 5, 5, TimeUnit.SECONDS);
        }
    }

    @Override
    public synchronized void doing(Block block, String what) {
        doing = "%s, %s, block %d: %s"
                .formatted(block.workload().scenario(), block.workload().name(), block.number(), what);
        if (bar != null) {
            bar.setExtraMessage(" block %d: %s".formatted(block.number(), what));
        }
    }

    @Override
    public synchronized void trial(Block block, Run run, int done, int all, Duration left) {
        String where = "%s, %s, block %d/%d: "
                .formatted(run.id().scenario(), run.id().caseName(), run.id().block(), blocks);
        String rest = done < all && left.toSeconds() > 0
                ? "%d/%d, at most about %s left".formatted(done, all, Numbers.duration(left))
                : "%d/%d".formatted(done, all);
        if (run.outcome() instanceof Outcome.Failed failed) {
            say(() -> log.warn("%s%s failed: %s (%s)".formatted(where, run.id().subject(), failed.reason(), rest)));
        } else {
            say(() -> log.info(
                    Wording.plain("%s%s: %s (%s)".formatted(where, run.id().subject(), Wording.result(run), rest))));
        }
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    @Override
    public synchronized void profile(Block block, Profile profile, int done, int all) {
        String where = "%s, %s, profile %d by %s: %s: "
                .formatted(
                        profile.id().scenario(),
                        profile.id().caseName(),
                        profile.id().block(),
                        profile.profiler(),
                        profile.id().subject());
        String rest = "%d/%d".formatted(done, all);
        if (profile.failure().isPresent()) {
            say(() -> log.warn(
                    "%sfailed: %s (%s)".formatted(where, profile.failure().get(), rest)));
        } else {
            say(() -> log.info(Wording.plain("%s%s (%s)".formatted(where, Wording.result(profile), rest))));
        }
    }

    @Override
    public synchronized void look(int after, int settled, int cases) {
        say(() -> log.info("after %s: %s%s"
                .formatted(
                        Numbers.counted(after, "block"),
                        cases == 1
                                ? settled == 1 ? "the verdict stands, so the session ends" : "not decided yet"
                                : "%d of %d cases are decided".formatted(settled, cases),
                        cases > 1 && settled == cases ? ", so the session ends" : "")));
    }

    /** Prints what is no progress without tearing the live line. */
    synchronized void say(Runnable line) {
        terminal.ifPresent(stream -> stream.print(ERASE_LINE));
        line.run();
        spoke = System.nanoTime();
    }

    @Override
    public void close() {
        heartbeat.shutdownNow();
        if (bar != null) {
            bar.close();
        }
        terminal.ifPresent(stream -> stream.print(ERASE_LINE));
    }

    private synchronized void beat() {
        if (System.nanoTime() - spoke >= SILENCE.toNanos()) {
            say(() -> log.info("still at it: " + doing));
        }
    }

    private static ProgressBar bar(PrintStream stream, int trials) {
        return new ProgressBarBuilder()
                .setTaskName("kong-perf")
                .setInitialMax(trials)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(500)
                .setConsumer(new DelegatingProgressBarConsumer(line -> stream.print(ERASE_LINE + line), LINE_LENGTH))
                .build();
    }
}
