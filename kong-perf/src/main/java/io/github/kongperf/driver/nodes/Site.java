package io.github.kongperf.driver.nodes;

import io.github.kongperf.kong.Installation;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Node;

/**
 * Where the Kong of a subject runs: the node, a folder on it, and the Kong that is installed there.
 *
 * @param closing gives the place back
 */
public record Site(WorkFolder work, Installation installed, CleanUp.Part closing) {

    /** One that stays. */
    public Site(WorkFolder work, Installation installed) {
        this(work, installed, () -> {});
    }

    Node node() {
        return work.node();
    }
}
