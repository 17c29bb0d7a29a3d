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
import java.util.concurrent.ConcurrentHashMap;

/** Runs commands, each in a session of its own, so that it can be ended with all that it started. */
final class Launch {

    /** The variable by which a process shows which command it descends from. */
    private static final String MARK = "KPERF_RUN";

    private static final Duration GRACE = Duration.ofMillis(500);

    private final Surroundings surroundings;
    private final Account own = Account.own();
    private final Map<String, Account> others = new ConcurrentHashMap<>();

    Launch(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Result run(Command command) throws InterruptedException {
        return run(command, true);
    }

    /**
     * Looks whether its program is there.
     *
     * @throws NodeFailed if not
     */
    void check(Command command) throws InterruptedException {
        prepare(command, "");
    }

    private Result run(Command command, boolean endsAll) throws InterruptedException {
        String mark = UUID.randomUUID().toString();
        ProcessBuilder builder = prepare(command, mark);
        RunningProcess running = start(command, builder);
        boolean over = false;
        try {
            over = running.await(command.within());
        } finally {
            if (!over) {
                CleanUp.call(() -> {
                    end(running, mark, endsAll);
                    return 0;
                });
            }
        }
        Result result = running.result(command.toString());
        if (!over) {
            throw new NodeFailed("'%s' was not over in %s, so it was ended%s"
                    .formatted(command, inWords(command.within()), result.said()));
        }
        return result;
    }

    private ProcessBuilder prepare(Command command, String mark) throws InterruptedException {
        Account account = account(command);
        Map<String, String> environment = surroundings.of(account);
        environment.putAll(command.environment());
        environment.putAll(command.secrets());
        environment.put(MARK, mark);
        String folder = command.directory().orElse(surroundings.temporary());
        if (!Files.isDirectory(Path.of(folder))) {
            throw new NodeFailed("running '%s': its folder %s is not there".formatted(command, folder));
        }
        Programs.require(command, environment.getOrDefault("PATH", ""), folder);
        List<String> words = new ArrayList<>(List.of("setsid"));
        if (!account.equals(own)) {
            words.addAll(
                    List.of("setpriv", "--reuid=" + account.uid(), "--regid=" + account.gid(), "--init-groups", "--"));
        }
        words.addAll(command.arguments());
        ProcessBuilder builder = new ProcessBuilder(words).directory(new File(folder));
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    private static RunningProcess start(Command command, ProcessBuilder builder) {
        try {
            return RunningProcess.start(builder, command.input());
        } catch (IOException e) {
            throw new NodeFailed("starting '%s': %s".formatted(command, e.getMessage()), e);
        }
    }

    private void end(RunningProcess running, String mark, boolean endsAll) throws InterruptedException {
        if (endsAll) {
            Kin.ofSession(
                            finder -> run(finder, false),
                            "process " + running.pid(),
                            MARK + "=" + mark,
                            running.pid(),
                            running.started())
                    .end(GRACE);
        }
        running.kill();
    }

    private Account account(Command command) throws InterruptedException {
        String user = command.user().orElse(own.name());
        if (user.equals(own.name())) {
            return own;
        }
        if (!own.root()) {
            throw new NodeFailed("running '%s' as %s: only root may do that, and this is run as %s"
                    .formatted(command, user, own.name()));
        }
        Account known = others.get(user);
        if (known == null) {
            Result line = run(Command.of("getent", "passwd", user), true);
            if (!line.ok()) {
                throw new NodeFailed("running '%s' as %s: this machine has no such user".formatted(command, user));
            }
            known = Account.parse(line.out());
            others.put(user, known);
        }
        return known;
    }

    private static String inWords(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
