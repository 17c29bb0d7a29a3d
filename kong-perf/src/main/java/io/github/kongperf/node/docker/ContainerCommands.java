package io.github.kongperf.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import io.github.kongperf.node.Account;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Kin;
import io.github.kongperf.node.Marks;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands in a container: from a shell that stays there, or where that can't do it by the engine itself, whose API keeps
 * the end of a stream to itself, so that standard input travels as a file. Each command bears a mark in its environment, by which it is found and ended with all that it started; the engine can't do that.
 */
final class ContainerCommands implements AutoCloseable {

    private static final Account ROOT = new Account("root", 0, 0, "/root");
    private static final String TEMPORARY = "/tmp";
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final Duration GRACE = Duration.ofMillis(500);
    private static final long LOOK_MILLIS = 50;

    /** After its process has ended, a stream that says nothing for so long is held open by a daemon that it left. */
    private static final long QUIET_MILLIS = 150;

    private static final int REFUSED = 125;

    /** After its processes have ended, a shell says so at once. */
    private static final Duration AFTER_END = Duration.ofSeconds(5);

    /**
     * Becomes the command. A function of a shell; its arguments: a word with which only this begins what it says, variables to
     * forget, folder, file for standard input (or nothing), the command.
     */
    private static final String LAUNCHER = """
            kperf_launch() {
            kperf_word=$1 kperf_in=$4
            kperf_refuse() { echo "$kperf_word $1" >&2; exit 125; }
            for kperf_name in $2; do unset "$kperf_name"; done
            cd -- "$3" 2>/dev/null || kperf_refuse folder
            shift 4
            case $1 in
            */*)
                [ -e "$1" ] || kperf_refuse missing
                [ -x "$1" ] && [ ! -d "$1" ] || kperf_refuse unexecutable
                ;;
            *)
                kperf_found=
                kperf_ifs=$IFS
                IFS=:
                for kperf_place in $PATH; do
                    [ -x "$kperf_place/$1" ] && [ ! -d "$kperf_place/$1" ] && kperf_found=yes
                done
                IFS=$kperf_ifs
                [ -n "$kperf_found" ] || kperf_refuse unknown
                ;;
            esac
            if [ -n "$kperf_in" ]; then
                exec <"$kperf_in" || kperf_refuse input
                rm -f -- "$kperf_in"
            fi
            exec "$@"
            }
            """;

    private final DockerClient client;
    private final String container;
    private final String name;
    private final String owner;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final ResidentCommands resident;
    private volatile @Nullable Facts facts;

    /**
     * What does not change while the container lives.
     *
     * @param variables that its image sets
     */
    private record Facts(List<String> variables, String boot) {}

    /**
     * @param container its id
     * @param name of the node, for messages
     * @param owner for whom commands run; empty: for nobody in particular
     */
    ContainerCommands(DockerClient client, String container, String name, String owner) {
        this.client = client;
        this.container = container;
        this.name = name;
        this.owner = owner;
        this.resident = new ResidentCommands(client, container, LAUNCHER);
    }

    Result run(Command command) throws InterruptedException {
        Marks marks = Marks.next(owner);
        return run(
                command,
                marks.variables(),
                () -> kin("'%s'".formatted(command), marks.ofRun()).end(GRACE));
    }

    /** Lets go of what stays in the container. */
    @Override
    public void close() {
        resident.close();
    }

    /** What prints files of the container, for as long as it is open. */
    ResidentReader reader() {
        Map<String, String> all = ROOT.environment(PATH, TEMPORARY);
        all.putAll(Marks.owners(owner));
        return new ResidentReader(client, container, assignments(all));
    }

    private static List<String> assignments(Map<String, String> environment) {
        return environment.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
    }

    /** What commands for an owner have left. */
    Kin kinOf(String someOwner) throws InterruptedException {
        return kin("the processes of " + someOwner, Marks.ofOwner(someOwner));
    }

    private Kin kin(String what, String mark) throws InterruptedException {
        return Kin.marked(this::look, what, mark, facts().boot());
    }

    /** Runs a command that looks for others, and bears no mark itself. */
    private Result look(Command finder) throws InterruptedException {
        return run(finder, Map.of(), () -> {});
    }

    /** Ends all processes of a command. */
    @FunctionalInterface
    private interface Ending {
        void end() throws InterruptedException;
    }

    private Result run(Command command, Map<String, String> marks, Ending ending) throws InterruptedException {
        Account account = account(command);
        Map<String, String> environment = environment(command, account);
        environment.putAll(marks);
        command.requirePossible(environment);
        String word = "kong-perf-" + UUID.randomUUID();
        Result result;
        if (ResidentCommands.possible(environment, command.input())) {
            // Before a shell is taken, for it may need one itself.
            List<String> words = launching(word, command, environment, "");
            Optional<ResidentCommands.Taken> shell = resident.take(user(account), List.of("PATH=" + PATH));
            result = shell.isPresent()
                    ? byShell(shell.get(), command, words, environment, ending)
                    : byExec(command, word, environment, account, ending);
        } else {
            result = byExec(command, word, environment, account, ending);
        }
        if (result.code() == REFUSED && result.err().startsWith(word)) {
            throw new NodeFailed(
                    refusal(command, result.err().substring(word.length()).strip(), environment));
        }
        return result;
    }

    /** Arguments of the launcher. */
    private List<String> launching(String word, Command command, Map<String, String> environment, String input)
            throws InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                word,
                String.join(" ", others(environment.keySet())),
                command.directory().orElse(TEMPORARY),
                input));
        words.addAll(command.arguments());
        return words;
    }

    private Result byShell(
            ResidentCommands.Taken shell,
            Command command,
            List<String> words,
            Map<String, String> environment,
            Ending ending)
            throws InterruptedException {
        boolean done = false;
        try {
            Optional<ResidentShell.Answer> answer = shell.run(words, environment, command.input(), command.within());
            if (answer.isEmpty() && shell.over()) {
                throw new NodeFailed(
                        "running '%s' in %s: the container has ended, or its engine".formatted(command, name));
            }
            if (answer.isEmpty()) {
                String said =
                        shell.soFar().map(all -> result(command, all).said()).orElse("");
                CleanUp.all(ending::end);
                done = shell.await(AFTER_END).isPresent();
                throw new NodeFailed(overdue(command, said));
            }
            done = true;
            return result(command, answer.get());
        } catch (InterruptedException e) {
            try {
                CleanUp.all(ending::end);
            } catch (NodeFailed left) {
                e.addSuppressed(left);
            }
            throw e;
        } finally {
            if (done) {
                shell.giveBack();
            } else {
                shell.giveUp();
            }
        }
    }

    private static Result result(Command command, ResidentShell.Answer answer) {
        return new Result(
                command.toString(),
                answer.code(),
                command.withoutSecrets(answer.out()),
                command.withoutSecrets(answer.err()));
    }

    private static String overdue(Command command, String said) {
        return "'%s' was not over in %s, so it was ended%s".formatted(command, command.withinInWords(), said);
    }

    private Result byExec(Command command, String word, Map<String, String> environment, Account account, Ending ending)
            throws InterruptedException {
        List<String> words = new ArrayList<>(List.of("sh", "-c", LAUNCHER + "kperf_launch \"$@\"", "kong-perf-run"));
        words.addAll(launching(word, command, environment, input(command, account)));
        Execution execution = start(command, words, environment, account);
        try {
            if (!execution.await(command.within())) {
                throw new NodeFailed(
                        overdue(command, execution.result(command, -1).said()));
            }
        } catch (InterruptedException | RuntimeException e) {
            end(execution, ending, e);
            throw e;
        }
        return execution.result(command, execution.code());
    }

    private static String user(Account account) {
        return account.root() ? "0:0" : account.name();
    }

    private static void end(Execution execution, Ending ending, Exception why) {
        try {
            CleanUp.all(ending::end, execution::close);
        } catch (NodeFailed e) {
            why.addSuppressed(e);
        }
    }

    private Execution start(Command command, List<String> words, Map<String, String> environment, Account account) {
        try {
            String exec = client.execCreateCmd(container)
                    .withCmd(words.toArray(new String[0]))
                    .withEnv(assignments(environment))
                    .withUser(user(account))
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .exec()
                    .getId();
            Execution execution = new Execution(client, exec);
            client.execStartCmd(exec).exec(execution);
            return execution;
        } catch (DockerException e) {
            throw new NodeFailed("starting '%s' in %s: %s".formatted(command, name, Engine.reason(e)), e);
        }
    }

    private static String refusal(Command command, String why, Map<String, String> environment) {
        String program = command.arguments().get(0);
        return "running '%s': %s"
                .formatted(
                        command,
                        switch (why) {
                            case "folder" ->
                                "its folder %s is not there"
                                        .formatted(command.directory().orElse(TEMPORARY));
                            case "missing" -> program + " is not there";
                            case "unexecutable" -> program + " is not executable";
                            case "unknown" ->
                                "%s is not installed, or not on PATH (%s)"
                                        .formatted(program, environment.getOrDefault("PATH", ""));
                            default -> "its standard input could not be read";
                        });
    }

    /** Brings it there. */
    private String input(Command command, Account account) {
        byte[] input = command.input();
        if (input.length == 0) {
            return "";
        }
        String file = "kong-perf-" + UUID.randomUUID();
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        try {
            TarFolder.write(file, input, 0600, account.uid(), account.gid(), tar);
            client.copyArchiveToContainerCmd(container)
                    .withRemotePath(TEMPORARY)
                    .withTarInputStream(new ByteArrayInputStream(tar.toByteArray()))
                    .exec();
        } catch (IOException e) {
            throw new NodeFailed("bringing the input of '%s' to %s: %s".formatted(command, name, e.getMessage()), e);
        } catch (DockerException e) {
            throw new NodeFailed("bringing the input of '%s' to %s: %s".formatted(command, name, Engine.reason(e)), e);
        }
        return TEMPORARY + "/" + file;
    }

    private static Map<String, String> environment(Command command, Account account) {
        Map<String, String> all = account.environment(PATH, TEMPORARY);
        all.putAll(command.environment());
        all.putAll(command.secrets());
        return all;
    }

    /** What the image sets besides these. */
    private List<String> others(Set<String> set) throws InterruptedException {
        return facts().variables().stream()
                .filter(variable -> !set.contains(variable))
                .toList();
    }

    private Facts facts() throws InterruptedException {
        Facts known = facts;
        if (known != null) {
            return known;
        }
        List<String> variables = new ArrayList<>();
        try {
            String[] set =
                    client.inspectContainerCmd(container).exec().getConfig().getEnv();
            for (String variable : set == null ? new String[0] : set) {
                String variableName = variable.substring(0, Math.max(0, variable.indexOf('=')));
                if (variableName.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                    variables.add(variableName);
                }
            }
        } catch (DockerException e) {
            throw new NodeFailed("looking at %s: %s".formatted(name, Engine.reason(e)), e);
        }
        // To read the boot, commands must run already.
        facts = new Facts(variables, "");
        String boot = look(Command.of("cat", "/proc/sys/kernel/random/boot_id"))
                .orFail("reading the boot of " + name)
                .out()
                .strip();
        Facts all = new Facts(variables, boot);
        facts = all;
        return all;
    }

    private Account account(Command command) throws InterruptedException {
        String user = command.user().orElse(ROOT.name());
        Account known = user.equals(ROOT.name()) ? ROOT : accounts.get(user);
        if (known != null) {
            return known;
        }
        for (String line : look(Command.of("cat", "/etc/passwd"))
                .orFail("reading the users of " + name)
                .out()
                .lines()
                .toList()) {
            if (line.startsWith(user + ":")) {
                Account account = Account.parse(line);
                accounts.put(user, account);
                return account;
            }
        }
        throw new NodeFailed("running '%s' as %s: %s has no such user".formatted(command, user, name));
    }

    /** A command that runs, and what it has written. */
    private static final class Execution extends ResultCallback.Adapter<Frame> {
        private final DockerClient client;
        private final String exec;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        /** Not awaitCompletion of the library, which closes the stream when its time is up. */
        private final CountDownLatch drained = new CountDownLatch(1);

        private long written;
        private long code = -1;

        Execution(DockerClient client, String exec) {
            this.client = client;
            this.exec = exec;
        }

        @Override
        public synchronized void onNext(Frame frame) {
            byte[] payload = frame.getPayload();
            (frame.getStreamType() == StreamType.STDERR ? err : out).writeBytes(payload);
            written += payload.length;
        }

        @Override
        public void onComplete() {
            super.onComplete();
            drained.countDown();
        }

        @Override
        public void onError(Throwable failure) {
            super.onError(failure);
            drained.countDown();
        }

        /** @return whether it is over */
        boolean await(Duration within) throws InterruptedException {
            long deadline = System.nanoTime() + within.toNanos();
            long pause = 1;
            while (true) {
                boolean all = drained.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (over()) {
                    if (!all) {
                        drain();
                    }
                    close();
                    return true;
                }
                if (System.nanoTime() >= deadline) {
                    return false;
                }
                if (all) {
                    // The engine notes its end a moment later, or it has closed both streams and goes on.
                    Thread.sleep(pause);
                    pause = Math.min(2 * pause, LOOK_MILLIS);
                }
            }
        }

        private boolean over() {
            InspectExecResponse now = client.inspectExecCmd(exec).exec();
            Long exit = now.getExitCodeLong();
            if (Boolean.TRUE.equals(now.isRunning()) || exit == null) {
                return false;
            }
            code = exit;
            return true;
        }

        private void drain() throws InterruptedException {
            long before = -1;
            while (before != written()) {
                before = written();
                if (drained.await(QUIET_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        }

        private synchronized long written() {
            return written;
        }

        int code() {
            return (int) code;
        }

        synchronized Result result(Command command, int exit) {
            return new Result(
                    command.toString(),
                    exit,
                    command.withoutSecrets(out.toString(StandardCharsets.UTF_8)),
                    command.withoutSecrets(err.toString(StandardCharsets.UTF_8)));
        }

        @Override
        public void close() {
            try {
                super.close();
            } catch (IOException e) {
                // It was to be given up, and is.
                return;
            }
        }
    }
}
