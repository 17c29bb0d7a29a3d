package io.github.kongperf.profile;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.Result;
import java.time.Duration;
import java.util.List;

/** Finds out whether perf can sample on a node, by letting it sample a process of its own for a moment. */
final class PerfTrial {

    private static final Duration SHORT = Duration.ofSeconds(20);

    /** The file goes wherever the node keeps such things, and is gone after. */
    private static final String TRY = """
            file=$(mktemp) || exit
            "$@" -o "$file" -- sleep 0.01
            code=$?
            rm -f "$file" "$file.old"
            exit $code
            """;

    private final Node node;

    PerfTrial(Node node) {
        this.node = node;
    }

    /** What is missing, each as a sentence. */
    List<String> missing() throws InterruptedException {
        if (!node.run(program()).ok()) {
            return List.of(
                    "there is no 'perf' on %s; install it (Debian: linux-perf, Ubuntu: linux-tools-$(uname -r), Fedora: perf), or use profiler '%s'"
                            .formatted(node.name(), LuaProfiler.NAME));
        }
        Result result = node.run(trial());
        return result.ok() ? List.of() : List.of(sentence(result));
    }

    static Command program() {
        return Command.of("sh", "-c", "command -v perf").within(SHORT);
    }

    static Command trial() {
        return Command.of("sh", "-c", TRY, "perf-trial")
                .with(PerfProfiler.record())
                .within(SHORT);
    }

    private String sentence(Result result) throws InterruptedException {
        String said = result.err() + result.out();
        String who = "'perf' on " + node.name();
        // Ubuntu's is a script that looks for the one of the running kernel.
        if (said.contains("perf not found for kernel")) {
            return who + " is for another kernel than the one that runs; install linux-tools-" + kernel();
        }
        if (said.contains("perf_event_paranoid") || said.contains("Access to performance monitoring")) {
            return "%s may not sample, because kernel.perf_event_paranoid is %s; as root, set it to 1 or less (sysctl kernel.perf_event_paranoid=1), or run as root, or with CAP_PERFMON"
                    .formatted(who, paranoid());
        }
        if (said.contains("Operation not permitted") || said.contains("Permission denied")) {
            return "%s may not sample%s; in a container it needs CAP_PERFMON (or SYS_ADMIN) and a seccomp profile that allows perf_event_open, or let it run on the container's host"
                    .formatted(who, result.said());
        }
        return "%s can't sample: it ended with %d%s; does 'perf record -e cpu-clock -- true' work there?"
                .formatted(who, result.code(), result.said());
    }

    private String kernel() throws InterruptedException {
        return node.run(Command.of("uname", "-r").within(SHORT)).out().strip();
    }

    private String paranoid() throws InterruptedException {
        Result level = node.run(
                Command.of("cat", "/proc/sys/kernel/perf_event_paranoid").within(SHORT));
        return level.ok() ? level.out().strip() : "too high";
    }
}
