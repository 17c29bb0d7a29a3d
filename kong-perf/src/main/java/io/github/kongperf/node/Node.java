package io.github.kongperf.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A place where commands run and files go: this machine, a container, a host behind SSH. Paths on a node are text, since
 * they need not mean anything here; they are absolute.
 *
 * <p>Commands see a small environment that is the same on every kind of node (PATH, HOME, USER, LANG, TMPDIR) and what they
 * name themselves, never the caller's {@code KONG_*} or {@code LUA_*}.
 *
 * <p>Interruption ends the command at hand with all its processes, and goes on up. Nodes may be used by several threads.
 */
public interface Node extends AutoCloseable {

    /** How long to wait for a port to answer. */
    int CONNECT_MILLIS = 1000;

    /** How it is called in messages: {@code this machine}. */
    String name();

    /**
     * Runs a command to its end, whatever its exit code.
     *
     * @throws NodeFailed if it can't be started, or is not over in its time; then none of its processes is left
     */
    Result run(Command command) throws InterruptedException;

    /**
     * Starts a command that goes on, even after this JVM has died, and returns once it runs. The time limit of the command
     * does not hold for it.
     *
     * @param folder where it keeps its output and what is needed to find it again; made by this call, with its parents; must
     *     not exist yet
     * @throws NodeFailed if the folder can't be made, or the program is not there
     */
    Job start(Command command, String folder) throws InterruptedException;

    /** The command that was once started with {@code folder}, whoever did it; empty if the folder holds none. */
    Optional<Job> find(String folder) throws InterruptedException;

    /**
     * Copies a file or a folder with all that is in it to the node, with modes and symbolic links (as links). Parents are
     * made; what is there already is replaced file by file.
     *
     * @throws NodeFailed if it can't be done
     */
    void put(Path from, String to) throws InterruptedException;

    /**
     * Copies a file or a folder from the node to here, as {@link #put} does.
     *
     * @throws NodeFailed if it can't be done
     */
    void get(String from, Path to) throws InterruptedException;

    /**
     * What a file holds, as UTF-8. Works for files of /proc, too.
     *
     * @throws NodeFailed if it can't be read
     */
    default String read(String file) throws InterruptedException {
        return run(Command.of("cat", file)).orFail("reading " + file).out();
    }

    /** A host name or address at which other nodes of the session reach it. */
    String address();

    /**
     * Where this JVM reaches a TCP port of the node. May open a tunnel, which lives until the node is closed, and accepts
     * connections even while nothing listens at its end: {@link #refusal} tells.
     */
    InetSocketAddress reach(int port) throws InterruptedException;

    /** Why a TCP port of the node can't be connected to, such as {@code Connection refused}; empty if it can. */
    default Optional<String> refusal(int port) throws InterruptedException {
        try (Socket socket = new Socket()) {
            socket.connect(reach(port), CONNECT_MILLIS);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Gives back connections; jobs go on. */
    @Override
    void close();
}
