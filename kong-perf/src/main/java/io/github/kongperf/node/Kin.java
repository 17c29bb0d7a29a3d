package io.github.kongperf.node;

import java.time.Duration;
import java.util.ArrayList;
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
    private final Command find;
    private final String what;

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
     * What descends from a process that leads a session.
     *
     * @param mark a variable that only they have, as {@code NAME=value}
     * @param started when the leader began: field 22 of its stat
     */
    public static Kin ofSession(Runner runner, String what, String mark, long leader, long started) {
        return new Kin(runner, what, MEMBERS.with(mark, "", Long.toString(leader), Long.toString(started)));
    }

    static Kin ofJob(Runner runner, String what, String mark, String folder) {
        return new Kin(runner, what, MEMBERS.with(mark, folder, "0", "0"));
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
        List<Member> living = signal("TERM");
        living = waitFor(living, grace, "");
        if (living.isEmpty()) {
            return;
        }
        living = signal("KILL");
        // The keeper ends by itself once its child has.
        living = waitFor(living, UNTIL_KILLED, "!KILL");
        if (!living.isEmpty()) {
            throw new NodeFailed("%s: could not end %s"
                    .formatted(
                            what,
                            living.stream()
                                    .map(member -> member.pid() + " (" + member.name() + ")")
                                    .collect(Collectors.joining(", "))));
        }
    }

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

    private List<Member> signal(String signal) throws InterruptedException {
        List<Member> members = new ArrayList<>();
        String out = runner.run(find.with(signal))
                .orFail("looking for the processes of " + what)
                .out();
        for (String line : out.lines().toList()) {
            members.add(Member.parse(line));
        }
        return members;
    }
}
