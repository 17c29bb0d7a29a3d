package io.github.kongperf.flamegraph;

import io.github.kongperf.result.StackSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where each frame lies in a picture that has the outermost frames on top, callees below their callers, siblings by name.
 *
 * @param rectangles row by row within each branch; equal input gives equal order
 * @param rows how many there are, from 0
 * @param samples all of the profile: the whole width
 * @param narrower how many frames are left out because they are too narrow
 * @param deeper how many frames are left out because they are too deep
 */
public record Icicle(List<Rectangle> rectangles, int rows, long samples, int narrower, int deeper) {

    public Icicle {
        rectangles = List.copyOf(rectangles);
    }

    /**
     * What is drawn.
     *
     * @param minPercent least width of a frame in percent of all samples, from 0 to 100
     * @param maxRows how many rows at most, at least one
     * @param pixels how wide the picture is for which labels are cut
     */
    public record Settings(double minPercent, int maxRows, int pixels) {
        /** For a picture within a page. */
        public static final Settings INLINE = new Settings(0.5, 20, 960);

        public Settings {
            if (!(minPercent >= 0 && minPercent <= 100) || maxRows < 1 || pixels < 1) {
                throw new IllegalArgumentException(
                        "no icicle from %s %% on, of %d rows and %d pixels".formatted(minPercent, maxRows, pixels));
            }
        }
    }

    /**
     * A frame, or a chain of frames that is drawn as one.
     *
     * @param row from 0, the outermost
     * @param x in percent of the picture's width
     * @param width in percent of the picture's width, which is the share of samples, too
     * @param label what fits into it, cut on the right; empty if it is too narrow for text
     * @param name whole; of a chain all names, joined by {@code " > "}
     * @param kind of the innermost frame, if it is a chain
     * @param frames how many it stands for: 1, or 3 and more
     * @param samples that reach its (outermost) frame
     */
    public record Rectangle(
            int row, double x, double width, String label, String name, FrameKind kind, int frames, long samples) {

        /** Of all samples, from 0 to 1. */
        public double share() {
            return width / 100;
        }
    }

    /**
     * Lays a profile out. A chain of three and more C functions that holds at least half of all samples, and in which each calls
     * hardly anything but the next, is one rectangle: {@code _start … main (3 frames)}. What it drops on the way is narrower than
     * the least width, and counted.
     */
    public static Icicle of(StackSamples samples, Settings settings) {
        return of(FrameTree.of(samples), settings);
    }

    static Icicle of(FrameTree tree, Settings settings) {
        Layout layout = new Layout(tree.total(0), settings);
        layout.below(tree, 0, 0);
        return new Icicle(layout.rectangles, layout.rows, layout.total, layout.narrower, layout.deeper);
    }

    /** The picture in the making. */
    private static final class Layout {

        private static final int SHORTEST_CHAIN = 3;
        private static final double PIXELS_PER_CHARACTER = 6.6;
        private static final int PADDING = 6;
        private static final int SHORTEST_CUT = 4;

        private final long total;
        private final Settings settings;
        private final List<Rectangle> rectangles = new ArrayList<>();
        private int rows;
        private int narrower;
        private int deeper;

        Layout(long total, Settings settings) {
            this.total = total;
            this.settings = settings;
        }

        void below(FrameTree node, int row, long offset) {
            long left = offset;
            for (FrameTree child : node.children()) {
                if (isNarrow(child.total(0))) {
                    narrower += child.size();
                } else if (row == settings.maxRows()) {
                    deeper += child.size();
                } else {
                    List<FrameTree> chain = chain(child);
                    draw(chain, row, left);
                    below(chain.get(chain.size() - 1), row + 1, left);
                }
                left += child.total(0);
            }
        }

        private boolean isNarrow(long samples) {
            return percent(samples) < settings.minPercent();
        }

        private double percent(long samples) {
            return 100.0 * samples / total;
        }

        private List<FrameTree> chain(FrameTree first) {
            List<FrameTree> chain = new ArrayList<>(List.of(first));
            FrameTree last = first;
            while (last.total(0) * 2 >= total && isOfC(last)) {
                FrameTree heir = heir(first, last);
                if (heir == last || !isOfC(heir)) {
                    break;
                }
                chain.add(heir);
                last = heir;
            }
            return counted(chain.size() < SHORTEST_CHAIN ? List.of(first) : chain);
        }

        /** The child that has all that matters of the chain's first frame; the last frame itself if there is none. */
        private FrameTree heir(FrameTree first, FrameTree last) {
            return last.children().stream()
                    .filter(child -> child.total(0) == first.total(0) || isNarrow(first.total(0) - child.total(0)))
                    .findFirst()
                    .orElse(last);
        }

        private List<FrameTree> counted(List<FrameTree> chain) {
            for (FrameTree node : chain.subList(0, chain.size() - 1)) {
                node.children().stream()
                        .filter(child -> !chain.contains(child))
                        .forEach(child -> narrower += child.size());
            }
            return chain;
        }

        private static boolean isOfC(FrameTree node) {
            return node.kind() == FrameKind.C || node.kind() == FrameKind.LIBRARY;
        }

        private void draw(List<FrameTree> chain, int row, long offset) {
            FrameTree first = chain.get(0);
            FrameTree last = chain.get(chain.size() - 1);
            String name = chain.stream().map(Layout::name).collect(Collectors.joining(" > "));
            String text =
                    chain.size() == 1 ? name : "%s … %s (%d frames)".formatted(name(first), name(last), chain.size());
            double width = percent(first.total(0));
            rectangles.add(new Rectangle(
                    row, percent(offset), width, label(text, width), name, last.kind(), chain.size(), first.total(0)));
            rows = Math.max(rows, row + 1);
        }

        private static String name(FrameTree node) {
            return FrameKind.withoutSuffix(node.frame());
        }

        private String label(String text, double width) {
            int fits = (int) ((width / 100 * settings.pixels() - PADDING) / PIXELS_PER_CHARACTER);
            if (text.length() <= fits) {
                return text;
            }
            return fits < SHORTEST_CUT ? "" : Markup.cut(text, fits);
        }
    }
}
