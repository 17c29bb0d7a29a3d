package io.github.kongperf.driver.nodes;

import io.github.kongperf.driver.Profiled;
import io.github.kongperf.node.Node;
import io.github.kongperf.profile.LuaProfiler;
import io.github.kongperf.profile.PerfProfiler;
import io.github.kongperf.profile.ProfilePlugin;
import io.github.kongperf.profile.Profiler;
import io.github.kongperf.profile.ProfilerFailed;
import io.github.kongperf.profile.StapxxProfiler;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Profiling;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Profilers by their names.
 *
 * @param sources a folder of this machine for the sources of our plugin
 * @param stapxx the folder of stapxx on the nodes; empty: there is none
 */
public record Profilers(Path sources, Optional<String> stapxx) {

    private static final String NO_STAPXX =
            "stapxx is not there: name the folder of a clone of https://github.com/Kong/stapxx by 'stapxx' (kong-perf.stapxx); or use the profiler 'lua', which needs none";

    /** Whether it samples from inside of Kong, so that it needs no other place. */
    boolean isPartOfKong(String profiler) {
        return profiler.equals(LuaProfiler.NAME);
    }

    /** What a Kong that is to be profiled has besides. */
    Kong.Plugin plugin() {
        return ProfilePlugin.in(sources);
    }

    /**
     * @param place from which Kong's processes are seen
     * @param kong the node on which Kong runs
     * @throws ProfilerFailed if there is none of that name, or it is not set
     */
    Profiler of(Profiled how, Node place, Node kong) {
        return switch (how.profiler()) {
            case LuaProfiler.NAME -> new LuaProfiler(kong);
            case PerfProfiler.NAME -> new PerfProfiler(place).namingTraces(kong);
            case StapxxProfiler.NAME -> stapxx(how.sample(), place);
            default ->
                throw new ProfilerFailed("there is no profiler '%s'; there are %s"
                        .formatted(how.profiler(), String.join(", ", Profiling.ALL)));
        };
    }

    private Profiler stapxx(Profiled.Sample sample, Node place) {
        String folder = stapxx.orElseThrow(() -> new ProfilerFailed(NO_STAPXX));
        return new StapxxProfiler(
                place, new StapxxProfiler.Sample(folder, "samples/" + sample.name(), sample.arguments()));
    }

    /** What a profiler lacks wherever it runs. */
    public List<String> missing(String profiler) {
        return profiler.equals(StapxxProfiler.NAME) && stapxx.isEmpty() ? List.of(NO_STAPXX) : List.of();
    }

    /** What a profiler lacks on a node, as far as it can be told before a Kong is up. */
    public List<String> missing(String profiler, Node node) throws InterruptedException {
        try {
            return of(new Profiled(profiler, Load.Target.PROXY, Optional.empty(), OptionalInt.empty()), node, node)
                    .missing();
        } catch (ProfilerFailed e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }
}
