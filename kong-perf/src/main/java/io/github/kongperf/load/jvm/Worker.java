package io.github.kongperf.load.jvm;

import io.github.kongperf.result.ErrorKind;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One thread's share of a load. All but the constructor and {@link #whenOver} is for its event loop. */
final class Worker {

    private final Stretch stretch;
    private final EventLoop loop;
    private final List<RequestTemplate> templates;
    private final List<Connection> connections = new ArrayList<>();
    private final boolean open;
    private final Pace pace;
    private final long duration;
    private final long timeout;
    private final Tally tally = new Tally();
    private final CompletableFuture<Tally> whenOver = new CompletableFuture<>();
    private byte[] bytes = new byte[SharedReadBuffer.SIZE];
    private boolean running;
    private boolean over;
    private int undrained;
    private long end;

    /** @param index of the thread, from 0 */
    Worker(Stretch stretch, Task task, EventLoop loop, Bootstrap bootstrap, int index) {
        this.stretch = stretch;
        this.loop = loop;
        int threads = task.load().threads();
        templates = task.templates();
        duration = task.load().duration().toNanos();
        timeout = task.load().timeout().toNanos();
        open = task.rate().isPresent();
        pace = task.rate()
                .<Pace>map(rate -> new OpenPace(new Arrivals(rate, index, threads), this))
                .orElseGet(Pace.Closed::new);
        for (int i = index; i < task.load().connections(); i += threads) {
            connections.add(new Connection(this, bootstrap, task.random(i)));
        }
    }

    void connect() {
        connections.forEach(Connection::connect);
    }

    /** @param start the same for all threads */
    void begin(long start) {
        if (over) {
            return;
        }
        running = true;
        long now = System.nanoTime();
        end = start + duration;
        pace.begin(start);
        later(() -> end(end), end - now, TimeUnit.NANOSECONDS);
        // One sweep now and then is cheaper than a timer for each request.
        sweepEach(sweepPeriod());
        connections.stream().filter(Connection::isReady).forEach(connection -> ready(connection, System.nanoTime()));
    }

    private void sweepEach(long period) {
        later(
                () -> {
                    long now = System.nanoTime();
                    connections.forEach(connection -> connection.sweep(now));
                    sweepEach(period);
                },
                period,
                TimeUnit.NANOSECONDS);
    }

    /** @param first whether it is the connection's first attempt; the load begins after the first ones of all */
    void connected(Connection connection, boolean first) {
        if (first) {
            stretch.attempted();
        } else {
            ready(connection, System.nanoTime());
        }
    }

    void refused(Throwable cause, boolean first) {
        tally.error(ErrorKind.CONNECT);
        if (first) {
            stretch.attempted(cause);
        }
    }

    void ready(Connection connection, long now) {
        if (running && !over) {
            pace.ready(connection, now);
        }
    }

    void lost(Connection connection) {
        pace.lost(connection);
    }

    void answered(int status, long nanosSinceSent, long nanosSinceDue) {
        tally.answer(status, nanosSinceSent);
        if (open) {
            tally.sinceDue(nanosSinceDue);
        }
    }

    void fail(Throwable cause) {
        stretch.fail(cause);
    }

    RequestTemplate choose(SplittableRandom random) {
        return templates.get(templates.size() == 1 ? 0 : random.nextInt(templates.size()));
    }

    Tally tally() {
        return tally;
    }

    /** Room for at least {@code length} bytes, to be used at once and given up. */
    byte[] bytes(int length) {
        if (length > bytes.length) {
            bytes = new byte[length];
        }
        return bytes;
    }

    boolean isTooLate(long nanos) {
        return nanos > timeout;
    }

    boolean isOver() {
        return over;
    }

    /** Ends the load precisely, even if the event loop is too busy for its timers. */
    boolean endIfTimeIsOver(long now) {
        if (!over && now - end >= 0) {
            end(end);
        }
        return over;
    }

    /** Ends the load; {@code when} is the time at which it ended, on the clock of {@link System#nanoTime}. */
    void end(long when) {
        if (over) {
            return;
        }
        over = true;
        if (running) {
            pace.end(when, tally);
        }
        if (!running || when - end < 0) {
            connections.forEach(connection -> connection.end(when, tally));
            whenOver.complete(tally);
            return;
        }
        // Load is shorter than a request may take, so a target that never answers would show no error without this.
        List<Connection> waiting = connections.stream()
                .filter(connection -> connection.drain(when, tally))
                .toList();
        undrained = waiting.size();
        if (undrained == 0) {
            whenOver.complete(tally);
        } else {
            sweepDrained(waiting);
        }
    }

    /** A connection awaits nothing any more. */
    void drained() {
        undrained--;
        if (undrained == 0) {
            whenOver.complete(tally);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it can be late without harm
    private void sweepDrained(List<Connection> waiting) {
        loop.schedule(
                () -> {
                    long now = System.nanoTime();
                    waiting.forEach(connection -> connection.sweepDrained(now, tally));
                    if (undrained > 0) {
                        sweepDrained(waiting);
                    }
                },
                sweepPeriod(),
                TimeUnit.NANOSECONDS);
    }

    /** Somebody wants no more of it: ends the load if it runs, and waits for no answer if it is over. */
    void stop(long when) {
        loop.execute(() -> {
            end(when);
            if (undrained > 0) {
                connections.forEach(Connection::settle);
            }
        });
    }

    private long sweepPeriod() {
        return Math.max(1_000_000, Math.min(timeout / 20, 100_000_000));
    }

    CompletableFuture<Tally> whenOver() {
        return whenOver;
    }

    /** Does {@code action} after a while, unless the load is over by then. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing it throws goes unseen, and it can be late without harm
    void later(Runnable action, long delay, TimeUnit unit) {
        loop.schedule(() -> attempt(action), delay, unit);
    }

    /** What the generator itself does wrong must end the load, not vanish in a future. */
    private void attempt(Runnable action) {
        try {
            if (!over) {
                action.run();
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    void inLoop(Runnable action) {
        if (loop.inEventLoop()) {
            attempt(action);
        } else {
            loop.execute(() -> attempt(action)); // a channel that could not even be made has no loop of its own
        }
    }
}
