package io.github.kongperf.profile;

import io.github.kongperf.result.StackSamples;
import io.github.kongperf.result.StackSamples.Traces;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts stacks. */
final class Folded {

    private final Map<String, Long> stacks = new TreeMap<>();
    private long rooted;
    private long nameless;

    /**
     * @param frames the outermost first, at least one
     * @param reachesRoot whether the outermost is that of the process
     * @param named whether the innermost function has a name
     */
    void add(List<String> frames, long samples, boolean reachesRoot, boolean named) {
        String stack = frames.stream().map(StackSamples::frame).collect(Collectors.joining(StackSamples.SEPARATOR));
        stacks.merge(stack, samples, Long::sum);
        rooted += reachesRoot ? samples : 0;
        nameless += named ? 0 : samples;
    }

    boolean isEmpty() {
        return stacks.isEmpty();
    }

    StackSamples samples(String profiler, int frequency, Duration duration, int processes, Optional<Traces> traces) {
        return new StackSamples(profiler, frequency, duration, processes, stacks, rooted, nameless, traces);
    }
}
