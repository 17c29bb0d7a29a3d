package io.github.kongperf.database;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.Result;

/**
 * As whom PostgreSQL runs: it refuses to be root.
 *
 * @param user blank: as the node's own, which is an ordinary one
 */
record Account(String user) {

    private static final String WHO = """
            [ "$(id -u)" = 0 ] || exit 0
            for user in postgres nobody; do
              id -u "$user" >/dev/null 2>&1 && echo "$user" && exit 0
            done
            echo "there is no user postgres or nobody, and as root PostgreSQL does not run" >&2
            exit 1
            """;

    /** Prints the first of its parents, or itself, that can't be entered. */
    private static final String CLOSED = """
            path=
            set -f
            IFS=/
            for part in $1; do
              [ -n "$part" ] || continue
              path="$path/$part"
              cd "$path" 2>/dev/null || { printf '%s' "$path"; exit 0; }
            done
            """;

    static Account on(Node node) throws InterruptedException {
        Result result =
                node.run(Command.of("sh", "-c", WHO)).orFail("looking for a user for PostgreSQL on " + node.name());
        return new Account(result.out().strip());
    }

    /** The command, run by that user. From a folder that everybody can enter. */
    Command does(Command command) {
        Command somewhere = command.in("/");
        return user.isBlank() ? somewhere : somewhere.as(user);
    }

    /** @throws NodeFailed if that user can't enter {@code folder} */
    void needs(Node node, String folder) throws InterruptedException {
        String closed = node.run(does(Command.of("sh", "-c", CLOSED, "sh", folder)))
                .orFail("entering %s as %s".formatted(folder, this))
                .out();
        if (!closed.isEmpty()) {
            throw new NodeFailed(("PostgreSQL runs as user %s, who can't enter %s on %s, and so not %s;"
                            + " choose a folder that others can enter, such as one in /tmp, or run as an ordinary user")
                    .formatted(user, closed, node.name(), folder));
        }
    }

    @Override
    public String toString() {
        return user.isBlank() ? "the node's user" : user;
    }
}
