package io.github.kongperf.node;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The processes that descend from a command, wherever they went: into other sessions, to other parents, behind other titles.
 * They are known by a variable of their environment, by their session, by their parents, and by a file of the job that
 * they may write to. Nothing else is ever taken for one of them.
 */
public final class Kin {

    private static final Script MEMBERS = Script.named("members");

    private static final Duration UNTIL_KILLED = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE_MILLIS = 2;
    private static final long LONGEST_PAUSE_MILLIS = 50;

    private final Runner runner;
    private final String what;
    private final Command find;

    /** Runs a command on the node of these processes. */
    @FunctionalInterface
    public interface Runner {
        Result run(Command command) throws InterruptedException;
    }

    /**
     * One of them.
     *
     * @param keeper whether it is the one that keeps the exit code of the others
     */
    record Member(long pid, boolean keeper, String name) {
        static Member parse(String line) {
            String[] words = line.split(" ", 4);
            if (words.length < 4) {
                throw new NodeFailed("expected pid, start time, role and name of a process, but got: " + line);
            }
            return new Member(Long.parseLong(words[0]), words[2].equals("keeper"), words[3]);
        }
    }

    private Kin(Runner runner, String what, Command find) {
        this.runner = runner;
        this.what = what;
        this.find = find;
    }

    /**
     * What descends from a process that leads a session and lives still, or did when this was called.
     *
     * @param what they are, for messages
     * @param mark a variable that only they have, as {@code NAME=value}
     * @param started when the leader began: field 22 of its stat
     * @param boot since when that counts
     */
    public static Kin ofSession(Runner runner, String what, String mark, long leader, long started, String boot) {
        String start = Long.toString(started);
        return new Kin(runner, what, MEMBERS.with(mark, start, boot, "", Long.toString(leader), start));
    }

    /**
     * What descends from all commands that had a variable in their environment.
     *
     * @param what they are, for messages
     * @param mark the variable, as {@code NAME=value}; who looks for it must not have it
     * @param boot the current one
     */
    public static Kin marked(Runner runner, String what, String mark, String boot) {
        return new Kin(runner, what, MEMBERS.with(mark, "0", boot, "", "0", "0"));
    }

    static Kin ofJob(Runner runner, String folder, JobId id) {
        return new Kin(
                runner,
                "the job in " + folder,
                MEMBERS.with(ShellJob.MARK + "=" + id.id(), id.since(), id.boot(), folder, "0", "0"));
    }

    /** Those that live. */
    List<Member> living() throws InterruptedException {
        return signal("");
    }

    /**
     * Ends them: SIGTERM, and SIGKILL to those that live after {@code grace}. When it returns, none lives.
     *
     * @throws NodeFailed if some can't be ended
     */
    public void end(Duration grace) throws InterruptedException {
        if (waitFor(signal("TERM"), grace, "").isEmpty()) {
            return;
        }
        // The keeper ends by itself once its child has.
        List<Member> left = waitFor(signal("KILL"), UNTIL_KILLED, "!KILL");
        if (!left.isEmpty()) {
            throw new NodeFailed("could not end %s: %s still live"
                    .formatted(
                            what,
                            left.stream()
                                    .map(member -> member.pid() + " (" + member.name() + ")")
                                    .collect(Collectors.joining(", "))));
        }
    }

    /** @return those that live then */
    private List<Member> waitFor(List<Member> known, Duration within, String signal) throws InterruptedException {
        List<Member> living = known;
        long deadline = System.nanoTime() + within.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        while (!living.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(pause);
            pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
            living = signal(signal);
        }
        return living;
    }

    /** @return those that lived before */
    private List<Member> signal(String signal) throws InterruptedException {
        Result found = runner.run(find.with(signal));
        return Script.orFail(found, "looking for the processes of " + what)
                .out()
                .lines()
                .map(Member::parse)
                .toList();
    }
}
