package io.github.kongperf.kong;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.ForwardingNode;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.Result;

/** A node on which all is done by another user. Needs root. */
final class AsUser extends ForwardingNode {

    private final String user;

    AsUser(Node node, String user) {
        super(node);
        this.user = user;
    }

    @Override
    public Result run(Command command) throws InterruptedException {
        return super.run(command.as(user));
    }

    @Override
    public Job start(Command command, String folder) throws InterruptedException {
        return super.start(command.as(user), folder);
    }
}
