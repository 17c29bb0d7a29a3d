package io.github.kongperf.load.jvm;

import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.RunningLoad;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Node;
import io.netty.util.Version;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Load from a {@link JvmLoadGenerator} that runs in a Java process of its own on a node, compiled and warm before its first
 * load. If the process dies, its load fails, and the next load gets another process.
 *
 * <p>That a target can't be loaded is told by the load that was begun, not by {@link #start}.
 */
public final class RemoteJvmLoadGenerator implements LoadGenerator {

    private static final Duration WARM_UP = Duration.ofSeconds(5);

    private final GeneratorJobs jobs;
    private final List<RemoteLoad> running = new ArrayList<>();
    private final AtomicLong cpuNanos = new AtomicLong();
    private boolean closed;

    private RemoteJvmLoadGenerator(GeneratorJobs jobs) {
        this.jobs = jobs;
    }

    /**
     * Starts the process on this machine, with the Java and the jars of this JVM, and does not wait until it is warm.
     *
     * @param node this machine
     * @param folder for what it writes; is made
     * @param cpus on which it may run; empty: on all
     * @throws LoadFailed if it can't be started
     */
    public static RemoteJvmLoadGenerator here(Node node, String folder, List<Integer> cpus)
            throws InterruptedException {
        return begun(new GeneratorJobs(node, folder, cpus, GeneratorCommand.here(), WARM_UP));
    }

    /**
     * Starts the process on another machine, with the {@code java} on its PATH and a copy of the jars of this JVM, and does
     * not wait until it is warm.
     *
     * @param folder for its jars and what it writes; is made
     * @param cpus on which it may run; empty: on all
     * @throws LoadFailed if that machine has no Java 17, or it can't be started
     */
    public static RemoteJvmLoadGenerator on(Node node, String folder, List<Integer> cpus) throws InterruptedException {
        return begun(new GeneratorJobs(node, folder, cpus, GeneratorCommand.on(node, folder + "/lib"), WARM_UP));
    }

    static RemoteJvmLoadGenerator begun(GeneratorJobs jobs) throws InterruptedException {
        jobs.begin();
        jobs.connectInBackground();
        return new RemoteJvmLoadGenerator(jobs);
    }

    @Override
    public synchronized RunningLoad start(URI target, LoadOptions load) {
        if (closed) {
            throw new IllegalStateException("the load generator is closed");
        }
        running.removeIf(RemoteLoad::isDone);
        RemoteLoad next = new RemoteLoad(jobs, target, load, cpuNanos);
        running.add(next);
        next.begin();
        return next;
    }

    /** {@code jvm (Netty 4.2.18.Final)}. */
    @Override
    public String engine() {
        Version netty = Version.identify(Version.class.getClassLoader()).get("netty-transport");
        return netty == null ? "jvm" : "jvm (Netty %s)".formatted(netty.artifactVersion());
    }

    /** Of the whole process, garbage collection and compiler included, while it made the loads that are over. */
    @Override
    public Optional<Duration> cpuTime() {
        return Optional.of(Duration.ofNanos(cpuNanos.get()));
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            running.forEach(RemoteLoad::abandon);
            running.clear();
        }
        CleanUp.call(() -> {
            jobs.close();
            return jobs;
        });
    }
}
