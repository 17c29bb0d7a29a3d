package io.github.kongperf.load.jvm;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * The open model: requests are sent when they are due. What is due while no connection is ready waits, in order; since it is
 * known beforehand what is due when, that queue is but the number of the next request.
 */
final class OpenPace implements Pace {

    /** Two wake-ups are at least this far apart, in nanoseconds: at high rates, several requests share one. */
    private static final long TICK = 50_000;

    /** With more than this in the queue at the end, several get the same waiting time. */
    private static final long COUNTED_SINGLY = 100_000;

    private final Arrivals arrivals;
    private final Worker worker;
    private final ArrayDeque<Connection> ready = new ArrayDeque<>();
    private long start;
    private long next;
    private boolean waking;

    OpenPace(Arrivals arrivals, Worker worker) {
        this.arrivals = arrivals;
        this.worker = worker;
    }

    @Override
    public void begin(long begun) {
        start = begun;
    }

    @Override
    public void ready(Connection connection, long now) {
        ready.add(connection);
        send(now);
    }

    @Override
    public void lost(Connection connection) {
        ready.remove(connection);
    }

    private void send(long now) {
        while (!ready.isEmpty()) {
            long due = start + arrivals.at(next);
            if (due - now > 0) {
                wakeAt(due, now);
                return;
            }
            next++;
            ready.remove().send(now, due);
        }
    }

    private void wakeAt(long due, long now) {
        if (!waking) {
            waking = true;
            worker.later(this::wake, Math.max(due - now, TICK), TimeUnit.NANOSECONDS);
        }
    }

    private void wake() {
        waking = false;
        send(System.nanoTime());
    }

    @Override
    public void end(long end, Tally tally) {
        long due = Math.max(next, arrivals.before(end - start));
        tally.schedule(due, next);
        long step = 1 + (due - next) / COUNTED_SINGLY;
        for (long index = next; index < due; index += step) {
            tally.unanswered(Math.max(0, end - start - arrivals.at(index)), Math.min(step, due - index));
        }
    }
}
