package io.github.kongperf.node;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** A job of {@link ShellJobs}. */
final class ShellJob implements Job {

    /** The variable by which a process shows whose it is. Not {@code KONG_…}: Kong reads these. */
    static final String MARK = "KPERF_JOB";

    private static final Script LOOK = Script.named("look");
    private static final int NOT_RUNNING = 3;

    /** How much longer a script that waits may take than it waits. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    private final Node node;
    private final String folder;
    private final Kin kin;

    ShellJob(Node node, String folder, JobId id) {
        this.node = node;
        this.folder = folder;
        this.kin = Kin.ofJob(node::run, folder, id);
    }

    @Override
    public String folder() {
        return folder;
    }

    @Override
    public boolean running() throws InterruptedException {
        return lives(node.run(LOOK.with("running", folder)));
    }

    @Override
    public OptionalInt exitCode() throws InterruptedException {
        Result look = node.run(LOOK.with("code", folder));
        String code =
                Script.orFail(look, "reading the exit code in " + folder).out().strip();
        return code.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(code));
    }

    @Override
    public String output() throws InterruptedException {
        return node.read(folder + "/out");
    }

    @Override
    public String errors() throws InterruptedException {
        return node.read(folder + "/err");
    }

    @Override
    public List<Long> processes() throws InterruptedException {
        return kin.living().stream()
                .filter(member -> !member.keeper())
                .map(Kin.Member::pid)
                .sorted()
                .toList();
    }

    @Override
    public boolean await(Duration within) throws InterruptedException {
        String seconds = String.format(Locale.ROOT, "%.3f", Math.max(0.001, within.toNanos() / 1e9));
        return !lives(node.run(LOOK.with("await", folder, seconds).within(within.plus(SLACK))));
    }

    @Override
    public void end(Duration grace) throws InterruptedException {
        kin.end(grace);
    }

    @Override
    public String toString() {
        return "job in " + folder;
    }

    private boolean lives(Result look) {
        if (look.code() == NOT_RUNNING) {
            return false;
        }
        Script.orFail(look, "looking for the process of the job in " + folder);
        return true;
    }
}
