package io.github.kongperf.experiment;

import io.github.kongperf.plan.Block;
import io.github.kongperf.result.Profile;
import io.github.kongperf.result.Run;
import java.time.Duration;

/** Is told what happens while a plan is carried out. The only one who prints. */
public interface Progress {

    /** What is being done right now, in a few words: for a live line, not for a log. */
    void doing(Block block, String what);

    /**
     * A trial is over and its result on disk.
     *
     * @param done trials that are over, this one included
     * @param all trials of the whole plan
     * @param left about how long the others take
     */
    void trial(Block block, Run run, int done, int all, Duration left);

    /**
     * A subject was profiled, or could not be, and that is on disk.
     *
     * @param done profiles that are over, this one included, and those that are not tried any more
     * @param all that the plan wants
     */
    default void profile(Block block, Profile profile, int done, int all) {}

    /**
     * Verdicts were looked at, and some stand, or none.
     *
     * @param blocks that are over of each case that goes on
     * @param settled cases in which nothing is left to decide, those of earlier looks included
     * @param cases all of them
     */
    default void look(int blocks, int settled, int cases) {}
}
