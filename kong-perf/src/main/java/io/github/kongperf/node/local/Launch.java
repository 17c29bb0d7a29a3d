package io.github.kongperf.node.local;

import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Kin;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** Runs commands, each in a session of its own, so that it can be ended with all that it started. */
final class Launch {

    /** The variable by which a process shows which command it descends from. */
    private static final String MARK = "KPERF_RUN";

    private static final Duration GRACE = Duration.ofMillis(500);

    /** What the programs that we put before a command say if it can't be run; they end with one of these codes. */
    private static final Pattern NOT_RUN = Pattern.compile("(?:setsid|setpriv): failed to execute .*");

    private static final List<Integer> NOT_RUN_CODES = List.of(126, 127);

    private final Surroundings surroundings;
    private final Accounts accounts = new Accounts(this::run, Account.own());
    private final String boot;

    Launch(Surroundings surroundings) {
        this.surroundings = surroundings;
        Path file = Path.of("/proc/sys/kernel/random/boot_id");
        try {
            boot = FileText.read(file).strip();
        } catch (IOException e) {
            throw new NodeFailed("reading %s: %s; this needs a Linux with /proc".formatted(file, Reasons.of(e)), e);
        }
    }

    Result run(Command command) throws InterruptedException {
        return run(command, true);
    }

    /**
     * Looks whether a command could be run: its user, its folder, its program.
     *
     * @throws NodeFailed if one of them is not there
     */
    void check(Command command) throws InterruptedException {
        environment(command, accounts.of(command));
    }

    private Result run(Command command, boolean endsKin) throws InterruptedException {
        Account account = accounts.of(command);
        Map<String, String> environment = environment(command, account);
        String mark = UUID.randomUUID().toString();
        environment.put(MARK, mark);
        RunningProcess process = start(command, account, environment);
        boolean over = false;
        // What it said before it was ended: a shell reports how its children died.
        String said = "";
        try {
            over = process.await(command.within());
            said = process.result(command.toString()).said();
        } finally {
            if (!over) {
                CleanUp.call(() -> end(process, MARK + "=" + mark, endsKin));
            }
        }
        if (!over) {
            throw new NodeFailed(
                    "'%s' was not over in %s, so it was ended%s".formatted(command, inWords(command), said));
        }
        Result result = process.result(command.toString());
        if (NOT_RUN_CODES.contains(result.code())
                && NOT_RUN.matcher(result.err().strip()).matches()) {
            throw new NodeFailed("running '%s'%s".formatted(command, result.said()));
        }
        return result;
    }

    private Map<String, String> environment(Command command, Account account) {
        Map<String, String> environment = surroundings.of(account);
        environment.putAll(command.environment());
        environment.putAll(command.secrets());
        String folder = folder(command);
        if (!Files.isDirectory(Path.of(folder))) {
            throw new NodeFailed("running '%s': its folder %s is not there".formatted(command, folder));
        }
        Programs.require(command, environment.getOrDefault("PATH", ""), folder);
        return environment;
    }

    private RunningProcess start(Command command, Account account, Map<String, String> environment) {
        List<String> words = new ArrayList<>(List.of("setsid"));
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

    private boolean end(RunningProcess process, String mark, boolean endsKin) throws InterruptedException {
        if (endsKin) {
            Kin.ofSession(
                            finder -> run(finder, false),
                            "process " + process.pid(),
                            mark,
                            process.pid(),
                            process.started(),
                            boot)
                    .end(GRACE);
        }
        process.kill();
        return true;
    }

    private static String inWords(Command command) {
        Duration time = command.within();
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
