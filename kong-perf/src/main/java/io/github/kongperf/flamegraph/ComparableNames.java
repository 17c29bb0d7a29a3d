package io.github.kongperf.flamegraph;

import io.github.kongperf.result.StackSamples;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Two profiles in which what is the same has the same name, although their versions differ:
 *
 * <ul>
 *   <li>{@code access_by_lua(nginx-kong.conf:91):3} becomes {@code access_by_lua(nginx-kong.conf):3}, for the configuration is
 *       generated anew for each version;
 *   <li>an anonymous function {@code kong/router.lua:12} becomes {@code kong/router.lua} if only one profile knows it, and the other
 *       knows another line of this file that the first does not: some line above it was added or removed. A line that both know
 *       stays, even where it is another function's by now. So do traces, which are named by the line at which they begin.
 * </ul>
 *
 * Nothing but the names changes; stacks that become equal are added up.
 */
public final class ComparableNames {

    private static final Pattern GENERATED = Pattern.compile("(_by_lua\\w*\\([^():]*\\.conf):\\d+(?=\\))");
    private static final Pattern ANONYMOUS = Pattern.compile("(.*\\.lua):\\d+((?:_\\[j])?)");

    private final StackSamples base;
    private final StackSamples other;
    private final Set<String> shifted;

    private ComparableNames(StackSamples base, StackSamples other) {
        this.base = base;
        this.other = other;
        this.shifted = shifted(
                anonymous(renamed(base, ComparableNames::generated)),
                anonymous(renamed(other, ComparableNames::generated)));
    }

    /** A profile that is compared with itself loses only lines of the configuration. */
    public static ComparableNames of(StackSamples base, StackSamples other) {
        return new ComparableNames(base, other);
    }

    /** The first one, with comparable names. */
    public StackSamples base() {
        return of(base);
    }

    /** The second one, with comparable names. */
    public StackSamples other() {
        return of(other);
    }

    /** A part of either, such as one block, with the same names. */
    public StackSamples of(StackSamples part) {
        return renamed(part, frame -> {
            String name = generated(frame);
            return shifted.contains(name) ? file(name) : name;
        });
    }

    private static String generated(String frame) {
        return GENERATED.matcher(frame).replaceAll("$1");
    }

    /** Those of one that the other lacks, where the other has such, too, of the same file. */
    private static Set<String> shifted(Map<String, Set<String>> left, Map<String, Set<String>> right) {
        Set<String> shifted = new HashSet<>();
        left.forEach((file, lines) -> {
            Set<String> others = right.getOrDefault(file, Set.of());
            if (!others.containsAll(lines) && !lines.containsAll(others)) {
                Set<String> both = new TreeSet<>(lines);
                both.retainAll(others);
                shifted.addAll(lines);
                shifted.addAll(others);
                shifted.removeAll(both);
            }
        });
        return shifted;
    }

    /** Frames of anonymous functions by their file. */
    private static Map<String, Set<String>> anonymous(StackSamples samples) {
        Map<String, Set<String>> frames = new HashMap<>();
        for (String stack : samples.stacks().keySet()) {
            for (String frame : StackSamples.frames(stack)) {
                if (ANONYMOUS.matcher(frame).matches()) {
                    frames.computeIfAbsent(file(frame), file -> new TreeSet<>()).add(frame);
                }
            }
        }
        return frames;
    }

    private static String file(String frame) {
        Matcher matcher = ANONYMOUS.matcher(frame);
        return matcher.matches() ? matcher.group(1) + matcher.group(2) : frame;
    }

    private static StackSamples renamed(StackSamples samples, UnaryOperator<String> name) {
        Map<String, Long> stacks = new TreeMap<>();
        samples.stacks().forEach((stack, count) -> {
            String frames =
                    StackSamples.frames(stack).stream().map(name).collect(Collectors.joining(StackSamples.SEPARATOR));
            // A stack of separators alone has no frames; it keeps its name.
            stacks.merge(frames.isEmpty() ? stack : frames, count, Long::sum);
        });
        return new StackSamples(
                samples.profiler(),
                samples.frequency(),
                samples.duration(),
                samples.processes(),
                stacks,
                samples.rooted(),
                samples.nameless(),
                samples.traces());
    }
}
