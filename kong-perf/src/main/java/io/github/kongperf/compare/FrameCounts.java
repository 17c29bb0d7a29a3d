package io.github.kongperf.compare;

import io.github.kongperf.result.StackSamples;
import io.github.kongperf.result.VmState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Samples of each frame by block and side: 0 is the baseline, 1 the subject. */
final class FrameCounts {

    private static final int SIDES = 2;

    private final List<ProfiledBlock> blocks;
    private final Map<String, long[][]> own = new TreeMap<>();
    private final Map<String, long[]> withCalled = new HashMap<>();
    private final Map<String, List<Map<String, Long>>> callers = new HashMap<>();

    FrameCounts(List<ProfiledBlock> blocks) {
        this.blocks = blocks;
        for (int block = 0; block < blocks.size(); block++) {
            for (int side = 0; side < SIDES; side++) {
                for (Map.Entry<String, Long> stack :
                        blocks.get(block).side(side).samples().stacks().entrySet()) {
                    add(block, side, functions(stack.getKey()), stack.getValue());
                }
            }
        }
    }

    /** Without a last frame that says what LuaJIT did: that time belongs to the function before it. */
    private static List<String> functions(String stack) {
        List<String> frames = StackSamples.frames(stack);
        int last = frames.size() - 1;
        return last > 0 && VmState.of(frames.get(last)).isPresent() ? frames.subList(0, last) : frames;
    }

    private void add(int block, int side, List<String> frames, long samples) {
        int last = frames.size() - 1;
        String frame = frames.get(last);
        own.computeIfAbsent(frame, name -> new long[blocks.size()][SIDES])[block][side] += samples;
        // A function that calls itself is counted once.
        for (String each : new HashSet<>(frames)) {
            withCalled.computeIfAbsent(each, name -> new long[SIDES])[side] += samples;
        }
        callers.computeIfAbsent(frame, name -> List.of(new TreeMap<>(), new TreeMap<>()))
                .get(side)
                .merge(String.join(StackSamples.SEPARATOR, frames.subList(0, last)), samples, Long::sum);
    }

    /** Frames with at least that many samples in all trials together, which does not tell who is who; by name. */
    List<String> withAtLeast(long samples) {
        return own.keySet().stream()
                .filter(frame -> samples(frame, 0) + samples(frame, 1) >= samples)
                .toList();
    }

    long samples(String frame, int block, int side) {
        return counts(frame)[block][side];
    }

    long samples(String frame, int side) {
        long sum = 0;
        for (long[] block : counts(frame)) {
            sum += block[side];
        }
        return sum;
    }

    long withCalled(String frame, int side) {
        return of(withCalled, frame)[side];
    }

    /** The path to a frame that most of its samples have. */
    String callers(String frame, int side) {
        String most = "";
        long samples = 0;
        for (Map.Entry<String, Long> path : of(callers, frame).get(side).entrySet()) {
            if (path.getValue() > samples) {
                most = path.getKey();
                samples = path.getValue();
            }
        }
        return most;
    }

    /** Of all frames: by block and side. */
    double[][] all() {
        List<double[]> sums = new ArrayList<>();
        for (ProfiledBlock block : blocks) {
            sums.add(new double[] {
                block.baseline().samples().samples(), block.subject().samples().samples()
            });
        }
        return sums.toArray(double[][]::new);
    }

    private long[][] counts(String frame) {
        return of(own, frame);
    }

    private static <T> T of(Map<String, T> map, String frame) {
        T found = map.get(frame);
        if (found == null) {
            throw new IllegalArgumentException("no sample has the frame '%s'".formatted(frame));
        }
        return found;
    }
}
