package io.github.kongperf.profile;

import io.github.kongperf.node.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Samples functions of C, of the kernel, and machine code of LuaJIT, by Linux' {@code perf}, {@value #FREQUENCY} times per second of CPU
 * time. Needs root, or the user of the workers and a kernel that lets it.
 */
public final class PerfProfiler implements Profiler {

    public static final String NAME = "perf";

    /** Not 100: what happens once in 10 ms would be met always, or never. */
    public static final int FREQUENCY = 99;

    private final Node node;
    private final Optional<Node> traced;

    /**
     * Names no machine code of LuaJIT: it counts as {@code [LuaJIT trace]}.
     *
     * @param node that sees the workers: Kong's, or the host of its container
     */
    public PerfProfiler(Node node) {
        this(node, Optional.empty());
    }

    private PerfProfiler(Node node, Optional<Node> traced) {
        this.node = node;
        this.traced = traced;
    }

    /**
     * With names for machine code of LuaJIT, such as {@code TRACE kong/router.lua:12}, by where their traces begin: numbers of traces are others in each process. To attach throws away all
     * that LuaJIT has made: a worker must be warmed up after.
     *
     * @param kongs Kong's node, whose Kong must have been started with {@link ProfilePlugin}
     */
    public PerfProfiler namingTraces(Node kongs) {
        return new PerfProfiler(node, Optional.of(kongs));
    }

    /** The beginning of each command. Stacks by frame pointers would end in the first library that has none. */
    static String[] record() {
        return new String[] {
            "perf", "record", "-F", String.valueOf(FREQUENCY), "-e", "cpu-clock", "--call-graph", "dwarf,8192"
        };
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> missing() throws InterruptedException {
        return new PerfTrial(node).missing();
    }

    @Override
    public Probe attach(Workers workers, Duration within) throws InterruptedException {
        WorkerProcesses processes = Attempt.at("sampling with perf", () -> WorkerProcesses.of(node, workers.pids()));
        Optional<PluginOrders> orders = traced.map(kongs -> new PluginOrders(kongs, workers.prefix(), processes));
        return Attempt.at(
                "sampling with perf",
                () -> {
                    if (orders.isPresent()) {
                        orders.get().attach(Duration.ZERO, true, within);
                    }
                    return new PerfProbe(node, processes, orders, workers.folder());
                },
                () -> orders.ifPresent(PluginOrders::close));
    }
}
