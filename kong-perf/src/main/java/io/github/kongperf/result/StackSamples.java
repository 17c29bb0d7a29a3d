package io.github.kongperf.result;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where processes spent their CPU time: each stack with the number of samples that found it.
 *
 * @param profiler name of the profiler
 * @param frequency samples per second of CPU time that were asked for
 * @param duration how long was sampled
 * @param processes how many processes were sampled, at least one
 * @param stacks folded, the outermost frame first, frames joined by {@code ;}, each with at least one sample. A frame names the function first:
 *     {@code access kong/plugins/key-auth/handler.lua}. A frame of the kernel ends with {@code _[k]}, one of machine code that LuaJIT has
 *     made with {@code _[j]}; one of which only the library is known is in brackets: {@code [libssl.so.3]}. The last frame
 *     may be that of a {@link VmState}
 * @param rooted samples whose stack reaches the outermost function; the others were cut off somewhere
 * @param nameless samples whose innermost frame has no name but its library's
 * @param traces what LuaJIT's compiler did meanwhile; empty if nobody watched it
 */
public record StackSamples(
        String profiler,
        int frequency,
        Duration duration,
        int processes,
        Map<String, Long> stacks,
        long rooted,
        long nameless,
        Optional<Traces> traces) {

    /** Between the frames of a folded stack. */
    public static final String SEPARATOR = ";";

    public StackSamples {
        stacks = Collections.unmodifiableMap(new TreeMap<>(stacks));
        if (frequency < 1 || duration.isNegative() || duration.isZero() || processes < 1) {
            throw new IllegalArgumentException(
                    "nothing can have been sampled: %d Hz, %s, %d processes".formatted(frequency, duration, processes));
        }
        if (stacks.values().stream().anyMatch(count -> count < 1) || stacks.containsKey("")) {
            throw new IllegalArgumentException("each stack has a frame and a sample");
        }
        long samples = sum(stacks);
        if (rooted < 0 || rooted > samples || nameless < 0 || nameless > samples) {
            throw new IllegalArgumentException(
                    "of %d samples, %d rooted and %d nameless".formatted(samples, rooted, nameless));
        }
    }

    /**
     * What LuaJIT's compiler did.
     *
     * @param compiled traces that it made
     * @param aborted traces that it gave up, by why and where: {@code NYI: bytecode FNEW at kong/router.lua:12}. Code of a trace that is
     *     aborted again and again stays interpreted
     * @param flushes how often it threw all its traces away
     */
    public record Traces(long compiled, Map<String, Long> aborted, long flushes) {
        public Traces {
            aborted = Collections.unmodifiableMap(new TreeMap<>(aborted));
        }

        /** All of them as one. */
        public static Traces merged(List<Traces> parts) {
            Map<String, Long> aborted = new TreeMap<>();
            parts.forEach(part -> part.aborted.forEach((why, count) -> aborted.merge(why, count, Long::sum)));
            return new Traces(
                    parts.stream().mapToLong(Traces::compiled).sum(),
                    aborted,
                    parts.stream().mapToLong(Traces::flushes).sum());
        }

        /** Of all reasons together. */
        public long aborts() {
            return sum(aborted);
        }
    }

    /** The frames of a folded stack, the outermost first. */
    public static List<String> frames(String stack) {
        return List.of(stack.split(SEPARATOR));
    }

    /** A frame's name without what folding reserves: separators and line ends. */
    public static String frame(String name) {
        return name.replace(';', ':').replaceAll("\\p{Cntrl}", " ");
    }

    /** All samples. */
    public long samples() {
        return sum(stacks);
    }

    /** The share of samples that are rooted, from 0 to 1; 0 if there are none. */
    public double rootedShare() {
        return share(rooted);
    }

    /** The share of samples that are nameless, from 0 to 1; 0 if there are none. */
    public double namelessShare() {
        return share(nameless);
    }

    private double share(long part) {
        return samples() == 0 ? 0 : (double) part / samples();
    }

    /** Samples by what LuaJIT was doing; empty if the profiler does not know. */
    public Map<VmState, Long> states() {
        Map<VmState, Long> states = new EnumMap<>(VmState.class);
        stacks.forEach((stack, count) -> VmState.of(stack.substring(stack.lastIndexOf(SEPARATOR) + 1))
                .ifPresent(state -> states.merge(state, count, Long::sum)));
        return Collections.unmodifiableMap(states);
    }

    /**
     * All of them as one, as if taken one after another.
     *
     * @param parts of one profiler, at least one
     */
    public static StackSamples merged(List<StackSamples> parts) {
        StackSamples first = parts.get(0);
        Map<String, Long> stacks = new TreeMap<>();
        for (StackSamples part : parts) {
            if (!part.profiler.equals(first.profiler) || part.frequency != first.frequency) {
                throw new IllegalArgumentException("samples of %s at %d Hz and of %s at %d Hz are no whole"
                        .formatted(first.profiler, first.frequency, part.profiler, part.frequency));
            }
            part.stacks.forEach((stack, count) -> stacks.merge(stack, count, Long::sum));
        }
        return new StackSamples(
                first.profiler,
                first.frequency,
                parts.stream().map(StackSamples::duration).reduce(Duration.ZERO, Duration::plus),
                parts.stream().mapToInt(StackSamples::processes).max().orElseThrow(),
                stacks,
                parts.stream().mapToLong(StackSamples::rooted).sum(),
                parts.stream().mapToLong(StackSamples::nameless).sum(),
                traces(parts));
    }

    private static Optional<Traces> traces(List<StackSamples> parts) {
        List<Traces> all = parts.stream().flatMap(part -> part.traces.stream()).toList();
        if (all.size() < parts.size()) {
            return Optional.empty();
        }
        return Optional.of(Traces.merged(all));
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
