package io.github.kongperf.flamegraph;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import one.convert.Arguments;
import one.convert.CallStack;
import one.convert.FlameGraph;

/**
 * Gives a tree to jfr-converter. It is trimmed before: the converter leaves out narrow frames, but prints their names all the same.
 * In the place of narrow siblings stands one frame for all of them; so each frame keeps its own samples, which a difference compares.
 */
final class Converter {

    private final FrameTree tree;
    private final int profile;
    private final double minPercent;
    private final long least;

    /** @param profile of the tree: the one whose widths are drawn */
    Converter(FrameTree tree, int profile, double minPercent) {
        this.tree = tree;
        this.profile = profile;
        this.minPercent = minPercent;
        this.least = (long) (tree.total(profile) * minPercent / 100);
    }

    /** Whether the page would be larger than {@link Width#LIMIT} for sure: tells it without drawing. */
    private boolean isTooLarge() {
        Set<String> names = new HashSet<>();
        long[] bytes = {0};
        tree.forEach(node -> {
            if (node.total(profile) >= least && node.total(profile) > 0) {
                // A frame is at least n(8) and a line end, a name is in quotes and has a comma.
                bytes[0] += 5 + (names.add(node.frame()) ? 5 : 0);
            }
        });
        return bytes[0] > Width.LIMIT;
    }

    /** Empty if it does not fit. */
    Optional<Template> plain() {
        return isTooLarge() ? Optional.empty() : template(graph(profile));
    }

    /**
     * Empty if it does not fit.
     *
     * @param reference of the tree: the one against which frames are coloured
     */
    Optional<Template> against(int reference) {
        if (isTooLarge()) {
            return Optional.empty();
        }
        FlameGraph graph = graph(profile);
        graph.diff(graph(reference));
        return template(graph);
    }

    private static Optional<Template> template(FlameGraph graph) {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        try {
            graph.dump(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page.size() > Width.LIMIT ? Optional.empty() : Optional.of(new Template(page.toString(UTF_8)));
    }

    private FlameGraph graph(int samples) {
        Arguments arguments = new Arguments();
        arguments.title = "";
        arguments.minwidth = minPercent;
        // Callers on top, as in the other pictures: else the first screen of a deep profile is the tips of its flames.
        arguments.inverted = true;
        FlameGraph graph = new FlameGraph(arguments);
        add(graph, new CallStack(), tree, samples);
        return graph;
    }

    private void add(FlameGraph graph, CallStack stack, FrameTree node, int samples) {
        long narrower = 0;
        for (FrameTree child : node.children()) {
            if (child.isAtLeast(least)) {
                stack.push(child.frame(), child.kind().type());
                add(graph, stack, child, samples);
                stack.pop();
            } else {
                narrower += child.total(samples);
            }
        }
        addSamples(graph, stack, node.self(samples));
        if (narrower > 0) {
            stack.push(FrameTree.NARROWER, FrameKind.LEFT_OUT.type());
            addSamples(graph, stack, narrower);
            stack.pop();
        }
    }

    private static void addSamples(FlameGraph graph, CallStack stack, long count) {
        if (count > 0) {
            graph.addSample(stack, count);
        }
    }
}
