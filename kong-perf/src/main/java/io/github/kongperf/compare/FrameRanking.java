package io.github.kongperf.compare;

import java.util.List;
import java.util.Optional;

/** Which frames make the difference between two subjects, by one profiler. */
public sealed interface FrameRanking {

    /** With fewer, a frame that has one of two costs in each process has the lower one in all of one side too often: by simulation. */
    int FEWEST_BLOCKS = 4;

    /**
     * @param unit of all costs
     * @param blocks that were compared
     * @param looked frames that have samples enough to be looked at
     * @param confidence how often the intervals of all frames hold the truth at once: 0.99 is 99 %
     * @param frames whose interval excludes 0: the worst growth first, what shrank most last
     * @param total difference of CPU time per request between the profiled trials, with all noise of the machine; empty if costs are in points
     * @param even what the other frames have in common; empty if costs are in points
     */
    record Ranked(
            CostUnit unit,
            int blocks,
            int looked,
            double confidence,
            List<FrameDifference> frames,
            Optional<Difference> total,
            Optional<EvenChange> even)
            implements FrameRanking {
        public Ranked {
            frames = List.copyOf(frames);
        }

        /** What is proven of all frames alike while none stands out; empty if one does, or nothing is proven. */
        public Optional<EvenChange> spreadEvenly() {
            return frames.isEmpty() ? even.filter(EvenChange::proven) : Optional.empty();
        }
    }

    /** @param why nothing can be ranked */
    record Unranked(ProfileDoubt why) implements FrameRanking {}

    /**
     * Compares frames by their own time.
     *
     * @param blocks of one case, one profiler and one pair; those without samples in either trial are left out
     * @param errorRate how often a ranking may name any frame of equal subjects: 0.01 is 1 %
     */
    static FrameRanking of(List<ProfiledBlock> blocks, double errorRate) {
        List<ProfiledBlock> sampled =
                blocks.stream().filter(ProfiledBlock::hasSamples).toList();
        return sampled.size() < FEWEST_BLOCKS
                ? new Unranked(new ProfileDoubt.TooFewProfiles(sampled.size(), FEWEST_BLOCKS))
                : new FrameCosts(sampled, errorRate).ranked();
    }
}
