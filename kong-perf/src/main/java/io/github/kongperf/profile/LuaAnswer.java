package io.github.kongperf.profile;

import io.github.kongperf.result.StackSamples.Traces;
import io.github.kongperf.result.VmState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads what our plugin wrote about one worker process when it was done. */
final class LuaAnswer {

    /** By the letters of LuaJIT's sampler. */
    private static final Map<String, VmState> STATES = Map.of(
            "N", VmState.COMPILED,
            "I", VmState.INTERPRETED,
            "C", VmState.C,
            "G", VmState.GC,
            "J", VmState.COMPILER);

    private static final String TOO_MANY = "(too many stacks)";

    private final Folded stacks;
    private final TraceNames code = new TraceNames();
    private final Map<String, Long> aborted = new TreeMap<>();
    private LuaPath path = new LuaPath("");
    private Duration duration = Duration.ZERO;
    private int depth;
    private long compiled;
    private long flushes;
    private boolean ended;

    private LuaAnswer(Folded stacks) {
        this.stacks = stacks;
    }

    /**
     * @param stacks where the worker's samples are added
     * @throws ProfilerFailed if that is not what the plugin writes
     */
    static LuaAnswer read(Stream<String> lines, Folded stacks) {
        LuaAnswer answer = new LuaAnswer(stacks);
        lines.forEachOrdered(answer::parse);
        if (!answer.ended) {
            throw new ProfilerFailed(
                    "the plugin %s wrote only the beginning of what it sampled".formatted(ProfilePlugin.NAME));
        }
        return answer;
    }

    private void parse(String line) {
        try {
            line(Arrays.asList(line.split("\t", -1)));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new ProfilerFailed(wrong(line), e);
        }
    }

    private void line(List<String> fields) {
        switch (fields.get(0)) {
            case "path" -> path = new LuaPath(fields.get(1));
            case "seconds" -> duration = Duration.ofMillis(Math.round(Double.parseDouble(fields.get(1)) * 1000));
            case "depth" -> depth = Integer.parseInt(fields.get(1));
            case "stack" -> stack(count(fields), fields.get(2), fields.subList(3, fields.size()));
            case "lost" -> stacks.add(List.of(TOO_MANY), count(fields), false, false);
            case "compiled" -> compiled = count(fields);
            case "flushes" -> flushes = count(fields);
            case "aborted" -> aborted.merge(abort(fields.get(2), fields.get(3)), count(fields), Long::sum);
            case "code" ->
                code.add(
                        Long.parseUnsignedLong(fields.get(1), 16),
                        Long.parseLong(fields.get(2)),
                        "TRACE " + LuaFrame.place(fields.get(4), path));
            case "end" -> ended = true;
            default -> throw new ProfilerFailed(wrong(String.join("\t", fields)));
        }
    }

    private static long count(List<String> fields) {
        return Long.parseLong(fields.get(1));
    }

    private String abort(String reason, String place) {
        return place.isEmpty() ? reason : reason + " at " + LuaFrame.place(place, path);
    }

    private void stack(long samples, String state, List<String> raw) {
        List<String> frames = new ArrayList<>();
        boolean named = true;
        int functions = 0;
        for (String function : raw) {
            // A sample may find no function at all.
            if (!function.isEmpty()) {
                LuaFrame frame = LuaFrame.of(function, path);
                frames.add(frame.text());
                named = frame.named();
                functions++;
            }
        }
        VmState vm = STATES.get(state);
        if (vm == null) {
            throw new ProfilerFailed(wrong(state));
        }
        frames.add(vm.frame());
        stacks.add(frames, samples, functions < depth - 1, named);
    }

    private static String wrong(String line) {
        return "the plugin %s wrote '%s', which makes no sense; is another plugin of that name there?"
                .formatted(ProfilePlugin.NAME, line);
    }

    /** From when it was told to begin. */
    Duration duration() {
        return duration;
    }

    /** What the compiler did since the plugin was attached. */
    Traces traces() {
        return new Traces(compiled, aborted, flushes);
    }

    /** Where machine code is; empty if it was not asked for. */
    TraceNames code() {
        return code;
    }
}
