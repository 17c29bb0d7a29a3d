package io.github.kongperf.driver.nodes;

import io.github.kongperf.database.Database;
import io.github.kongperf.database.Postgres;
import io.github.kongperf.database.PostgresBinaries;
import io.github.kongperf.database.PostgresPlace;
import io.github.kongperf.database.PostgresSettings;
import io.github.kongperf.database.PostgresSources;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.FreePorts;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.result.Role;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The private PostgreSQL of a session: comes up when it is first needed, and is found again where {@code start} left it. */
public final class Cluster {

    /** The kind of its entry in the ledger; what it says is its folder. */
    public static final String POSTGRES = "postgres";

    private final Node node;
    private final Ledger ledger;
    private final WorkFolder work;
    private final Pinning pinning;
    private final PostgresSources sources;
    private final int retries;
    private final Consumer<String> step;
    private @Nullable Postgres postgres;
    private int generation;

    Cluster(Ledger ledger, WorkFolder work, NodesOptions options, Consumer<String> step) {
        this.node = work.node();
        this.ledger = ledger;
        this.work = work;
        this.pinning = options.pinning();
        this.sources = options.postgres();
        this.retries = options.retries();
        this.step = step;
    }

    /** The one that runs. One that has died is replaced by an empty one. */
    Postgres up() throws InterruptedException {
        Postgres known = postgres;
        Optional<String> died = known == null ? Optional.empty() : known.died();
        if (died.isPresent()) {
            step.accept("%s; a new one takes its place".formatted(died.get()));
            stop();
            known = null;
        }
        if (known == null) {
            Optional<Postgres> left = left();
            known = left.isPresent() && left.get().died().isEmpty() ? left.get() : start();
            postgres = known;
        }
        return known;
    }

    Node node() {
        return node;
    }

    /** Another number for each cluster that there was: what an earlier one held is gone. */
    int generation() {
        return generation;
    }

    private Optional<Ledger.Entry> entry() {
        return ledger.open().stream()
                .filter(entry -> entry.kind().equals(POSTGRES))
                .findFirst();
    }

    private Optional<Postgres> left() throws InterruptedException {
        Optional<Ledger.Entry> entry = entry();
        return entry.isPresent() ? Postgres.attach(node, entry.get().what()) : Optional.empty();
    }

    private Postgres start() throws InterruptedException {
        stop();
        step.accept("starting PostgreSQL");
        PostgresBinaries binaries = PostgresBinaries.find(node, sources);
        for (int tries = 0; ; tries++) {
            String folder = work.fresh("postgres");
            ledger.enter(POSTGRES, folder);
            generation++;
            PostgresPlace place = new PostgresPlace(
                    folder, Optional.empty(), FreePorts.of(node, 1).get(0), new HashSet<>(pinning.of(Role.DATABASE)));
            try {
                return Postgres.start(node, binaries, place, PostgresSettings.standard());
            } catch (NodeFailed.PortTaken e) {
                if (tries >= retries) {
                    throw e;
                }
                stop();
            }
        }
    }

    private String marks() {
        return entry().map(Ledger.Entry::what).orElseThrow() + "-kept";
    }

    /** Whether a template of that name was made to its end. */
    boolean kept(String template) throws InterruptedException {
        return node.run(Command.of("test", "-e", marks() + "/" + template)).ok();
    }

    void keep(String template) throws InterruptedException {
        node.run(Command.of("mkdir", "-p", marks() + "/" + template)).orFail("marking a database as whole");
    }

    Map<String, String> conditions() throws InterruptedException {
        Map<String, String> conditions = new HashMap<>();
        conditions.put("database.version", "PostgreSQL " + up().version());
        up().settings().forEach((key, value) -> conditions.put("database.config." + key, value));
        return conditions;
    }

    Optional<String> died() throws InterruptedException {
        Postgres known = postgres;
        return known == null ? Optional.empty() : known.died();
    }

    /** The one that runs, if {@code database} is in it and not in an earlier one. */
    Optional<Postgres> of(Database database) throws InterruptedException {
        Postgres known = postgres;
        return known != null && known.port() == database.port() && known.died().isEmpty()
                ? Optional.of(known)
                : Optional.empty();
    }

    /** Ends it, if it is up. Its files go with the session's folder. */
    void stop() throws InterruptedException {
        Postgres known = postgres;
        Optional<Postgres> up = known != null ? Optional.of(known) : left();
        if (up.isPresent()) {
            up.get().stop();
        }
        postgres = null;
        ledger.open().stream().filter(entry -> entry.kind().equals(POSTGRES)).forEach(ledger::strike);
    }
}
