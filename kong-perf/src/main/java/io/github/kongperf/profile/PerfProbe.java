package io.github.kongperf.profile;

import io.github.kongperf.node.Await;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;
import io.github.kongperf.result.StackSamples;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code perf} at work on some worker processes. */
final class PerfProbe implements Probe {

    private static final Duration SHORT = Duration.ofSeconds(10);

    /** For perf to write what it has. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    /** Finding names takes a second or so for each second and process that was sampled; on a busy machine, many more. */
    private static final int SCRIPT_PER_SECOND = 10;

    private static final Duration GRACE = Duration.ofSeconds(2);

    /** Perf runs it once it samples, and ends with it. SIGINT, which perf waits for else, is ignored by jobs of some shells. */
    private static final String MEANWHILE = ": > \"$0\" && exec sleep \"$1\"";

    private static final String SCRIPT = "exec perf script -f --no-inline -F comm,pid,ip,sym,dso -i \"$1\" > \"$2\"";

    private final Node node;
    private final WorkerProcesses workers;
    private final Optional<PluginOrders> orders;
    private final String folder;
    private @Nullable Job job;
    private Duration length = Duration.ZERO;

    PerfProbe(Node node, WorkerProcesses workers, Optional<PluginOrders> orders, String folder) {
        this.node = node;
        this.workers = workers;
        this.orders = orders;
        this.folder = folder;
    }

    @Override
    public void begin(Duration time, Duration within) throws InterruptedException {
        length = time;
        Attempt.at("sampling with perf", () -> {
            Job perf = node.start(command(time), folder + "/perf");
            job = perf;
            Await.until("perf to sample worker processes " + workers, within, () -> {
                if (node.run(Command.of("test", "-e", started()).within(SHORT)).ok()) {
                    return Optional.empty();
                }
                requireAlive(perf);
                return Optional.of("it runs, but does not sample yet");
            });
            return perf;
        });
    }

    private Command command(Duration time) {
        String pids = workers.pids().stream().map(String::valueOf).collect(Collectors.joining(","));
        String seconds = time.toMillisPart() == 0
                ? String.valueOf(time.toSeconds())
                : "%d.%03d".formatted(time.toSeconds(), time.toMillisPart());
        return Command.of(List.of(PerfProfiler.record()))
                .with("-p", pids, "-o", data(), "--", "sh", "-c", MEANWHILE, started(), seconds)
                .within(time.plus(SLACK));
    }

    private String data() {
        return folder + "/perf.data";
    }

    private String started() {
        return folder + "/perf.started";
    }

    private String text() {
        return folder + "/perf.txt";
    }

    private void requireAlive(Job perf) throws InterruptedException {
        if (!perf.running()) {
            workers.require();
            throw died(perf, "before it sampled");
        }
    }

    private ProfilerFailed died(Job perf, String when) throws InterruptedException {
        String how = perf.exitCode().isPresent() ? "with " + perf.exitCode().getAsInt() : "killed by somebody else";
        Result words = new Result("perf record", perf.exitCode().orElse(1), perf.output(), perf.errors());
        return new ProfilerFailed("perf ended %s, %s%s; try 'perf record -e cpu-clock -p %d -- sleep 1' on %s"
                .formatted(when, how, words.said(), workers.pids().get(0), node.name()));
    }

    @Override
    public StackSamples await() throws InterruptedException {
        return Attempt.at("sampling with perf", () -> {
            Job perf = job;
            if (perf == null) {
                throw new IllegalStateException("it has not begun");
            }
            boolean ended = perf.await(length.plus(SLACK));
            // Perf ends early, and well, if all of them are gone.
            workers.require();
            if (!ended) {
                throw new NodeFailed("perf still runs %d s after it should have ended".formatted(SLACK.toSeconds()));
            }
            if (perf.exitCode().isEmpty() || perf.exitCode().getAsInt() != 0) {
                throw died(perf, "while it sampled");
            }
            return samples(perf);
        });
    }

    private StackSamples samples(Job perf) throws InterruptedException {
        Map<Long, TraceNames> traces = traces();
        node.run(Command.of("sh", "-c", SCRIPT, "script", data(), text()).within(forScript()))
                .orFail("finding names for what perf sampled");
        // Names of functions may be in any encoding; Latin-1 has no invalid text.
        Folded folded = NodeLines.of(
                node,
                text(),
                StandardCharsets.ISO_8859_1,
                lines -> PerfScript.fold(
                        lines,
                        (pid, address) -> Optional.ofNullable(traces.get(pid)).flatMap(names -> names.at(address))));
        if (folded.isEmpty()) {
            throw new ProfilerFailed(
                    "perf took no sample of worker processes %s: they used no CPU time; was there any load? It said: %s"
                            .formatted(workers, perf.errors().strip()));
        }
        return folded.samples(
                PerfProfiler.NAME,
                PerfProfiler.FREQUENCY,
                length,
                workers.pids().size(),
                Optional.empty());
    }

    private Duration forScript() {
        return SLACK.plus(
                length.multipliedBy((long) SCRIPT_PER_SECOND * workers.pids().size()));
    }

    /** What machine code of each worker is, if somebody watched. */
    private Map<Long, TraceNames> traces() throws InterruptedException {
        Map<Long, TraceNames> traces = new HashMap<>();
        if (orders.isPresent()) {
            orders.get().end();
            orders.get().await("done", SHORT);
            for (long pid : workers.pids()) {
                traces.put(
                        pid, orders.get().answer(workers.own(pid), new Folded()).code());
            }
        }
        return traces;
    }

    @Override
    public void close() {
        CleanUp.all(this::endJob, () -> orders.ifPresent(PluginOrders::close), this::removeFiles);
    }

    private void endJob() throws InterruptedException {
        // Also one whose start was interrupted before anybody had it.
        Optional<Job> started = node.find(folder + "/perf");
        if (started.isPresent()) {
            started.get().end(GRACE);
        }
    }

    private void removeFiles() throws InterruptedException {
        node.run(Command.of("rm", "-rf", folder + "/perf", data(), data() + ".old", started(), text())
                        .within(SHORT))
                .orFail("removing what perf left in " + folder);
    }
}
