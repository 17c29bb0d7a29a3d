package io.github.kongperf.load.jvm;

import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.RunningLoad;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.result.Measurement;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A load that another process makes. */
final class RemoteLoad implements RunningLoad {

    /** For starting, warming and connecting, and for what the process itself allows for. */
    private static final Duration SLACK = Duration.ofSeconds(60);

    private static final Duration ENDING = Duration.ofSeconds(5);
    private static final Duration ENDING_INTERRUPTED = Duration.ofMillis(700);

    private final GeneratorJobs jobs;
    private final URI target;
    private final LoadOptions load;
    private final AtomicLong cpuNanos;
    private final Thread thread;
    private final CompletableFuture<Measurement> result = new CompletableFuture<>();
    private @Nullable Control control;
    private Control.@Nullable Ordered ordered;
    private boolean ended;

    RemoteLoad(GeneratorJobs jobs, URI target, LoadOptions load, AtomicLong cpuNanos) {
        this.jobs = jobs;
        this.target = target;
        this.load = load;
        this.cpuNanos = cpuNanos;
        thread = new Thread(this::run, "kong-perf-remote-load");
        thread.setDaemon(true);
    }

    void begin() {
        thread.start();
    }

    boolean isDone() {
        return result.isDone();
    }

    private void run() {
        try {
            result.complete(measure());
        } catch (InterruptedException e) {
            result.completeExceptionally(
                    new LoadFailed("%s: the load was ended before it measured".formatted(target), e));
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    private Measurement measure() throws InterruptedException {
        try {
            Messages.Report report = order(jobs.control())
                    .get(load.duration().plus(load.timeout()).plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
            cpuNanos.addAndGet(report.cpuNanos());
            if (report.measured() == null) {
                throw new LoadFailed(String.valueOf(report.failed()));
            }
            return report.measured().measurement();
        } catch (IOException e) {
            throw broken(e);
        } catch (ExecutionException e) {
            throw broken(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            jobs.discard();
            throw new LoadFailed("%s: the load generator did not end its load".formatted(target), e);
        }
    }

    private LoadFailed broken(Throwable cause) throws InterruptedException {
        LoadFailed why = jobs.failure("the connection to the load generator broke: " + cause.getMessage(), cause);
        return new LoadFailed("%s: %s".formatted(target, why.getMessage()), why);
    }

    private synchronized CompletableFuture<Messages.Report> order(Control to) throws IOException {
        control = to;
        ordered = to.begin(Messages.Load.of(target, load));
        if (ended) {
            to.end(ordered);
        }
        return ordered.report();
    }

    @Override
    public Measurement await() throws InterruptedException {
        try {
            return get(load.duration().plus(load.timeout()).plus(SLACK).plus(ENDING));
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

    /** Tells the process to end the load, and gives up if it does not. */
    private void end(Duration atMost) throws InterruptedException {
        tell();
        try {
            result.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            return; // whoever asks for the measurement is told
        } catch (TimeoutException e) {
            abandon();
            jobs.discard();
        }
    }

    private synchronized void tell() {
        ended = true;
        try {
            if (control != null && ordered != null) {
                control.end(ordered);
            }
        } catch (IOException e) {
            // Then it is broken, which the thread notices, too.
            abandon();
        }
    }

    /** Waits for nothing any more. */
    void abandon() {
        if (!result.isDone()) {
            thread.interrupt();
        }
    }

    private Measurement get(Duration atMost) throws InterruptedException {
        try {
            return result.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LoadFailed failed
                    ? failed
                    : new LoadFailed(
                            "%s: the load generator failed: %s; please report this".formatted(target, e.getCause()), e);
        } catch (TimeoutException e) {
            abandon();
            throw new LoadFailed(
                    "%s: the load did not end within %d s; is this machine overloaded?"
                            .formatted(target, atMost.toSeconds()),
                    e);
        }
    }
}
