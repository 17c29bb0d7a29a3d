package io.github.kongperf.machine;

import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Processes that the kernel has killed because the control group of a node had used up its memory, by what a container sees of it: of
 * version 2 {@code memory.events}, of version 1 {@code memory.oom_control}. Source: the kernel's admin-guide, cgroup-v1/memory and
 * cgroup-v2.
 */
public final class MemoryKills {

    private static final String GROUP = "/sys/fs/cgroup/";
    private static final List<String> COUNTERS = List.of(GROUP + "memory.events", GROUP + "memory/memory.oom_control");
    private static final List<String> LIMITS = List.of(GROUP + "memory.max", GROUP + "memory/memory.limit_in_bytes");
    private static final Pattern KILLS = Pattern.compile("(?m)^oom_kill (\\d+)$");

    private final Node node;
    private final long before;

    private MemoryKills(Node node, long before) {
        this.node = node;
        this.before = before;
    }

    /** Counts from now on. */
    public static MemoryKills from(Node node) throws InterruptedException {
        return new MemoryKills(node, count(node));
    }

    /** What has happened since, in a sentence that says what to do; empty if nothing has, or nobody can tell. */
    public Optional<String> since() throws InterruptedException {
        long killed;
        try {
            killed = count(node) - before;
        } catch (NodeFailed gone) {
            return Optional.empty();
        }
        return killed <= 0
                ? Optional.empty()
                : Optional.of(
                        "the kernel killed %d process%s on %s, whose memory was used up%s; allow it more (-Dkong-perf.memory, where the driver has it)"
                                .formatted(killed, killed == 1 ? "" : "es", node.name(), limit()));
    }

    private String limit() throws InterruptedException {
        for (String file : LIMITS) {
            Optional<String> text = read(node, file);
            if (text.isPresent() && text.get().strip().matches("\\d{1,15}")) {
                return " (%d MiB)".formatted(Long.parseLong(text.get().strip()) >> 20);
            }
        }
        return "";
    }

    private static long count(Node node) throws InterruptedException {
        for (String file : COUNTERS) {
            Optional<String> text = read(node, file);
            if (text.isPresent()) {
                Matcher kills = KILLS.matcher(text.get());
                return kills.find() ? Long.parseLong(kills.group(1)) : 0;
            }
        }
        return 0;
    }

    private static Optional<String> read(Node node, String file) throws InterruptedException {
        try {
            return Optional.of(node.read(file));
        } catch (NodeFailed none) {
            return Optional.empty();
        }
    }
}
