package io.github.kongperf.node.local;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;
import io.github.kongperf.node.ShellJobs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** This machine, which must be a Linux. Commands run as the user of this JVM unless they name another. */
public final class LocalNode implements Node {

    private final Launch launch;
    private final ShellJobs jobs = new ShellJobs(this);

    public LocalNode() {
        this(System.getenv());
    }

    LocalNode(Map<String, String> callersEnvironment) {
        launch = new Launch(new Surroundings(callersEnvironment));
    }

    @Override
    public String name() {
        return "this machine";
    }

    @Override
    public Result run(Command command) throws InterruptedException {
        return launch.run(command);
    }

    @Override
    public Job start(Command command, String folder) throws InterruptedException {
        launch.check(command);
        return jobs.start(command, folder);
    }

    @Override
    public Optional<Job> find(String folder) throws InterruptedException {
        return jobs.find(folder);
    }

    @Override
    public void put(Path from, String to) {
        copy(from, Path.of(to));
    }

    @Override
    public void get(String from, Path to) {
        copy(Path.of(from), to);
    }

    @Override
    public String read(String file) {
        try {
            return FileText.read(Path.of(file));
        } catch (IOException e) {
            throw new NodeFailed("reading %s: %s".formatted(file, Reasons.of(e)), e);
        }
    }

    @Override
    public String address() {
        return "127.0.0.1";
    }

    @Override
    public InetSocketAddress reach(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {}

    private static void copy(Path from, Path to) {
        try {
            new TreeCopy(from, to).copy();
        } catch (IOException e) {
            throw new NodeFailed("copying %s to %s: %s".formatted(from, to, Reasons.of(e)), e);
        }
    }
}
