package io.github.kongperf.database;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.ForwardingNode;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.Result;

/** A node whose own PostgreSQL is not found. */
final class NoPostgres extends ForwardingNode {

    NoPostgres(Node node) {
        super(node);
    }

    @Override
    public Result run(Command command) throws InterruptedException {
        boolean search = command.arguments().stream().anyMatch(argument -> argument.contains("pg_config --bindir"));
        return search ? new Result(command.toString(), 0, "", "") : node.run(command);
    }
}
