package io.github.kongperf.profile;

import io.github.kongperf.node.Node;
import java.time.Duration;
import java.util.List;

/**
 * Runs a sample of stapxx, as the original did: {@code stap++ samples/lj-lua-stacks.sxx -D MAXMAPENTRIES=1000000 --arg time=180 -x PID}, once for
 * each worker. Needs SystemTap, headers of the running kernel, root, and a kernel that loads modules; on today's kernels it rarely
 * compiles.
 */
public final class StapxxProfiler implements Profiler {

    public static final String NAME = "stapxx";

    private static final String MODULES = "/proc/modules";

    private final Node node;
    private final Sample sample;
    private final String modules;

    /**
     * @param folder of stapxx on the node: it has {@code stap++}
     * @param file of the sample, from there: {@code samples/lj-lua-stacks.sxx}
     * @param arguments besides the time, which is told with {@code --arg time=}, and the process
     */
    public record Sample(String folder, String file, List<String> arguments) {
        public Sample {
            arguments = List.copyOf(arguments);
            if (arguments.contains("-x") || arguments.stream().anyMatch(argument -> argument.startsWith("time="))) {
                throw new IllegalArgumentException(
                        "arguments %s of %s: its process and its time are those of the profile; leave out '-x' and 'time='"
                                .formatted(arguments, file));
            }
        }
    }

    /** @param node that sees the workers, and loads the module */
    public StapxxProfiler(Node node, Sample sample) {
        this(node, sample, MODULES);
    }

    StapxxProfiler(Node node, Sample sample, String modules) {
        this.node = node;
        this.sample = sample;
        this.modules = modules;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> missing() throws InterruptedException {
        return StapxxNeeds.missing(node, sample);
    }

    @Override
    public Probe attach(Workers workers, Duration within) throws InterruptedException {
        return Attempt.at(
                "sampling with stapxx",
                () -> new StapxxProbe(
                        node, sample, modules, WorkerProcesses.of(node, workers.pids()), workers.folder()));
    }
}
