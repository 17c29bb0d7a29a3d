package io.github.kongperf.driver.local;

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
import io.github.kongperf.result.Role;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The private PostgreSQL of a session: comes up when it is first needed, and is found again where {@code start} left it. */
final class Cluster {

    /** The kind of its entry in the ledger; what it says is its folder. */
    static final String POSTGRES = "postgres";

    private final Node node;
    private final Ledger ledger;
    private final String folder;
    private final String marks;
    private final Pinning pinning;
    private final PostgresSources sources;
    private final Consumer<String> step;
    private @Nullable Postgres postgres;

    Cluster(Node node, Ledger ledger, WorkFolder work, LocalSettings settings, Consumer<String> step) {
        this.node = node;
        this.ledger = ledger;
        this.folder = work.path("postgres");
        this.marks = work.path("kept");
        this.pinning = settings.pinning();
        this.sources = settings.postgres();
        this.step = step;
    }

    Postgres up() throws InterruptedException {
        Postgres known = postgres;
        if (known == null) {
            Optional<Postgres> left = Postgres.attach(node, folder);
            known = left.isPresent() && left.get().died().isEmpty() ? left.get() : start();
            postgres = known;
        }
        return known;
    }

    private Postgres start() throws InterruptedException {
        step.accept("starting PostgreSQL");
        PostgresBinaries binaries = PostgresBinaries.find(node, sources);
        ledger.enter(POSTGRES, folder);
        PostgresPlace place = new PostgresPlace(
                folder, Optional.empty(), FreePorts.of(node, 1).get(0), new HashSet<>(pinning.of(Role.DATABASE)));
        return Postgres.start(node, binaries, place, PostgresSettings.standard());
    }

    /** Whether a template of that name was made to its end. */
    boolean kept(String template) throws InterruptedException {
        return node.run(Command.of("test", "-e", marks + "/" + template)).ok();
    }

    void keep(String template) throws InterruptedException {
        node.run(Command.of("mkdir", "-p", marks + "/" + template)).orFail("marking a database as whole");
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

    void stop() throws InterruptedException {
        Postgres known = postgres;
        Optional<Postgres> up = known != null ? Optional.of(known) : Postgres.attach(node, folder);
        if (up.isPresent()) {
            up.get().stop();
        }
        postgres = null;
        ledger.open().stream().filter(entry -> entry.kind().equals(POSTGRES)).forEach(ledger::strike);
    }
}
