package io.github.kongperf.node.local;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Reasons;
import io.github.kongperf.node.Result;
import io.github.kongperf.node.ShellJobs;
import io.github.kongperf.node.TreeCopy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** This machine, which must be a Linux. Commands run as the user of this JVM unless they name another. */
public final class LocalNode implements Node {

    private final Launch launch;
    private final ShellJobs jobs = new ShellJobs(this);

    /** This machine, for commands that nobody asks for later. */
    public LocalNode() {
        this("", System.getenv());
    }

    /** @param owner for whom commands run and jobs are started: the id of a session. By it they can be found and ended */
    public LocalNode(String owner) {
        this(owner, System.getenv());
    }

    LocalNode(String owner, Map<String, String> callersEnvironment) {
        launch = new Launch(owner, new Surroundings(callersEnvironment));
    }

    /**
     * Ends all that commands and jobs of an owner have left here, whoever started them: a command that was at work when its
     * JVM was killed, say. Finds no process that has overwritten its environment and lost its parent: those of a job are
     * better ended by it.
     *
     * @throws NodeFailed if some can't be ended
     */
    public void endAllOf(String owner, Duration grace) throws InterruptedException {
        launch.kinOf(owner).end(grace);
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
