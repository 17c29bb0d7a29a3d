package io.github.kongperf.kong;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;

/** PATH of a node. */
final class NodePath {

    private NodePath() {}

    static String of(Node node) throws InterruptedException {
        return node.run(Command.of("sh", "-c", "printf %s \"$PATH\""))
                .orFail("asking for PATH")
                .out();
    }
}
