package io.github.kongperf.profile;

import io.github.kongperf.node.Node;
import java.time.Duration;
import java.util.List;

/**
 * Samples Lua functions by LuaJIT's own sampler, through our plugin {@link ProfilePlugin}, which Kong must have been started with. Needs no root.
 *
 * <p>A sample is due after each {@code interval} of CPU time that the worker uses, and taken when Lua comes to its next line. What nginx
 * or a C library does outside of Lua counts for the function that is entered next, as {@code [C]}. To attach throws away all
 * machine code that LuaJIT has made: a worker must be warmed up after.
 */
public final class LuaProfiler implements Profiler {

    public static final String NAME = "lua";

    /** 100 samples per second of CPU time. */
    public static final Duration INTERVAL = Duration.ofMillis(10);

    /** The kernel's clock ticks no faster. */
    private static final Duration SHORTEST = Duration.ofMillis(4);

    private final Node node;
    private final Duration interval;

    /** @param node Kong's */
    public LuaProfiler(Node node) {
        this(node, INTERVAL);
    }

    /**
     * @param node Kong's
     * @param interval CPU time between samples, in whole milliseconds, from 4 ms to 1 s
     */
    public LuaProfiler(Node node, Duration interval) {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(Duration.ofSeconds(1)) > 0) {
            throw new IllegalArgumentException("interval (%s) must be from 4 ms to 1 s".formatted(interval));
        }
        this.node = node;
        this.interval = interval;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Nothing: whether Kong has the plugin shows when it is attached. */
    @Override
    public List<String> missing() {
        return List.of();
    }

    @Override
    public Probe attach(Workers workers, Duration within) throws InterruptedException {
        WorkerProcesses processes = Attempt.at("sampling Lua", () -> WorkerProcesses.of(node, workers.pids()));
        PluginOrders orders = new PluginOrders(node, workers.prefix(), processes);
        return Attempt.at(
                "sampling Lua",
                () -> {
                    orders.attach(interval, false, within);
                    return new LuaProbe(orders, processes, interval);
                },
                orders::close);
    }
}
