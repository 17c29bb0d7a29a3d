package io.github.kongperf.database;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a private PostgreSQL lives on its node. Whoever gives the folders removes them.
 *
 * @param folder of its own; must not exist yet. If the node's user is root, others must be able to enter its parents
 * @param socketFolder for its Unix socket, of its own as well, with a path below 90 bytes; empty: it has none
 * @param port a free one
 * @param cpus on which it runs; empty: on all that the node lets it
 */
public record PostgresPlace(String folder, Optional<String> socketFolder, int port, Set<Integer> cpus) {

    /** What the system allows is 107, with the socket's own name in it. */
    private static final int LONGEST_SOCKET_FOLDER = 90;

    public PostgresPlace {
        cpus = Collections.unmodifiableSet(new TreeSet<>(cpus));
        if (socketFolder.isPresent()
                && socketFolder.get().getBytes(java.nio.charset.StandardCharsets.UTF_8).length
                        > LONGEST_SOCKET_FOLDER) {
            throw new IllegalArgumentException("the path of a folder for a socket must be at most %d bytes long: %s"
                    .formatted(LONGEST_SOCKET_FOLDER, socketFolder.get()));
        }
    }

    /** Without a Unix socket, on every CPU. */
    public static PostgresPlace of(String folder, int port) {
        return new PostgresPlace(folder, Optional.empty(), port, Set.of());
    }
}
