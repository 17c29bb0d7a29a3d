package io.github.kongperf.load;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.Result;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Another node whose commands may be changed, and whose results are kept. */
public final class KeepingNode implements Node {

    private final Node node;
    private final UnaryOperator<Command> change;
    private final List<Result> results = new CopyOnWriteArrayList<>();

    public KeepingNode(Node node) {
        this(node, command -> command);
    }

    public KeepingNode(Node node, UnaryOperator<Command> change) {
        this.node = node;
        this.change = change;
    }

    public List<Result> results() {
        return results;
    }

    @Override
    public String name() {
        return node.name();
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

    @Override
    public Optional<Job> find(String folder) throws InterruptedException {
        return node.find(folder);
    }

    @Override
    public void put(Path from, String to) throws InterruptedException {
        node.put(from, to);
    }

    @Override
    public void get(String from, Path to) throws InterruptedException {
        node.get(from, to);
    }

    @Override
    public String address() {
        return node.address();
    }

    @Override
    public InetSocketAddress reach(int port) throws InterruptedException {
        return node.reach(port);
    }

    @Override
    public void close() {
        node.close();
    }
}
