package io.github.kongperf.flamegraph;

import io.github.kongperf.result.StackSamples;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Folded stacks as a tree, of several profiles at once. It is at most {@value #DEEPEST} frames deep, so that whoever walks it may
 * recurse, and its names are fit to be shown.
 */
final class FrameTree {

    /** Stands for siblings that are narrower than what is drawn. */
    static final String NARROWER = "(narrower frames)";

    /** Stands for what is below the deepest frame. */
    static final String DEEPER = "(deeper frames)";

    static final int DEEPEST = 300;

    private final String frame;
    private final FrameKind kind;
    private final long[] totals;
    private Map<String, FrameTree> children = Map.of();

    private FrameTree(String frame, int profiles) {
        this.frame = frame;
        this.kind = FrameKind.of(frame);
        this.totals = new long[profiles];
    }

    /** @param profiles samples by folded stack */
    static FrameTree of(List<Map<String, Long>> profiles) {
        FrameTree root = new FrameTree("", profiles.size());
        for (int i = 0; i < profiles.size(); i++) {
            int profile = i;
            profiles.get(i).forEach((stack, count) -> root.add(StackSamples.frames(stack), profile, count));
        }
        return root;
    }

    static FrameTree of(StackSamples samples) {
        return of(List.of(samples.stacks()));
    }

    private void add(List<String> frames, int profile, long count) {
        FrameTree node = this;
        node.totals[profile] += count;
        for (String name : frames.subList(0, Math.min(frames.size(), DEEPEST))) {
            node = node.child(Markup.shown(name));
            node.totals[profile] += count;
        }
        if (frames.size() > DEEPEST) {
            node.child(DEEPER).totals[profile] += count;
        }
    }

    private FrameTree child(String name) {
        if (children.isEmpty()) {
            children = new TreeMap<>();
        }
        return children.computeIfAbsent(name, key -> new FrameTree(key, totals.length));
    }

    String frame() {
        return frame;
    }

    FrameKind kind() {
        return kind;
    }

    /** By name. */
    Collection<FrameTree> children() {
        return children.values();
    }

    /** Samples of this frame and all below. */
    long total(int profile) {
        return totals[profile];
    }

    /** Samples that end in this frame. */
    long self(int profile) {
        return totals[profile]
                - children.values().stream()
                        .mapToLong(child -> child.totals[profile])
                        .sum();
    }

    /** Whether it has so many samples in any of the profiles. */
    boolean isAtLeast(long samples) {
        for (long total : totals) {
            if (total >= samples) {
                return true;
            }
        }
        return false;
    }

    /** Each frame, but the root. */
    void forEach(Consumer<FrameTree> action) {
        for (FrameTree child : children.values()) {
            action.accept(child);
            child.forEach(action);
        }
    }

    /** How many frames there are, with this one. */
    int size() {
        return 1 + children.values().stream().mapToInt(FrameTree::size).sum();
    }
}
