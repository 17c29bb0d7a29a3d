package io.github.kongperf.load;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.ForwardingNode;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.Result;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Another node whose commands may be changed, and whose results are kept. */
public final class KeepingNode extends ForwardingNode {

    private final UnaryOperator<Command> change;
    private final List<Result> results = new CopyOnWriteArrayList<>();

    public KeepingNode(Node node) {
        this(node, command -> command);
    }

    public KeepingNode(Node node, UnaryOperator<Command> change) {
        super(node);
        this.change = change;
    }

    public List<Result> results() {
        return results;
    }

    @Override
    public Result run(Command command) throws InterruptedException {
        Result result = node.run(change.apply(command));
        results.add(result);
        return result;
    }

    @Override
    public Job start(Command command, String folder) throws InterruptedException {
        return node.start(change.apply(command), folder);
    }
}
