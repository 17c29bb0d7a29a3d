package io.github.kongperf.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import io.github.kongperf.node.Command;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Commands of a container that run from shells which stay there: as many for each user as commands run at a time. */
final class ResidentCommands implements AutoCloseable {

    private static final String ROOT = "0:0";

    /** Longer ones travel as a file. */
    private static final int LONGEST_INPUT = 256 << 10;

    private static final Duration BEGIN = Duration.ofSeconds(20);

    private final DockerClient client;
    private final String container;
    private final String launcher;
    private final String name = "kong-perf-" + UUID.randomUUID();
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, Deque<ResidentShell>> idle = new HashMap<>();

    /** @param launcher a function of the shell, {@code kperf_launch}, which becomes the command that is its arguments */
    ResidentCommands(DockerClient client, String container, String launcher) {
        this.client = client;
        this.container = container;
        this.launcher = launcher;
    }

    /** A shell, taken out for one command. */
    final class Taken {
        private final ResidentShell shell;
        private final String user;
        private String file = "";

        private Taken(ResidentShell shell, String user) {
            this.shell = shell;
            this.user = user;
        }

        /** As {@link ResidentShell#ask}. */
        Optional<ResidentShell.Answer> run(
                List<String> words, Map<String, String> variables, byte[] input, Duration within)
                throws InterruptedException {
            file = name + "-" + numbers.incrementAndGet();
            return shell.ask(script(file, words, variables, input), within);
        }

        /** What a command that still runs has printed; empty if that can't be told. */
        Optional<ResidentShell.Answer> soFar() throws InterruptedException {
            Optional<Taken> other = take(ROOT, List.of());
            if (other.isEmpty()) {
                return Optional.empty();
            }
            Optional<ResidentShell.Answer> answer = other.get()
                    .shell
                    .ask("%s\ncat \"$kperf_o.o\"; cat \"$kperf_o.e\" >&2".formatted(place(file)), BEGIN);
            if (answer.isPresent()) {
                other.get().giveBack();
            } else {
                other.get().giveUp();
            }
            return answer;
        }

        /** As {@link ResidentShell#await}. */
        Optional<ResidentShell.Answer> await(Duration within) throws InterruptedException {
            return shell.await(within);
        }

        boolean over() {
            return shell.over();
        }

        void giveBack() {
            synchronized (idle) {
                idle.computeIfAbsent(user, who -> new ArrayDeque<>()).push(shell);
            }
        }

        void giveUp() {
            shell.close();
        }
    }

    /** Whether a command can run so. */
    static boolean possible(Map<String, String> variables, byte[] input) {
        return variables.keySet().stream().allMatch(variable -> variable.matches("[A-Za-z_][A-Za-z0-9_]*"))
                && input.length <= LONGEST_INPUT
                && Arrays.equals(text(input).getBytes(StandardCharsets.UTF_8), input)
                && text(input).indexOf('\0') < 0;
    }

    /**
     * A shell of a user.
     *
     * @param user as the engine takes it
     * @return empty if there is none to be had: a command of its own will tell why
     */
    Optional<Taken> take(String user, List<String> environment) throws InterruptedException {
        synchronized (idle) {
            Deque<ResidentShell> waiting = idle.getOrDefault(user, new ArrayDeque<>());
            while (!waiting.isEmpty()) {
                ResidentShell shell = waiting.pop();
                if (!shell.over()) {
                    return Optional.of(new Taken(shell, user));
                }
            }
        }
        ResidentShell shell;
        try {
            shell = ResidentShell.begin(client, container, user, environment);
        } catch (DockerException e) {
            return Optional.empty();
        }
        if (shell.ask(launcher, BEGIN).filter(answer -> answer.code() == 0).isPresent()) {
            return Optional.of(new Taken(shell, user));
        }
        shell.close();
        return Optional.empty();
    }

    /**
     * What they print goes to files first: what they leave running may keep its output open, and would write into what comes
     * later. Not to the disk, if there is another place: that may be full. The shell itself would tell of a command that was
     * killed.
     */
    private static String script(String file, List<String> words, Map<String, String> variables, byte[] input) {
        List<String> exports = new ArrayList<>();
        variables.forEach((variable, value) -> exports.add("export %s=%s;".formatted(variable, Command.quoted(value))));
        List<String> quoted = words.stream().map(Command::quoted).toList();
        return """
                %s
                umask 077
                exec 9>&2 2>/dev/null
                %s( exec 9>&-; umask 022; %s kperf_launch %s ) %s >"$kperf_o.o" 2>"$kperf_o.e"
                kperf_c=$?
                exec 2>&9 9>&-
                cat "$kperf_o.o"; [ ! -s "$kperf_o.e" ] || cat "$kperf_o.e" >&2
                rm -f "$kperf_o.o" "$kperf_o.e"
                (exit $kperf_c)""".formatted(
                        place(file),
                        input.length == 0 ? "" : "printf %s " + Command.quoted(text(input)) + " | ",
                        String.join(" ", exports),
                        String.join(" ", quoted),
                        input.length == 0 ? "</dev/null" : "");
    }

    private static String place(String file) {
        return "kperf_o=/tmp/%s; [ ! -w /dev/shm ] || kperf_o=/dev/shm/%s".formatted(file, file);
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        synchronized (idle) {
            idle.values().forEach(shells -> shells.forEach(ResidentShell::close));
            idle.clear();
        }
    }
}
