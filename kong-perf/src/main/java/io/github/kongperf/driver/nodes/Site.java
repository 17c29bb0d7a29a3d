package io.github.kongperf.driver.nodes;

import io.github.kongperf.kong.Installation;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Node;

/**
 * Where the Kong of a subject runs: the node, a folder on it, and the Kong that is installed there.
 *
 * @param closing gives the place back
 * @param disposable whether all that runs and lies there is gone with it
 */
public record Site(WorkFolder work, Installation installed, CleanUp.Part closing, boolean disposable) {

    /** One that stays. */
    public Site(WorkFolder work, Installation installed) {
        this(work, installed, () -> {}, false);
    }

    Node node() {
        return work.node();
    }
}
