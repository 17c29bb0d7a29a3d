package io.github.kongperf.node;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Starts long commands and finds them again, by scripts of a POSIX shell that the node runs. What is known of a job is in its
 * folder: {@code id}, {@code first} (pid and start time of its keeper and its first process, and when the system booted),
 * {@code out}, {@code err}, {@code exit}.
 */
public final class ShellJobs {

    private static final Script MAKE = Script.named("make");
    private static final Script START = Script.named("start");
    private static final Script KEEP = Script.named("keep");

    private static final int NO_SUCH_PROGRAM = 65;
    private static final int CANT_BE_RUN = 66;

    private final Node node;

    public ShellJobs(Node node) {
        this.node = node;
    }

    /** As {@link Node#start}. */
    public Job start(Command command, String folder) throws InterruptedException {
        for (String variable : command.environment().keySet()) {
            requireName(variable);
        }
        command.secrets().keySet().forEach(ShellJobs::requireName);
        String id = UUID.randomUUID().toString();
        node.run(MAKE.with(folder, id, command.user().orElse("")))
                .orFail("making folder %s for '%s'".formatted(folder, command));
        ShellJob job = new ShellJob(node, folder, id);
        Result result = node.run(starting(command, folder, id));
        if (!result.ok()) {
            String program = command.arguments().get(0);
            String why = switch (result.code()) {
                case NO_SUCH_PROGRAM ->
                    program.contains("/") ? program + " is not there" : program + " is not installed, or not on PATH";
                case CANT_BE_RUN -> program + " can't be run" + result.said();
                default -> "it did not start" + result.said();
            };
            NodeFailed failure = new NodeFailed("starting '%s': %s".formatted(command, why));
            discard(job, failure);
            throw failure;
        }
        return job;
    }

    /** As {@link Node#find}. */
    public Optional<Job> find(String folder) throws InterruptedException {
        Result id = node.run(Command.of("sh", "-c", "[ ! -s \"$1/id\" ] || cat -- \"$1/id\"", "kong-perf-find", folder))
                .orFail("looking for a job in " + folder);
        return id.out().isBlank()
                ? Optional.empty()
                : Optional.of(new ShellJob(node, folder, id.out().strip()));
    }

    private static Command starting(Command command, String folder, String id) {
        byte[] input = command.input();
        Command script = START.with(folder, KEEP.text(), input.length == 0 ? "" : "input");
        Command all = new Command(
                concat(script.arguments(), command.arguments()),
                command.environment(),
                command.secrets(),
                command.directory(),
                command.user(),
                input,
                script.within());
        return all.env(ShellJob.MARK, id);
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
    }

    private void discard(ShellJob job, NodeFailed failure) throws InterruptedException {
        try {
            job.end(java.time.Duration.ZERO);
            node.run(Command.of("rm", "-rf", "--", job.folder())).orFail("deleting " + job.folder());
        } catch (NodeFailed e) {
            failure.addSuppressed(e);
        }
    }

    private static void requireName(String variable) {
        // A shell drops others silently.
        if (!variable.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException("'%s' can't be the name of a variable of a job".formatted(variable));
        }
    }
}
