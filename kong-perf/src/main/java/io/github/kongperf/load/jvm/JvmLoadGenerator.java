package io.github.kongperf.load.jvm;

import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.RunningLoad;
import io.netty.util.concurrent.Future;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Load over HTTP/1.1 from threads of this process. Their names begin with {@value #THREAD_NAME}; they are kept for the next
 * load until {@link #close}.
 *
 * <p>The clock starts when each connection was made or has failed once, and all are closed when time is over. A request in
 * flight at that moment counts neither as an answer nor as an error, unless it has been so for longer than its timeout. A
 * connection that ends, in whatever way, is replaced, at once the first time and then after pauses of up to about a second; each
 * failure to make one during the load is an error of kind CONNECT.
 *
 * <p>In the open model, threads share the rate evenly, and a request that finds no connection of its thread ready waits. The
 * latencies since due also hold how long those had waited that were still unanswered when time was over, if that is longer
 * than the median of the answered: a lower bound of their latency, without which a target that stands still at the end would
 * look fast.
 *
 * <p>Which requests a connection asks, one after another, depends on the options only; which connection comes next depends on
 * the target, too.
 */
public final class JvmLoadGenerator implements LoadGenerator {

    /** What the names of the generator's threads begin with, so that their CPU time can be told from others'. */
    public static final String THREAD_NAME = "kong-perf-generator";

    private static final long CLOSING_MILLIS = 800;

    private final List<GeneratorThread> threads = new ArrayList<>();
    private final List<Stretch> running = new ArrayList<>();
    private boolean closed;

    /**
     * {@inheritDoc}
     *
     * @throws io.github.kongperf.load.LoadFailed if the target is no HTTP, its host is unknown, or a request can't be written
     */
    @Override
    public synchronized RunningLoad start(URI target, LoadOptions load) {
        if (closed) {
            throw new IllegalStateException("the load generator is closed");
        }
        Task task = Task.of(target, load);
        while (threads.size() < load.threads()) {
            threads.add(new GeneratorThread(threads.size()));
        }
        Stretch stretch = new Stretch(task, List.copyOf(threads.subList(0, load.threads())));
        running.removeIf(Stretch::isDone);
        running.add(stretch);
        stretch.begin();
        return stretch;
    }

    @Override
    public String engine() {
        return "jvm";
    }

    /** Takes well under a second. What still runs can be asked for what it measured. */
    @Override
    public synchronized void close() {
        closed = true;
        running.forEach(Stretch::endNow);
        List<Future<?>> ends = new ArrayList<>();
        threads.forEach(thread -> ends.add(thread.close()));
        threads.clear();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSING_MILLIS);
        // They are daemons, so one that takes longer delays nobody.
        ends.forEach(end -> end.awaitUninterruptibly(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
    }
}
