package io.github.kongperf.profile;

import io.github.kongperf.result.StackSamples;
import io.github.kongperf.result.VmState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the function that was itself at work most often. */
final class Heaviest {

    private Heaviest() {}

    static String of(StackSamples samples) {
        Map<String, Long> selves = new HashMap<>();
        samples.stacks()
                .forEach((stack, count) -> selves.merge(innermost(StackSamples.frames(stack)), count, Long::sum));
        return selves.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /** The share of samples with that function. */
    static double below(StackSamples samples, String function) {
        long below = samples.stacks().entrySet().stream()
                .filter(stack -> StackSamples.frames(stack.getKey()).contains(function))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return (double) below / samples.samples();
    }

    private static String innermost(List<String> frames) {
        int last = frames.size() - 1;
        return frames.get(last > 0 && VmState.of(frames.get(last)).isPresent() ? last - 1 : last);
    }
}
