package io.github.kongperf.load.jvm;

import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.RunningLoad;
import io.github.kongperf.result.Measurement;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A load while it runs: its threads connect; when each connection was made or has failed, the clock starts; when time is over,
 * or somebody stops it, what the threads have counted is added up.
 */
final class Stretch implements RunningLoad {

    private static final Duration SLACK = Duration.ofSeconds(10);

    /** It takes milliseconds, unless the machine has no CPU time left. */
    private static final Duration ENDING = Duration.ofSeconds(5);

    private final Task task;
    private final List<Worker> workers = new ArrayList<>();
    private final CompletableFuture<Measurement> result;
    private int unattempted;
    private int refused;
    private boolean begun;
    private boolean ended;
    private long start;
    private long measured;
    private @Nullable LoadFailed failure;

    Stretch(Task task, List<GeneratorThread> threads) {
        this.task = task;
        unattempted = task.load().connections();
        measured = task.load().duration().toNanos();
        for (int i = 0; i < threads.size(); i++) {
            GeneratorThread thread = threads.get(i);
            workers.add(new Worker(this, task, thread.loop(), thread.connectingTo(task.address()), i));
        }
        CompletableFuture<?>[] over = workers.stream().map(Worker::whenOver).toArray(CompletableFuture<?>[]::new);
        result = CompletableFuture.allOf(over).thenApply(done -> measurement());
    }

    void begin() {
        inAll(Worker::connect);
    }

    boolean isDone() {
        return result.isDone();
    }

    private void inAll(Consumer<Worker> action) {
        workers.forEach(worker -> worker.inLoop(() -> action.accept(worker)));
    }

    /** A connection was made for the first time. */
    synchronized void attempted() {
        unattempted--;
        startClockIfAllTried();
    }

    /** A connection could not be made at the first time. */
    synchronized void attempted(Throwable cause) {
        refused++;
        unattempted--;
        if (refused == task.load().connections()) {
            fail(unreachable(cause));
        } else {
            startClockIfAllTried();
        }
    }

    private void startClockIfAllTried() {
        if (unattempted == 0 && !ended) {
            begun = true;
            start = System.nanoTime();
            long sameForAll = start;
            inAll(worker -> worker.begin(sameForAll));
        }
    }

    private LoadFailed unreachable(Throwable cause) {
        String connections = refused == 1 ? "its only connection" : "all %d connections".formatted(refused);
        return new LoadFailed("%s: %s failed: %s".formatted(task.target(), connections, reason(cause)), cause);
    }

    private static String reason(Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return "no sign of life within %d s; is the address right, and no firewall in between?"
                    .formatted(GeneratorThread.CONNECT_TIMEOUT / 1000);
        }
        if (cause instanceof ConnectException) {
            return "connection refused; is the target up, and does it listen on this port?";
        }
        String message = String.valueOf(cause.getMessage());
        return message.contains("Too many open files")
                ? "too many open files; raise the limit (ulimit -n) or use fewer connections"
                : message;
    }

    /** Ends the load, for something went wrong that is no property of the target. */
    void fail(Throwable cause) {
        fail(new LoadFailed("%s: the generator failed: %s; please report this".formatted(task.target(), cause), cause));
    }

    private synchronized void fail(LoadFailed why) {
        if (failure == null) {
            failure = why;
        }
        endNow();
    }

    /** Tells the threads to end, if they haven't; they do it in a moment. */
    synchronized void endNow() {
        if (ended || result.isDone()) {
            return;
        }
        ended = true;
        long now = System.nanoTime();
        measured = begun ? Math.min(measured, now - start) : 0;
        long end = begun ? start + measured : now;
        workers.forEach(worker -> worker.stop(end));
    }

    private synchronized Measurement measurement() {
        if (failure != null) {
            throw failure;
        }
        List<Tally> tallies =
                workers.stream().map(worker -> worker.whenOver().join()).toList();
        return Tally.measurement(tallies, Duration.ofNanos(Math.max(1, measured)), task.rate());
    }

    @Override
    public Measurement await() throws InterruptedException {
        Duration connecting = Duration.ofMillis(GeneratorThread.CONNECT_TIMEOUT);
        try {
            return get(task.load()
                    .duration()
                    .plus(task.load().timeout())
                    .plus(connecting)
                    .plus(SLACK));
        } catch (InterruptedException e) {
            endUninterrupted();
            throw e;
        }
    }

    @Override
    public Measurement stop() {
        endNow();
        boolean interrupted = Thread.interrupted();
        try {
            return get(ENDING);
        } catch (InterruptedException e) {
            interrupted = true;
            throw new LoadFailed(task.target() + ": interrupted while the load ended; nothing was measured", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void endUninterrupted() {
        try {
            stop();
        } catch (LoadFailed e) {
            // The interruption counts; who asks for the measurement by stop() is told again.
        }
    }

    private Measurement get(Duration atMost) throws InterruptedException {
        try {
            return result.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LoadFailed failed
                    ? failed
                    : new LoadFailed(
                            "%s: the generator failed: %s; please report this".formatted(task.target(), e.getCause()),
                            e);
        } catch (TimeoutException e) {
            endNow();
            throw new LoadFailed(
                    "%s: the load did not end within %d ms of when it should; is this machine overloaded?"
                            .formatted(task.target(), atMost.toMillis()),
                    e);
        }
    }
}
