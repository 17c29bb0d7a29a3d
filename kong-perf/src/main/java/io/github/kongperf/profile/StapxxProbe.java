package io.github.kongperf.profile;

import io.github.kongperf.node.Await;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;
import io.github.kongperf.result.StackSamples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A sample of stapxx at work on some worker processes, with a job for each. */
final class StapxxProbe implements Probe {

    /** Its report may take long, and the module must go. */
    private static final Duration SLACK = Duration.ofSeconds(60);

    private static final Duration SHORT = Duration.ofSeconds(10);

    /** SystemTap unloads its module when it is told to end. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Its sampler runs with the kernel's ticks, as many a second as the kernel was built with. */
    private static final String TICKS =
            "sed -n 's/^CONFIG_HZ=//p' \"/lib/modules/$(uname -r)/build/include/config/auto.conf\"";

    /** Of most distributions. */
    private static final int USUAL_TICKS = 250;

    private final Node node;
    private final StapxxProfiler.Sample sample;
    private final String modules;
    private final WorkerProcesses workers;
    private final String folder;
    private final List<Job> jobs = new ArrayList<>();
    private Duration length = Duration.ZERO;

    StapxxProbe(Node node, StapxxProfiler.Sample sample, String modules, WorkerProcesses workers, String folder) {
        this.node = node;
        this.sample = sample;
        this.modules = modules;
        this.workers = workers;
        this.folder = folder;
    }

    /** SystemTap compiles first, which may take half a minute. */
    @Override
    public void begin(Duration time, Duration within) throws InterruptedException {
        // The sample knows whole seconds only.
        length =
                Duration.ofSeconds(Math.max(1, time.plus(Duration.ofMillis(999)).toSeconds()));
        Attempt.at("sampling with stapxx", () -> {
            Set<String> before = loaded();
            for (long pid : workers.pids()) {
                jobs.add(node.start(command(pid), job(pid)));
            }
            Await.until("stapxx to load its kernel module", within, () -> notLoaded(before));
            return before;
        });
    }

    private Command command(long pid) {
        return Command.of("./stap++", sample.file())
                .with(sample.arguments().toArray(String[]::new))
                .with("--arg", "time=" + length.toSeconds(), "-x", String.valueOf(pid))
                .in(sample.folder());
    }

    private String job(long pid) {
        return folder + "/stapxx-" + pid;
    }

    private Set<String> loaded() throws InterruptedException {
        return node.read(modules)
                .lines()
                .filter(line -> line.startsWith("stap_"))
                .map(line -> line.split(" ", 2)[0])
                .collect(Collectors.toSet());
    }

    private Optional<String> notLoaded(Set<String> before) throws InterruptedException {
        for (Job job : jobs) {
            if (!job.running()) {
                workers.require();
                throw died(job, "before it sampled");
            }
        }
        Set<String> mine = loaded();
        mine.removeAll(before);
        return mine.size() >= jobs.size()
                ? Optional.empty()
                : Optional.of("it runs, but there are %d of %d new modules stap_… in %s%s"
                        .formatted(mine.size(), jobs.size(), modules, said(jobs.get(0))));
    }

    private static String said(Job job) throws InterruptedException {
        return new Result("stap++", 1, job.output(), job.errors()).said();
    }

    private ProfilerFailed died(Job job, String when) throws InterruptedException {
        String how = job.exitCode().isPresent() ? "with " + job.exitCode().getAsInt() : "killed by somebody else";
        String nearest = StapxxNeeds.nearest(sample.file())
                .map(", or use profiler '%s'"::formatted)
                .orElse("");
        return new ProfilerFailed(
                "stap++ %s ended %s, %s%s; see whether 'stap -v -e \"probe begin { exit() }\"' works on %s%s"
                        .formatted(sample.file(), when, how, said(job), node.name(), nearest));
    }

    @Override
    public StackSamples await() throws InterruptedException {
        return Attempt.at("sampling with stapxx", () -> {
            if (jobs.isEmpty()) {
                throw new IllegalStateException("it has not begun");
            }
            StringBuilder printed = new StringBuilder();
            for (Job job : jobs) {
                printed.append(output(job));
            }
            Folded folded = StapxxStacks.fold(printed.toString());
            if (folded.isEmpty()) {
                throw new ProfilerFailed("stap++ %s printed no stack; was there any load?%s"
                        .formatted(sample.file(), said(jobs.get(0))));
            }
            return folded.samples(StapxxProfiler.NAME, ticks(), length, jobs.size(), Optional.empty());
        });
    }

    private String output(Job job) throws InterruptedException {
        boolean ended = job.await(length.plus(SLACK));
        workers.require();
        if (!ended) {
            throw new NodeFailed(
                    "stap++ %s still runs %d s after it should have ended".formatted(sample.file(), SLACK.toSeconds()));
        }
        if (job.exitCode().isEmpty() || job.exitCode().getAsInt() != 0) {
            throw died(job, "while it sampled");
        }
        return job.output();
    }

    private int ticks() throws InterruptedException {
        String ticks =
                node.run(Command.of("sh", "-c", TICKS).within(SHORT)).out().strip();
        return ticks.matches("[1-9]\\d{1,4}") ? Integer.parseInt(ticks) : USUAL_TICKS;
    }

    @Override
    public void close() {
        CleanUp.all(workers.pids().stream().map(this::end).toArray(CleanUp.Part[]::new));
    }

    /** Also a job whose start was interrupted before anybody had it. */
    private CleanUp.Part end(long pid) {
        return () -> {
            Optional<Job> job = node.find(job(pid));
            if (job.isPresent()) {
                job.get().end(GRACE);
            }
            node.run(Command.of("rm", "-rf", job(pid)).within(SHORT)).orFail("removing " + job(pid));
        };
    }
}
