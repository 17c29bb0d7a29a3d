package io.github.kongperf.load.wrk;

import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.Result;
import io.github.kongperf.scenario.Rate;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Load from wrk 4 on a node: one process for each load. Its latencies are those that wrk measured, without the samples that
 * it makes up ({@link Correction}).
 *
 * <p>What differs from other generators is wrk's nature: a load lasts up to a tenth of a second longer than told (its measurement
 * says how long), and time limits of requests are whole seconds. It opens connections / threads for each thread, and drops the remainder. A
 * request that is not answered by the end counts nowhere, however long it waited. An answer counts as late only when it comes,
 * and a connection that the target closes counts as {@code READ}. What an answer below 400 had as status is not told, unless
 * each is read, at some cost (see {@link LoadOptions#statusBelow400}). A name with several addresses is tried at start, and
 * the first that answers is used.
 *
 * <p>A script is called as by wrk itself. Its {@code math.random} is seeded from the seed of the load, alike in all threads
 * while it is loaded and differently in each from {@code init} on, and its own {@code math.randomseed} does nothing. If it has
 * no {@code request}, and there is one request without random numbers, it finds that in {@code wrk.method}, {@code wrk.path},
 * {@code wrk.headers} and {@code wrk.body}, and may change it.
 */
public final class WrkLoadGenerator implements LoadGenerator {

    /** File descriptors that wrk has besides its connections, at the most. */
    private static final int OTHER_DESCRIPTORS = 64;

    /** Its threads look ten times a second whether they shall end. */
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private static final Pattern VERSION = Pattern.compile("^wrk (?:\\S*/)?([0-9]+(?:\\.[0-9]+)+)?");

    private final WrkProcess process;
    private final String engine;
    private final List<WrkRunningLoad> running = new ArrayList<>();
    private final AtomicLong cpuNanos = new AtomicLong();
    private boolean closed;

    private WrkLoadGenerator(WrkProcess process, String engine) {
        this.process = process;
        this.engine = engine;
    }

    /**
     * Gets ready to make load on {@code node}.
     *
     * @param folder for its files; is made
     * @param cpus on which wrk may run; empty: on all
     * @throws LoadFailed if wrk is missing, or can't run there
     */
    public static WrkLoadGenerator on(Node node, String folder, List<Integer> cpus) throws InterruptedException {
        WrkProcess process = new WrkProcess(node, folder, cpus);
        Result version = process.version();
        Matcher number = VERSION.matcher(version.out());
        if (!number.find()) {
            throw new LoadFailed(
                    "%s: wrk can't be run%s; %s".formatted(node.name(), version.said(), WrkFailure.HOW_TO_GET_IT));
        }
        process.prepare();
        return new WrkLoadGenerator(
                process, ("wrk " + Optional.ofNullable(number.group(1)).orElse("")).strip());
    }

    /**
     * Whether {@code connections} are more than a process on {@code node} may open, in a sentence that says what to do; empty
     * if not.
     */
    public static Optional<String> tooMany(Node node, int connections) throws InterruptedException {
        return WrkProcess.descriptors(node)
                .filter(limit -> connections + OTHER_DESCRIPTORS > limit)
                .map(limit ->
                        "%d connections need %d file descriptors, but a process on %s may have %d; raise the hard limit (ulimit -Hn, limits.conf), or use fewer load.connections"
                                .formatted(connections, connections + OTHER_DESCRIPTORS, node.name(), limit));
    }

    /**
     * {@inheritDoc}
     *
     * @throws LoadFailed if wrk can't make this load
     */
    @Override
    public synchronized WrkRunningLoad start(URI target, LoadOptions load) {
        if (closed) {
            throw new IllegalStateException("the load generator is closed");
        }
        running.removeIf(WrkRunningLoad::isDone);
        WrkRunningLoad next = new WrkRunningLoad(process, target, load, task(target, load), cpuNanos);
        running.add(next);
        next.begin();
        return next;
    }

    private static String task(URI target, LoadOptions load) {
        try {
            require(
                    "http".equalsIgnoreCase(target.getScheme()) || "https".equalsIgnoreCase(target.getScheme()),
                    "wrk speaks HTTP only; give a target such as http://127.0.0.1:8000");
            require(target.getHost() != null, "the target has no host; give one such as http://127.0.0.1:8000");
            require(
                    load.rate() instanceof Rate.AsFastAsPossible,
                    "wrk can't keep a rate; use load.engine: jvm, or leave out load.rate");
            require(
                    load.duration().compareTo(SHORTEST) >= 0,
                    "load lasts %d ms, but wrk needs %d ms; use load.engine: jvm for shorter ones"
                            .formatted(load.duration().toMillis(), SHORTEST.toMillis()));
            require(
                    load.timeout().equals(Duration.ofSeconds(load.timeout().toSeconds())),
                    "load.timeout is %d ms, but wrk knows whole seconds only; round it, or use load.engine: jvm"
                            .formatted(load.timeout().toMillis()));
            return TaskFile.text(target, load);
        } catch (IllegalArgumentException e) {
            throw new LoadFailed("%s: %s".formatted(target, e.getMessage()), e);
        }
    }

    private static void require(boolean right, String sentence) {
        if (!right) {
            throw new IllegalArgumentException(sentence);
        }
    }

    @Override
    public String engine() {
        return engine;
    }

    /** Of the loads that are over, from start to end of their processes. */
    @Override
    public Optional<Duration> cpuTime() {
        return Optional.of(Duration.ofNanos(cpuNanos.get()));
    }

    @Override
    public boolean readsStatuses() {
        return false;
    }

    /** Takes well under a second. What still runs is ended and has no measurement. */
    @Override
    public synchronized void close() {
        closed = true;
        running.forEach(WrkRunningLoad::abandon);
        CleanUp.call(() -> {
            for (WrkRunningLoad load : running) {
                load.untilOver();
            }
            return running;
        });
        running.clear();
    }
}
