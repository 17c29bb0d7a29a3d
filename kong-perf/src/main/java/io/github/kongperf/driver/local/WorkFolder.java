package io.github.kongperf.driver.local;

import io.github.kongperf.driver.Ledger;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The folder of a session, in which all files are that it makes on this machine. */
final class WorkFolder {

    private final Node node;
    private final Ledger ledger;
    private final Ledger.Entry entry;
    /** Of this JVM: 'start' and 'run' of one Maven use the same folder. */
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private WorkFolder(Node node, Ledger ledger, Ledger.Entry entry) {
        this.node = node;
        this.ledger = ledger;
        this.entry = entry;
    }

    /** The one that the ledger names, or else a new one below {@code temp}. */
    static WorkFolder of(Node node, Ledger ledger, Path temp) throws InterruptedException {
        Optional<Ledger.Entry> known = ledger.open().stream()
                .filter(open -> open.kind().equals(LocalDriver.FOLDER))
                .findFirst();
        if (known.isPresent()) {
            return new WorkFolder(node, ledger, known.get());
        }
        String name = "kong-perf-" + UUID.randomUUID().toString().substring(0, 8);
        String path = temp.toAbsolutePath().resolve(name).toString();
        Ledger.Entry entry = ledger.enter(LocalDriver.FOLDER, path);
        // Others may pass, for PostgreSQL is another user where we are root; not look around.
        node.run(Command.of("mkdir", "-p", "-m", "0711", path)).orFail("making the folder of the session");
        return new WorkFolder(node, ledger, entry);
    }

    /** A path in it. */
    String path(String name) {
        return entry.what() + "/" + name;
    }

    /** A path in it that nobody had before. */
    String fresh(String name) {
        return path("%s-%s-%d"
                .formatted(name, Long.toString(ProcessHandle.current().pid(), 36), NUMBERS.incrementAndGet()));
    }

    void remove(String folder) throws InterruptedException {
        node.run(Command.of("rm", "-rf", "--", folder).within(Duration.ofMinutes(2)))
                .orFail("removing " + folder);
    }

    void remove() throws InterruptedException {
        remove(entry.what());
        ledger.strike(entry);
    }
}
