package io.github.kongperf.driver;

import io.github.kongperf.scenario.Load;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a subject is to be profiled.
 *
 * @param profiler its name
 * @param target what is loaded
 * @param node which of several gateways; empty: the first one that has such a target
 * @param workers how many of its worker processes, at least 1; empty: all
 * @param sample what stapxx runs
 */
public record Profiled(String profiler, Load.Target target, Optional<String> node, OptionalInt workers, Sample sample) {

    /**
     * A script of stapxx.
     *
     * @param name {@code lj-lua-stacks.sxx}
     * @param arguments besides its time and its process
     */
    public record Sample(String name, List<String> arguments) {
        public Sample {
            arguments = List.copyOf(arguments);
        }
    }

    /** As Kong's own framework drew its flame graphs. */
    public static final Sample LUA_STACKS = new Sample("lj-lua-stacks.sxx", List.of("-D", "MAXMAPENTRIES=1000000"));

    /** By {@link #LUA_STACKS}, if by stapxx. */
    public Profiled(String profiler, Load.Target target, Optional<String> node, OptionalInt workers) {
        this(profiler, target, node, workers, LUA_STACKS);
    }
}
