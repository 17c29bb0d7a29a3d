package io.github.kongperf.database;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The System V segment by which a PostgreSQL finds out whether another one uses its data. One that was killed leaves it.
 *
 * @param creator pid of the PostgreSQL that made it
 */
record SharedMemory(long key, long id, long creator) {

    private static final int LINE = 7;

    /** What {@code postmaster.pid} says of it; empty if it says nothing. */
    static Optional<SharedMemory> parse(String postmasterPid) {
        String[] lines = postmasterPid.split("\n", -1);
        if (lines.length < LINE) {
            return Optional.empty();
        }
        String[] keyAndId = lines[LINE - 1].strip().split("\\s+", -1);
        return keyAndId.length == 2
                ? Optional.of(new SharedMemory(
                        Long.parseLong(keyAndId[0]), Long.parseLong(keyAndId[1]), Long.parseLong(lines[0].strip())))
                : Optional.empty();
    }

    /** Removes it if it is still that one, and nobody uses it. */
    void remove(Node node) throws InterruptedException {
        String table;
        try {
            table = node.read("/proc/sysvipc/shm");
        } catch (NodeFailed none) {
            // A system without.
            return;
        }
        OptionalLong orphan = orphan(table);
        if (orphan.isPresent()) {
            // As its owner: root of a container may not do it for others.
            node.run(Account.on(node).does(Command.of("ipcrm", "--shmem-id", Long.toString(orphan.getAsLong()))))
                    .orFail("removing shared memory that a dead PostgreSQL left");
        }
    }

    /** Its id, if {@code /proc/sysvipc/shm} lists it: an id, once free, may be given to others. */
    OptionalLong orphan(String table) {
        return table.lines()
                .skip(1)
                .map(line -> line.strip().split("\\s+", -1))
                // key shmid perms size cpid lpid nattch …
                .filter(cells -> cells.length > 6
                        && cells[0].equals(Long.toString(key))
                        && cells[1].equals(Long.toString(id))
                        && cells[4].equals(Long.toString(creator))
                        && cells[6].equals("0"))
                .mapToLong(cells -> Long.parseLong(cells[1]))
                .findFirst();
    }
}
