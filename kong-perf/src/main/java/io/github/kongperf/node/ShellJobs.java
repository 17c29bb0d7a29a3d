package io.github.kongperf.node;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Starts long commands and finds them again, by scripts of a POSIX shell that the node runs. What is known of a job is in its
 * folder: {@code id} (who belongs to it), {@code first} (pid and start time of its keeper and of its first process, and when
 * the system booted), {@code out}, {@code err}, {@code exit}. The node needs setsid of util-linux, and /proc.
 */
public final class ShellJobs {

    private static final Script START = Script.named("start");
    private static final Script KEEP = Script.named("keep");

    private static final int NO_SUCH_PROGRAM = 65;
    private static final int CANT_BE_RUN = 66;

    private static final String PRINT_ID = "[ ! -s \"$1/id\" ] || cat -- \"$1/id\"";

    private final Node node;

    public ShellJobs(Node node) {
        this.node = node;
    }

    /** As {@link Node#start}. */
    public Job start(Command command, String folder) throws InterruptedException {
        requireNames(command);
        if (!folder.startsWith("/")) {
            throw new IllegalArgumentException("the folder of a job must be absolute: " + folder);
        }
        String id = UUID.randomUUID().toString();
        Optional<String> user = command.user();
        if (user.isPresent()) {
            // The user may not be allowed to make the folder.
            Command make = script("make", folder, id, "", user.get(), "");
            Result made = Script.orFail(node.run(make), making(command, folder));
            ShellJob job = new ShellJob(node, folder, JobId.parse(made.out()));
            return started(node.run(starting("start", command, folder, id)), command, job);
        }
        Result result = node.run(starting("both", command, folder, id));
        if (result.out().isBlank()) {
            Script.orFail(result, making(command, folder));
        }
        return started(result, command, new ShellJob(node, folder, JobId.parse(result.out())));
    }

    /** As {@link Node#find}. */
    public Optional<Job> find(String folder) throws InterruptedException {
        Command find = Command.of("sh", "-c", PRINT_ID, "kong-perf-find", folder);
        String id =
                Script.orFail(node.run(find), "looking for a job in " + folder).out();
        return id.isBlank() ? Optional.empty() : Optional.of(new ShellJob(node, folder, JobId.parse(id)));
    }

    private Job started(Result result, Command command, ShellJob job) throws InterruptedException {
        if (result.ok()) {
            return job;
        }
        String program = command.arguments().get(0);
        String why = switch (result.code()) {
            case NO_SUCH_PROGRAM ->
                program.contains("/") ? program + " is not there" : program + " is not installed, or not on PATH";
            case CANT_BE_RUN -> program + " can't be run" + result.said();
            default -> "it did not start" + result.said();
        };
        NodeFailed failure = new NodeFailed("starting '%s': %s".formatted(command, why));
        try {
            job.end(Duration.ZERO);
            node.run(Command.of("rm", "-rf", "--", job.folder())).orFail("deleting " + job.folder());
        } catch (NodeFailed e) {
            failure.addSuppressed(e);
        }
        throw failure;
    }

    private static Command starting(String what, Command command, String folder, String id) {
        Map<String, String> environment = new HashMap<>(command.environment());
        // The script needs one that it finds its programs by.
        String path = environment.remove("PATH");
        Command script =
                script(what, folder, id, command.input().length == 0 ? "" : "input", "", path == null ? "" : path);
        return new Command(
                        Stream.concat(script.arguments().stream(), command.arguments().stream())
                                .toList(),
                        environment,
                        command.secrets(),
                        command.directory(),
                        command.user(),
                        command.input(),
                        script.within())
                .env(ShellJob.MARK, id);
    }

    private static Command script(String what, String folder, String id, String input, String user, String path) {
        return START.with(what, folder, id, KEEP.text(), input, user, path);
    }

    private static String making(Command command, String folder) {
        return "making folder %s for '%s'".formatted(folder, command);
    }

    private static void requireNames(Command command) {
        List<String> variables = Stream.concat(
                        command.environment().keySet().stream(), command.secrets().keySet().stream())
                .filter(name -> !name.matches("[A-Za-z_][A-Za-z0-9_]*"))
                .toList();
        if (!variables.isEmpty()) {
            // A shell drops them silently.
            throw new IllegalArgumentException("not names of variables that a job can have: " + variables);
        }
    }
}
