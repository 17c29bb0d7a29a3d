package io.github.kongperf.node;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/** A node that is another one, but for what is overridden. */
public abstract class ForwardingNode implements Node {

    /** The other one. */
    protected final Node node;

    protected ForwardingNode(Node node) {
        this.node = node;
    }

    @Override
    public String name() {
        return node.name();
    }

    @Override
    public Result run(Command command) throws InterruptedException {
        return node.run(command);
    }

    @Override
    public Job start(Command command, String folder) throws InterruptedException {
        return node.start(command, folder);
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
    public String read(String file) throws InterruptedException {
        return node.read(file);
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
    public Optional<String> refusal(int port) throws InterruptedException {
        return node.refusal(port);
    }

    @Override
    public void close() {
        node.close();
    }
}
