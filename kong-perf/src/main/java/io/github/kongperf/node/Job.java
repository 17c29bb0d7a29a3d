package io.github.kongperf.node;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** A long command on a node, with all processes that descend from it. It outlives whoever started it. */
public interface Job {

    /** The folder on the node that it was started with. */
    String folder();

    /** Whether its first process lives. Never true for another process that got the same pid. */
    boolean running() throws InterruptedException;

    /** The exit code of its first process, if that ended by itself. */
    OptionalInt exitCode() throws InterruptedException;

    /** What it wrote to standard output until now. */
    String output() throws InterruptedException;

    /** What it wrote to standard error until now. */
    String errors() throws InterruptedException;

    /** Pids of all living processes that belong to it, also of those that left its process group or lost their parent. */
    List<Long> processes() throws InterruptedException;

    /**
     * Waits until its first process has ended.
     *
     * @return whether it has, within that time
     */
    boolean await(Duration within) throws InterruptedException;

    /**
     * Ends it: SIGTERM to all its processes, and SIGKILL to those that live after {@code grace}. When it returns, none lives.
     * Does nothing if none does.
     *
     * @throws NodeFailed if some can't be ended
     */
    void end(Duration grace) throws InterruptedException;
}
