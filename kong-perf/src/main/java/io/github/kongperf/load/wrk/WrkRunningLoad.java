package io.github.kongperf.load.wrk;

import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.RunningLoad;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;
import io.github.kongperf.result.Measurement;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** One process of wrk, and what it tells in the end. */
public final class WrkRunningLoad implements RunningLoad {

    /** It is over a tenth of a second after it was told, unless the machine has no CPU time left. */
    private static final Duration ENDING = Duration.ofSeconds(5);

    private static final Duration ENDING_INTERRUPTED = Duration.ofMillis(600);
    private static final long ABANDONING_MILLIS = 300;
    private static final long BETWEEN_SIGNALS_MILLIS = 50;

    private final WrkProcess process;
    private final URI target;
    private final LoadOptions load;
    private final String task;
    private final AtomicLong cpuNanos;
    private final String pidFile;
    private final Thread thread;
    private final CompletableFuture<Measurement> result = new CompletableFuture<>();
    private volatile String text = "";

    WrkRunningLoad(WrkProcess process, URI target, LoadOptions load, String task, AtomicLong cpuNanos) {
        this.process = process;
        this.target = target;
        this.load = load;
        this.task = task;
        this.cpuNanos = cpuNanos;
        pidFile = process.takePidFile();
        thread = new Thread(this::run, "kong-perf-wrk");
        thread.setDaemon(true);
    }

    void begin() {
        thread.start();
    }

    private void run() {
        try {
            Result printed = process.run(pidFile, target, load, task);
            result.complete(measurement(printed));
        } catch (InterruptedException e) {
            result.completeExceptionally(
                    new LoadFailed("%s: wrk was ended before it told what it measured".formatted(target), e));
        } catch (Throwable e) {
            result.completeExceptionally(e);
        } finally {
            process.givePidFile(pidFile);
        }
    }

    private Measurement measurement(Result printed) {
        if (!printed.ok() || !WrkOutput.isWhole(printed.out())) {
            throw WrkFailure.of(target, printed);
        }
        try {
            WrkOutput output = WrkOutput.parse(printed.out());
            Figures figures = new Figures(output, load);
            Measurement measurement = figures.measurement();
            text = output.text();
            cpuNanos.addAndGet(figures.cpu().toNanos());
            return measurement;
        } catch (IllegalArgumentException e) {
            throw new LoadFailed(
                    "%s: wrk's figures can't be used: %s%s".formatted(target, e.getMessage(), printed.said()), e);
        }
    }

    boolean isDone() {
        return result.isDone();
    }

    /** What wrk and the script printed for people, once the load is over; empty before. */
    public String text() {
        return text;
    }

    @Override
    public Measurement await() throws InterruptedException {
        try {
            return get(load.duration().plus(WrkProcess.SLACK).plus(ENDING));
        } catch (InterruptedException e) {
            CleanUp.call(() -> {
                end(ENDING_INTERRUPTED);
                return this;
            });
            throw e;
        }
    }

    @Override
    public Measurement stop() {
        return CleanUp.call(() -> {
            end(ENDING);
            return get(ENDING);
        });
    }

    /** Tells wrk to end and give what it has; whatever it does, it is gone when this returns. */
    private void end(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        // Again and again, since it ignores the signal until all its threads have begun.
        try {
            while (!result.isDone() && System.nanoTime() - deadline < 0) {
                process.interrupt(pidFile);
                waitFor(BETWEEN_SIGNALS_MILLIS);
            }
        } catch (NodeFailed e) {
            // Then it is ended in the way that gives nothing.
        }
        if (!result.isDone()) {
            abandon();
            untilOver();
        }
    }

    void untilOver() throws InterruptedException {
        waitFor(ABANDONING_MILLIS);
    }

    private void waitFor(long millis) throws InterruptedException {
        try {
            result.get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Whoever asks for the measurement is told.
        }
    }

    /** Begins to end wrk at once, if it still runs, with nothing measured. */
    void abandon() {
        if (!result.isDone()) {
            thread.interrupt();
        }
    }

    private Measurement get(Duration atMost) throws InterruptedException {
        try {
            return result.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NodeFailed failed) {
                throw new LoadFailed("%s: %s".formatted(target, failed.getMessage()), failed);
            }
            throw e.getCause() instanceof LoadFailed failed
                    ? failed
                    : new LoadFailed(
                            "%s: wrk could not be run: %s; please report this".formatted(target, e.getCause()), e);
        } catch (TimeoutException e) {
            abandon();
            throw new LoadFailed(
                    "%s: wrk did not end within %d s; is this machine overloaded?"
                            .formatted(target, atMost.toSeconds()),
                    e);
        }
    }
}
