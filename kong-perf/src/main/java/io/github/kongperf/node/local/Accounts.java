package io.github.kongperf.node.local;

import io.github.kongperf.node.Account;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Kin;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** As whom commands run. */
final class Accounts {

    private final Kin.Runner runner;
    private final Account own;
    private final Map<String, Account> others = new ConcurrentHashMap<>();

    /** @param runner looks users up, wherever this machine keeps them */
    Accounts(Kin.Runner runner, Account own) {
        this.runner = runner;
        this.own = own;
    }

    /** Whose JVM this is. */
    static Account own() {
        Path self = Path.of("/proc/self");
        try {
            int uid = (Integer) Files.getAttribute(self, "unix:uid");
            int gid = (Integer) Files.getAttribute(self, "unix:gid");
            return new Account(known("user.name", Integer.toString(uid)), uid, gid, known("user.home", "/"));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + self, e);
        }
    }

    /** In a container a user may have a number only. */
    private static String known(String property, String otherwise) {
        String value = System.getProperty(property, "?");
        return value.equals("?") ? otherwise : value;
    }

    /** @throws NodeFailed if there is no such user, or this JVM may not run commands as that user */
    Account of(Command command) throws InterruptedException {
        String user = command.user().orElse(own.name());
        if (user.equals(own.name())) {
            return own;
        }
        if (!own.root()) {
            throw new NodeFailed("running '%s' as %s: only root may do that, and this runs as %s"
                    .formatted(command, user, own.name()));
        }
        Account known = others.get(user);
        if (known == null) {
            Result line = runner.run(Command.of("getent", "passwd", user));
            if (!line.ok()) {
                throw new NodeFailed("running '%s' as %s: this machine has no such user".formatted(command, user));
            }
            known = Account.parse(line.out());
            others.put(user, known);
        }
        return known;
    }

    /** What to put before a command. */
    List<String> become(Account account) {
        return account.equals(own)
                ? List.of()
                : List.of("setpriv", "--reuid=" + account.uid(), "--regid=" + account.gid(), "--init-groups", "--");
    }
}
