package io.github.kongperf.node.local;

import io.github.kongperf.node.Account;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Kin;
import io.github.kongperf.node.Marks;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Reasons;
import io.github.kongperf.node.Result;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Runs commands, each in a session of its own, so that it can be ended with all that it started. */
final class Launch {

    private static final Duration GRACE = Duration.ofMillis(500);

    /** What the programs that we put before a command say if it can't be run; they end with one of these codes. */
    private static final Pattern NOT_RUN = Pattern.compile("(?:setsid|setpriv): failed to execute .*|env: .*: .*");

    private static final List<Integer> NOT_RUN_CODES = List.of(126, 127);

    private final String owner;
    private final Surroundings surroundings;
    private final Accounts accounts = new Accounts(this::run, Accounts.own());
    private final String boot;

    /** @param owner for whom commands run; empty: for nobody in particular */
    Launch(String owner, Surroundings surroundings) {
        this.owner = owner;
        this.surroundings = surroundings;
        Path file = Path.of("/proc/sys/kernel/random/boot_id");
        try {
            boot = FileText.read(file).strip();
        } catch (IOException e) {
            throw new NodeFailed("reading %s: %s; this needs a Linux with /proc".formatted(file, Reasons.of(e)), e);
        }
    }

    Result run(Command command) throws InterruptedException {
        Marks marks = Marks.next(owner);
        return run(command, marks.variables(), process -> kinOf(process, marks).end(GRACE));
    }

    /**
     * Looks whether a command could be run: its user, its folder, its program.
     *
     * @throws NodeFailed if one of them is not there
     */
    void check(Command command) throws InterruptedException {
        environment(command, accounts.of(command));
    }

    /** What commands for an owner have left. */
    Kin kinOf(String someOwner) {
        return Kin.marked(this::look, "the processes of " + someOwner, Marks.ofOwner(someOwner), boot);
    }

    private Kin kinOf(RunningProcess process, Marks marks) {
        return Kin.ofSession(
                this::look, "process " + process.pid(), marks.ofRun(), process.pid(), process.started(), boot);
    }

    /** Runs a command that looks for others, and bears no mark itself. */
    private Result look(Command finder) throws InterruptedException {
        return run(finder, Map.of(), process -> {});
    }

    private Result run(Command command, Map<String, String> marks, Ending ending) throws InterruptedException {
        Account account = accounts.of(command);
        Map<String, String> environment = environment(command, account);
        environment.putAll(marks);
        RunningProcess process = start(command, account, environment);
        try {
            if (!process.await(command.within())) {
                // Before it is ended: a shell then reports how its children died.
                String said = process.result(command).said();
                throw new NodeFailed(
                        "'%s' was not over in %s, so it was ended%s".formatted(command, command.withinInWords(), said));
            }
        } catch (InterruptedException | RuntimeException e) {
            end(process, ending, e);
            throw e;
        }
        Result result = process.result(command);
        if (NOT_RUN_CODES.contains(result.code())
                && NOT_RUN.matcher(result.err().strip()).matches()) {
            throw new NodeFailed("running '%s'%s".formatted(command, result.said()));
        }
        return result;
    }

    /** Ends all processes of a command. */
    @FunctionalInterface
    private interface Ending {
        void end(RunningProcess process) throws InterruptedException;
    }

    private static void end(RunningProcess process, Ending ending, Exception why) {
        try {
            CleanUp.call(() -> {
                ending.end(process);
                process.kill();
                return process;
            });
        } catch (NodeFailed e) {
            why.addSuppressed(e);
        }
    }

    private Map<String, String> environment(Command command, Account account) {
        Map<String, String> environment = surroundings.of(account);
        environment.putAll(command.environment());
        environment.putAll(command.secrets());
        // Not left to ProcessBuilder: that would show the value.
        command.requirePossible(environment);
        String folder = folder(command);
        if (!Files.isDirectory(Path.of(folder))) {
            throw new NodeFailed("running '%s': its folder %s is not there".formatted(command, folder));
        }
        Programs.require(command, environment.getOrDefault("PATH", ""), folder);
        return environment;
    }

    private RunningProcess start(Command command, Account account, Map<String, String> environment) {
        List<String> words = new ArrayList<>(Forerunner.WORDS);
        words.addAll(accounts.become(account));
        words.addAll(command.arguments());
        try {
            return RunningProcess.start(
                    SystemCharset.OWN.builder(words, environment).directory(new File(folder(command))),
                    command.input());
        } catch (IOException e) {
            throw new NodeFailed("starting '%s': %s".formatted(command, e.getMessage()), e);
        }
    }

    private String folder(Command command) {
        return command.directory().orElse(surroundings.temporary());
    }
}
