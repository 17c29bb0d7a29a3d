package io.github.kongperf.upstream;

import io.github.kongperf.node.Await;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** An upstream that runs. It outlives this JVM, and is then found again by its folder. */
public final class NginxUpstream {

    private static final Duration READY = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Node node;
    private final String folder;
    private final Job job;
    private final UpstreamState state;
    private final StatusPage status;

    private NginxUpstream(Node node, String folder, Job job, UpstreamState state) {
        this.node = node;
        this.folder = folder;
        this.job = job;
        this.state = state;
        status = new StatusPage(node, state);
    }

    static NginxUpstream start(Node node, Command nginx, UpstreamPlace place, UpstreamState state)
            throws InterruptedException {
        Command command = place.cpus().isEmpty()
                ? nginx
                : nginx.by(
                        "taskset",
                        "-c",
                        place.cpus().stream().map(String::valueOf).collect(Collectors.joining(",")));
        NginxUpstream upstream = new NginxUpstream(
                node, place.folder(), node.start(command.in(place.folder()), jobFolder(place.folder())), state);
        try {
            upstream.awaitReady();
        } catch (InterruptedException | RuntimeException e) {
            try {
                CleanUp.call(() -> {
                    upstream.stop();
                    return true;
                });
            } catch (RuntimeException f) {
                e.addSuppressed(f);
            }
            throw e;
        }
        return upstream;
    }

    /** The upstream that was once started in {@code folder}, whether it still runs or not; empty if there never was one. */
    public static Optional<NginxUpstream> attach(Node node, String folder) throws InterruptedException {
        Optional<Job> job = node.find(jobFolder(folder));
        if (job.isEmpty()) {
            return Optional.empty();
        }
        UpstreamState state = UpstreamState.parse(node.read(folder + "/" + UpstreamState.FILE));
        return Optional.of(new NginxUpstream(node, folder, job.get(), state));
    }

    /** One per port, as other nodes reach them. */
    public List<URI> uris() {
        return state.ports().stream()
                .map(port -> URI.create("http://%s:%d"
                        .formatted(
                                state.address().contains(":") ? "[" + state.address() + "]" : state.address(), port)))
                .toList();
    }

    /**
     * How many requests it has answered, those aside by which this object asked. Only a difference between two calls means
     * something.
     *
     * @throws NodeFailed if it does not say
     */
    public long requests() throws InterruptedException {
        return status.requests();
    }

    /** How many connections each worker can hold, by the node's limit of open files. */
    public long connections() {
        return state.connections();
    }

    /** Pids of the processes that do its work: children of the first one. */
    public List<Long> workers() throws InterruptedException {
        String master = node.read(folder + "/" + NginxFiles.PID).strip();
        List<Long> workers = new ArrayList<>();
        for (long pid : job.processes()) {
            if (isChild(pid, master)) {
                workers.add(pid);
            }
        }
        if (workers.isEmpty()) {
            throw new NodeFailed("nginx in %s has no workers; %s".formatted(folder, died().orElse("it runs")));
        }
        return workers;
    }

    private boolean isChild(long pid, String parent) throws InterruptedException {
        String stat;
        try {
            stat = node.read("/proc/%d/stat".formatted(pid));
        } catch (NodeFailed gone) {
            return false;
        }
        // pid (any name) state parent …
        return stat.substring(stat.lastIndexOf(')') + 1)
                .strip()
                .split(" ", 3)[1]
                .equals(parent);
    }

    /** Pids of all its processes. */
    public List<Long> processes() throws InterruptedException {
        return job.processes();
    }

    /** Why it does not run any more; empty if it runs. */
    public Optional<String> died() throws InterruptedException {
        if (job.running()) {
            return Optional.empty();
        }
        String code =
                job.exitCode().isPresent() ? " with %d".formatted(job.exitCode().getAsInt()) : "";
        return Optional.of("nginx as upstream has ended%s%s".formatted(code, lastErrors()));
    }

    /** Ends it with all its processes, if it still runs. Its folder stays. */
    public void stop() throws InterruptedException {
        job.end(GRACE);
    }

    private void awaitReady() throws InterruptedException {
        // The status server first: it shows that this nginx, and nobody else, has got all its ports.
        Await.until("nginx to answer on port " + state.statusPort(), READY, () -> {
            Optional<String> amiss = status.amiss();
            if (amiss.isPresent()) {
                requireAlive();
            }
            return amiss;
        });
        for (int port : state.ports()) {
            Await.until("nginx to answer on port " + port, READY, () -> node.refusal(port));
        }
    }

    private void requireAlive() throws InterruptedException {
        String errors = job.errors();
        // It would try for some seconds more.
        if (errors.contains("Address already in use")) {
            throw new NodeFailed("starting nginx on %s: another program has taken its port meanwhile; try again%s"
                    .formatted(node.name(), said(errors)));
        }
        Optional<String> died = died();
        if (died.isPresent()) {
            throw new NodeFailed("starting nginx on %s: %s".formatted(node.name(), died.get()));
        }
    }

    private String lastErrors() throws InterruptedException {
        String errors = job.errors();
        if (errors.isBlank()) {
            try {
                errors = node.read(folder + "/" + NginxFiles.ERRORS);
            } catch (NodeFailed none) {
                return "";
            }
        }
        return said(errors);
    }

    private static String said(String errors) {
        List<String> lines = errors.lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty()
                ? ""
                : ": " + String.join("; ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

    private static String jobFolder(String folder) {
        return folder + "/job";
    }
}
