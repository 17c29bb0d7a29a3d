package io.github.kongperf.load.jvm;

import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.node.Await;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The process on the node, and its successor if it dies. */
final class GeneratorJobs {

    private static final Duration LONELY = Duration.ofSeconds(60);
    private static final Duration STARTING = Duration.ofSeconds(30);
    private static final Duration DYING = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Pattern PORT = Pattern.compile("port ([0-9]+)\n");
    private static final int TOKEN_BYTES = 24;

    private final Node node;
    private final String folder;
    private final List<Integer> cpus;
    private final GeneratorCommand command;
    private final Duration warmUp;
    private final String token = token();
    private int started;
    private @Nullable Job job;
    private @Nullable Control control;
    private @Nullable Thread connecting;

    GeneratorJobs(Node node, String folder, List<Integer> cpus, GeneratorCommand command, Duration warmUp) {
        this.node = node;
        this.folder = folder;
        this.cpus = cpus;
        this.command = command;
        this.warmUp = warmUp;
    }

    private static String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String folder(String all, int number) {
        return "%s/process-%d".formatted(all, number);
    }

    /** Starts the process and returns before it listens. */
    synchronized void begin() throws InterruptedException {
        started++;
        boolean anywhere = !node.address().startsWith("127.") && !node.address().equals("localhost");
        try {
            job = node.start(
                    command.command(cpus, anywhere, warmUp, LONELY).secret(GeneratorProcess.TOKEN, token),
                    folder(folder, started));
        } catch (NodeFailed e) {
            throw new LoadFailed("the load generator did not start: %s".formatted(e.getMessage()), e);
        }
    }

    /** Connects as soon as the process listens, or it would end before its first load if that is long in coming. */
    void connectInBackground() {
        connecting = new Thread(
                () -> {
                    try {
                        control();
                    } catch (LoadFailed | NodeFailed | InterruptedException e) {
                        // The first load tries again, and tells.
                        return;
                    }
                },
                "kong-perf-connecting");
        connecting.setDaemon(true);
        connecting.start();
    }

    /**
     * The connection to the process; starts one if none lives.
     *
     * @throws LoadFailed if it does not come up
     */
    synchronized Control control() throws InterruptedException {
        if (control != null && !control.isBroken()) {
            return control;
        }
        if (job == null || !job.running()) {
            discard();
            begin();
        }
        Job running = Objects.requireNonNull(job);
        try {
            control = Control.of(node.reach(port(running)), token);
            return control;
        } catch (IOException e) {
            throw failure("the load generator can't be reached: " + e.getMessage(), e);
        } catch (NodeFailed e) {
            throw failure("the load generator did not start: " + e.getMessage(), e);
        }
    }

    private static int port(Job running) throws InterruptedException {
        Await.until("the load generator's process to listen", STARTING, () -> {
            if (PORT.matcher(running.output()).find()) {
                return Optional.empty();
            }
            if (!running.running()) {
                throw new NodeFailed("its process ended");
            }
            return Optional.of("it runs, but has not said its port");
        });
        Matcher port = PORT.matcher(running.output());
        if (!port.find()) {
            throw new NodeFailed("its output is gone");
        }
        return Integer.parseInt(port.group(1));
    }

    /** What to say when something went wrong that may be the process' end. */
    synchronized LoadFailed failure(String otherwise, Throwable cause) throws InterruptedException {
        try {
            if (job != null && job.await(DYING)) {
                OptionalInt code = job.exitCode();
                String errors = job.errors().strip();
                return new LoadFailed(
                        "the load generator (Java on %s) ended%s%s; is there memory enough (dmesg)? The next load gets a new one"
                                .formatted(
                                        node.name(),
                                        code.isPresent() ? " with " + code.getAsInt() : "",
                                        errors.isEmpty()
                                                ? ""
                                                : ": " + errors.substring(Math.max(0, errors.length() - 500))),
                        cause);
            }
        } catch (NodeFailed e) {
            cause.addSuppressed(e);
        }
        return new LoadFailed(otherwise, cause);
    }

    /** Ends the process, for it does not do what it is told. */
    synchronized void discard() throws InterruptedException {
        if (control != null) {
            try {
                control.close();
            } catch (IOException e) {
                // Nobody needs it any more.
            }
            control = null;
        }
        if (job != null) {
            job.end(GRACE);
            job = null;
        }
    }

    void close() throws InterruptedException {
        if (connecting != null) {
            connecting.interrupt();
        }
        discard();
    }
}
