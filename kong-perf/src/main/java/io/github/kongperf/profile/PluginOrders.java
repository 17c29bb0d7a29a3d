package io.github.kongperf.profile;

import io.github.kongperf.node.Await;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Tells our plugin in each worker process what to do, through a folder in Kong's prefix, and gets its answers. */
final class PluginOrders {

    private static final Duration SHORT = Duration.ofSeconds(10);

    /** What a worker needs for an answer, beyond the time until it looks. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /** Its warm-up is over by then; workers that nobody has told anything since then go back to normal by themselves. */
    private static final Duration LEASE = Duration.ofHours(1);

    /** Workers may run as another user, and write there. */
    private static final String MAKE = "rm -rf \"$1\" && mkdir \"$1\" && chmod 1777 \"$1\"";

    private static final String ORDER = "umask 022 && cat > \"$1/order.part\" && mv \"$1/order.part\" \"$1/order\"";

    /** A worker may be writing. */
    private static final String REMOVE = "rm -rf \"$1\" || { sleep 0.3; rm -rf \"$1\"; }";

    private final Node node;
    private final String folder;
    private final WorkerProcesses workers;
    private boolean attached;
    private final String id = UUID.randomUUID().toString();

    /** @param prefix Kong's, on {@code node} */
    PluginOrders(Node node, String prefix, WorkerProcesses workers) {
        this.node = node;
        folder = prefix + "/" + ProfilePlugin.NAME;
        this.workers = workers;
    }

    /**
     * @param interval CPU time between samples; zero: takes none, and only watches the compiler
     * @param map whether to keep where machine code is
     */
    void attach(Duration interval, boolean map, Duration within) throws InterruptedException {
        shell(MAKE, "").orFail("making %s on %s".formatted(folder, node.name()));
        order("attach", "interval %d\nmap %s\n".formatted(interval.toMillis(), map ? "yes" : "no"), LEASE);
        await("attached", within);
        attached = true;
    }

    void begin(Duration length, Duration within) throws InterruptedException {
        order("begin", "", length);
        await("began", within);
    }

    void end() throws InterruptedException {
        order("end", "", SHORT);
    }

    private void order(String verb, String more, Duration length) throws InterruptedException {
        String pids = workers.own().stream().map(String::valueOf).collect(Collectors.joining(" "));
        String seconds = "%d.%03d".formatted(length.toSeconds(), length.toMillisPart());
        shell(ORDER, "id %s\nverb %s\npids %s\n%sseconds %s\n".formatted(id, verb, pids, more, seconds))
                .orFail("telling the plugin %s to %s".formatted(ProfilePlugin.NAME, verb));
    }

    private Result shell(String script, String input) throws InterruptedException {
        return node.run(
                Command.of("sh", "-c", script, "orders", folder).input(input).within(SHORT));
    }

    /** Waits until each worker has answered so. */
    void await(String answer, Duration within) throws InterruptedException {
        try {
            Await.until(
                    "the plugin %s in worker processes %s to have %s".formatted(ProfilePlugin.NAME, workers, answer),
                    within,
                    () -> missing(answer));
        } catch (NodeFailed e) {
            throw new ProfilerFailed(e.getMessage() + "; " + advice(), e);
        }
    }

    private Optional<String> missing(String answer) throws InterruptedException {
        workers.require();
        Set<String> there = node.run(Command.of("ls", folder).within(SHORT))
                .orFail("looking for answers of the plugin " + ProfilePlugin.NAME)
                .out()
                .lines()
                .collect(Collectors.toSet());
        List<Long> silent = new ArrayList<>();
        for (Long own : workers.own()) {
            if (there.contains(own + ".failed")) {
                throw new ProfilerFailed("the plugin %s in worker process %d: %s"
                        .formatted(
                                ProfilePlugin.NAME,
                                own,
                                node.read(folder + "/" + own + ".failed").strip()));
            }
            if (!there.contains(own + "." + answer)) {
                silent.add(own);
            }
        }
        return silent.isEmpty() ? Optional.empty() : Optional.of("no answer of %s in %s".formatted(silent, folder));
    }

    /** Why workers may be silent. */
    private String advice() throws InterruptedException {
        for (String uid : workers.users()) {
            if (!mayWrite(uid)) {
                return "their user (%s) can't write there: let all users pass through the folders above it"
                        .formatted(uid);
            }
        }
        return "is the plugin among Kong's plugins, and are the workers not busy with something that never ends?";
    }

    private boolean mayWrite(String uid) throws InterruptedException {
        if (node.run(Command.of("id", "-u").within(SHORT)).out().strip().equals(uid)) {
            return node.run(Command.of("test", "-w", folder).within(SHORT)).ok();
        }
        String user = node.run(Command.of("id", "-nu", uid).within(SHORT)).out().strip();
        try {
            return user.isEmpty()
                    || node.run(Command.of("test", "-w", folder).as(user).within(SHORT))
                            .ok();
        } catch (NodeFailed e) {
            return true; // we can't tell: only root may try as another
        }
    }

    /** What a worker wrote when it was done. */
    LuaAnswer answer(long own, Folded stacks) throws InterruptedException {
        return NodeLines.of(
                node,
                "%s/%d.done".formatted(folder, own),
                StandardCharsets.UTF_8,
                lines -> LuaAnswer.read(lines, stacks));
    }

    /** Ends what still goes on, and removes the folder: without it, nothing of the plugin is at work. */
    void close() {
        CleanUp.all(this::endQuietly, () -> shell(REMOVE, "").orFail("removing " + folder));
    }

    private void endQuietly() throws InterruptedException {
        try {
            if (attached && missing("done").isPresent()) {
                end();
                await("done", LAST_WORDS);
            }
        } catch (ProfilerFailed | NodeFailed e) {
            // Whoever does not answer stops when the folder is gone, or is gone itself.
        }
    }
}
