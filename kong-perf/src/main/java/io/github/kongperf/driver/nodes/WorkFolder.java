package io.github.kongperf.driver.nodes;

import io.github.kongperf.driver.Ledger;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The folder of a session on a node, in which all files are that it makes there. */
public final class WorkFolder {

    /** The kind of its entry in the ledger; what it says is its path. */
    public static final String FOLDER = "folder";

    private final Node node;
    private final String folder;
    private final Runnable strike;
    /** Of this JVM: 'start' and 'run' of one Maven use the same folder. */
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private WorkFolder(Node node, String folder, Runnable strike) {
        this.node = node;
        this.folder = folder;
        this.strike = strike;
    }

    /** One that is gone with its node. */
    public static WorkFolder in(Node node, String folder) throws InterruptedException {
        make(node, folder);
        return new WorkFolder(node, folder, () -> {});
    }

    /** The one that the ledger names, or else a new one below {@code temp}. */
    public static WorkFolder of(Node node, Ledger ledger, Path temp) throws InterruptedException {
        Optional<Ledger.Entry> known = ledger.open().stream()
                .filter(open -> open.kind().equals(FOLDER))
                .findFirst();
        if (known.isPresent()) {
            return new WorkFolder(node, known.get().what(), () -> ledger.strike(known.get()));
        }
        String name = "kong-perf-" + UUID.randomUUID().toString().substring(0, 8);
        String path = temp.toAbsolutePath().resolve(name).toString();
        Ledger.Entry entry = ledger.enter(FOLDER, path);
        make(node, path);
        return new WorkFolder(node, path, () -> ledger.strike(entry));
    }

    private static void make(Node node, String path) throws InterruptedException {
        // Others may pass, for PostgreSQL is another user where we are root; not look around.
        node.run(Command.of("mkdir", "-p", "-m", "0711", path)).orFail("making the folder of the session");
    }

    public Node node() {
        return node;
    }

    /** The same, by another way to its node. */
    public WorkFolder on(Node other) {
        return new WorkFolder(other, folder, strike);
    }

    /** A path in it. */
    public String path(String name) {
        return folder + "/" + name;
    }

    /** A path in it that nobody had before. */
    public String fresh(String name) {
        return path("%s-%s-%d"
                .formatted(name, Long.toString(ProcessHandle.current().pid(), 36), NUMBERS.incrementAndGet()));
    }

    /** Removes a folder in it. */
    void remove(String some) throws InterruptedException {
        node.run(Command.of("rm", "-rf", "--", some).within(Duration.ofMinutes(2)))
                .orFail("removing " + some);
    }

    /** Removes it. */
    public void remove() throws InterruptedException {
        remove(folder);
        strike.run();
    }
}
