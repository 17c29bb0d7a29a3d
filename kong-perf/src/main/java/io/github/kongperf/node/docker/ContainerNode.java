package io.github.kongperf.node.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Reasons;
import io.github.kongperf.node.Result;
import io.github.kongperf.node.ShellJobs;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A running container with a POSIX shell. Commands run as root unless they name another user; files travel by the API of the
 * engine, so it may be anywhere.
 */
public final class ContainerNode implements Node {

    /** Makes what lies above a path, and says whether the path itself is a folder. Argument: the path. */
    private static final String PREPARE = """
            parent=${1%/*}
            mkdir -p -- "${parent:-/}" || exit
            [ ! -d "$1" ] || echo folder
            """;

    private final Engine engine;
    private final String container;
    private final String name;
    private final String address;
    private final Optional<Tunnels> tunnels;
    private final ContainerCommands commands;
    private final ResidentReader reader;
    private final ShellJobs jobs = new ShellJobs(this);

    /**
     * @param container its id or name
     * @param name of the node, for messages: {@code container kong-1}
     * @param reach where it is
     * @param owner for whom commands run; empty: for nobody in particular
     */
    public ContainerNode(Engine engine, String container, String name, Reach reach, String owner) {
        this.engine = engine;
        this.container = container;
        this.name = name;
        this.address = reach.address();
        this.tunnels = reach.relay().map(relay -> new Tunnels(relay, reach.address()));
        this.commands = new ContainerCommands(engine.client(), container, name, owner);
        this.reader = commands.reader();
    }

    /**
     * Ends all that commands and jobs of an owner have left, whoever started them.
     *
     * @throws NodeFailed if some can't be ended
     */
    public void endAllOf(String owner, Duration grace) throws InterruptedException {
        commands.kinOf(owner).end(grace);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Result run(Command command) throws InterruptedException {
        return commands.run(command);
    }

    @Override
    public Job start(Command command, String folder) throws InterruptedException {
        return jobs.start(command, folder);
    }

    @Override
    public Optional<Job> find(String folder) throws InterruptedException {
        return jobs.find(folder);
    }

    @Override
    public void put(Path from, String to) throws InterruptedException {
        boolean folder = Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS);
        String doing = "copying %s to %s of %s".formatted(from, to, name);
        String target = to.length() > 1 && to.endsWith("/") ? to.substring(0, to.length() - 1) : to;
        try {
            // Read before anything is made there.
            Path tar = Files.createTempFile("kong-perf-", ".tar");
            try {
                boolean into = folder && prepared(target, doing);
                int slash = target.lastIndexOf('/');
                try (OutputStream out = Files.newOutputStream(tar)) {
                    TarFolder.write(from, into ? "." : target.substring(slash + 1), out);
                }
                if (!folder) {
                    prepared(target, doing);
                }
                try (InputStream in = new BufferedInputStream(Files.newInputStream(tar))) {
                    engine.client()
                            .copyArchiveToContainerCmd(container)
                            .withRemotePath(into ? target : slash <= 0 ? "/" : target.substring(0, slash))
                            .withTarInputStream(in)
                            .exec();
                }
            } finally {
                Files.delete(tar);
            }
        } catch (IOException e) {
            throw new NodeFailed("%s: %s".formatted(doing, Reasons.of(e)), e);
        } catch (DockerException e) {
            throw new NodeFailed("%s: %s".formatted(doing, Engine.reason(e)), e);
        }
    }

    /** @return whether it is a folder already */
    private boolean prepared(String target, String doing) throws InterruptedException {
        return run(Command.of("sh", "-c", PREPARE, "kong-perf-put", target))
                .orFail(doing)
                .out()
                .startsWith("folder");
    }

    @Override
    public void get(String from, Path to) {
        String doing = "copying %s of %s to %s".formatted(from, name, to);
        try (InputStream tar =
                engine.client().copyArchiveFromContainerCmd(container, from).exec()) {
            TarFolder.read(tar, to);
        } catch (NotFoundException e) {
            throw new NodeFailed("%s: it is not there".formatted(doing), e);
        } catch (IOException e) {
            throw new NodeFailed("%s: %s".formatted(doing, Reasons.of(e)), e);
        } catch (DockerException e) {
            throw new NodeFailed("%s: %s".formatted(doing, Engine.reason(e)), e);
        }
    }

    @Override
    public String read(String file) throws InterruptedException {
        Optional<String> read = reader.read(file);
        return read.isPresent() ? read.get() : Node.super.read(file);
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public InetSocketAddress reach(int port) throws InterruptedException {
        return tunnels.isPresent() ? tunnels.get().reach(port) : new InetSocketAddress(address, port);
    }

    @Override
    public Optional<String> refusal(int port) throws InterruptedException {
        return tunnels.isPresent() ? tunnels.get().refusal(port) : Node.super.refusal(port);
    }

    @Override
    public void close() {
        tunnels.ifPresent(Tunnels::close);
        reader.close();
        commands.close();
    }
}
