package io.github.kongperf.driver.nodes;

import io.github.kongperf.kong.Installation;
import io.github.kongperf.node.Node;

/** Where the Kong of a subject runs: the node, a folder on it, and the Kong that is installed there. */
public record Site(WorkFolder work, Installation installed) {

    Node node() {
        return work.node();
    }
}
