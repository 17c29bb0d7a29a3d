package io.github.kongperf.profile;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.TextBeside;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The processes that are profiled, known by the times of their starts: a pid may become another's. */
final class WorkerProcesses {

    private static final Duration SHORT = Duration.ofSeconds(10);

    private final Node node;
    private final Map<Long, Known> known;

    /**
     * @param own the pid as the process itself knows it, which is another one in a container
     * @param uid as whom it runs
     */
    private record Known(long own, String uid, String started) {}

    private WorkerProcesses(Node node, Map<Long, Known> known) {
        this.node = node;
        this.known = known;
    }

    /** @throws ProfilerFailed if one is not there */
    static WorkerProcesses of(Node node, List<Long> pids) throws InterruptedException {
        Map<Long, Known> known = look(node, pids);
        for (Long pid : pids) {
            if (!known.containsKey(pid)) {
                throw new ProfilerFailed("there is no process %d on %s; was Kong reloaded, or did the worker crash?"
                        .formatted(pid, node.name()));
            }
        }
        return new WorkerProcesses(node, known);
    }

    private static Map<Long, Known> look(Node node, List<Long> pids) throws InterruptedException {
        Command command = Command.of("sh", "-c", TextBeside.of(WorkerProcesses.class, "processes.sh"), "processes");
        String found = node.run(command.with(pids.stream().map(String::valueOf).toArray(String[]::new))
                        .within(SHORT))
                .orFail("looking for worker processes")
                .out();
        Map<Long, Known> all = new LinkedHashMap<>();
        found.lines()
                .map(line -> line.split(" ", -1))
                .forEach(words ->
                        all.put(Long.valueOf(words[0]), new Known(Long.parseLong(words[1]), words[2], words[3])));
        return all;
    }

    /** Their pids on the node. */
    List<Long> pids() {
        return List.copyOf(known.keySet());
    }

    /** Their pids as they know them, in the same order. */
    List<Long> own() {
        return known.values().stream().map(Known::own).toList();
    }

    /** As a process itself knows its pid. */
    long own(long pid) {
        @Nullable Known process = known.get(pid);
        if (process == null) {
            throw new IllegalArgumentException(pid + " is none of " + pids());
        }
        return process.own();
    }

    /** The users that they run as. */
    List<String> users() {
        return known.values().stream().map(Known::uid).distinct().toList();
    }

    /** In a sentence, if one of them is gone. */
    Optional<String> gone() throws InterruptedException {
        Map<Long, Known> now = look(node, pids());
        String gone = known.entrySet().stream()
                .filter(process -> !process.getValue().equals(now.get(process.getKey())))
                .map(process -> process.getKey().toString())
                .collect(Collectors.joining(", "));
        return gone.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "worker process %s ended while it was profiled; Kong's error log may say why".formatted(gone));
    }

    /** @throws ProfilerFailed if one is gone */
    void require() throws InterruptedException {
        gone().ifPresent(sentence -> {
            throw new ProfilerFailed(sentence);
        });
    }

    @Override
    public String toString() {
        return pids().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
