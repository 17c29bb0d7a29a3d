package io.github.kongperf.driver.local;

import io.github.kongperf.database.Database;
import io.github.kongperf.database.PasswordEncryption;
import io.github.kongperf.database.Template;
import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.kong.Installation;
import io.github.kongperf.kong.KongDatabase;
import io.github.kongperf.kong.KongServer;
import io.github.kongperf.kong.Listen;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.scenario.Entities;
import io.github.kongperf.scenario.EntitiesModel;
import io.github.kongperf.scenario.EntitiesTemplate;
import io.github.kongperf.scenario.InvalidEntities;
import io.github.kongperf.scenario.Kong;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What Kongs begin with: a declarative file, or a database. A database is migrated and filled once for each subject, kept, and
 * copied for each trial.
 */
final class Fillings {

    /** Bulk data may be millions of rows. */
    private static final Duration LOAD = Duration.ofMinutes(30);

    private final Node node;
    private final WorkFolder work;
    private final Cluster cluster;
    private final Consumer<String> step;
    private final Map<String, Template> templates = new HashMap<>();
    /** Why a database can't be made: tried once, told in each trial. */
    private final Map<String, RuntimeException> failed = new HashMap<>();

    private final Map<String, Shared> shared = new HashMap<>();
    private int copies;

    /** A database that several deployments use. */
    private record Shared(Database database, int users) {}

    Fillings(Node node, WorkFolder work, Cluster cluster, Consumer<String> step) {
        this.node = node;
        this.work = work;
        this.cluster = cluster;
        this.step = step;
    }

    /** Does once what trials would else do: the database that they copy. */
    void prepare(Installation installed, Setup setup, List<String> uris) throws InterruptedException {
        if (LocalTestbed.onPostgres(setup.kong())) {
            template(installed, setup, rendered(installed, setup, uris));
        }
    }

    /** @param folder of the deployment, for files */
    Filling of(Installation installed, Setup setup, List<String> uris, String folder) throws InterruptedException {
        Optional<Entities> entities = rendered(installed, setup, uris);
        Optional<String> path = entities.flatMap(all -> all.upstreamPath(uris));
        if (!LocalTestbed.onPostgres(setup.kong())) {
            Optional<String> file = Optional.empty();
            if (entities.isPresent()) {
                file = Optional.of(folder + "/entities.yaml");
                write(entities.get(), file.get());
            }
            return new Filling(new KongDatabase.Off(file), Optional.empty(), path, Map.of(), setup.shared());
        }
        Database database = database(installed, setup, entities);
        return new Filling(kongs(database), Optional.of(database), path, cluster.conditions(), setup.shared());
    }

    private static KongDatabase kongs(Database database) {
        return new KongDatabase.Postgres(
                database.host(), database.port(), database.user(), database.password(), database.name());
    }

    private Database database(Installation installed, Setup setup, Optional<Entities> entities)
            throws InterruptedException {
        if (setup.shared().isPresent()) {
            Shared known = shared.get(setup.shared().get());
            if (known != null) {
                shared.put(setup.shared().get(), new Shared(known.database(), known.users() + 1));
                return known.database();
            }
        }
        Template template = template(installed, setup, entities);
        Database copy = cluster.up()
                .databases()
                .copy(
                        template,
                        "kong_%s_%d"
                                .formatted(Long.toString(ProcessHandle.current().pid(), 36), ++copies),
                        encryption(installed));
        setup.shared().ifPresent(name -> shared.put(name, new Shared(copy, 1)));
        return copy;
    }

    /** What all trials of a subject copy: migrated, and filled. */
    private Template template(Installation installed, Setup setup, Optional<Entities> entities)
            throws InterruptedException {
        Kong.Content content = setup.kong().content();
        if (entities.isEmpty() && content.sql().isEmpty() && content.dump().isEmpty()) {
            return migrated(installed, setup);
        }
        return kept(
                "t_" + key(installed, content, entities),
                name -> content.dump().isPresent()
                        ? cluster.up().databases().create(name, encryption(installed))
                        : cluster.up().databases().copy(migrated(installed, setup), name, encryption(installed)),
                database -> fill(database, installed, setup, entities));
    }

    /** What all subjects of a version copy: with the tables that it needs. */
    private Template migrated(Installation installed, Setup setup) throws InterruptedException {
        return kept(
                "m_" + key(installed, Kong.Content.none(), Optional.empty()),
                name -> cluster.up().databases().create(name, encryption(installed)),
                database -> {
                    step.accept(
                            "%s: migrating a database".formatted(setup.version().text()));
                    String folder = work.fresh("f");
                    server(installed, setup, database, folder).bootstrap();
                    work.remove(folder);
                });
    }

    private Template kept(String name, Making making, Use filling) throws InterruptedException {
        Template known = templates.get(name);
        if (known != null) {
            return known;
        }
        RuntimeException before = failed.get(name);
        if (before != null) {
            throw new DeploymentFailed(String.valueOf(before.getMessage()), before);
        }
        try {
            known = cluster.kept(name) ? new Template(name) : make(name, making, filling);
        } catch (RuntimeException e) {
            failed.put(name, e);
            throw e;
        }
        templates.put(name, known);
        return known;
    }

    private Template make(String name, Making making, Use filling) throws InterruptedException {
        // What an earlier session left half done.
        Optional<Database> half = cluster.up().databases().find(name);
        if (half.isPresent()) {
            cluster.up().databases().drop(half.get());
        }
        Database database = making.make(name);
        filling.use(database);
        Template kept = cluster.up().databases().keep(database);
        cluster.keep(name);
        return kept;
    }

    private void fill(Database database, Installation installed, Setup setup, Optional<Entities> entities)
            throws InterruptedException {
        Optional<Path> dump = setup.kong().content().dump();
        if (dump.isPresent()) {
            cluster.up().databases().dump(database, dump.get(), LOAD);
        }
        if (entities.isPresent()) {
            String folder = work.fresh("f");
            String file = folder + "/entities.yaml";
            KongServer server = server(installed, setup, database, folder);
            write(entities.get(), file);
            server.dbImport(file);
            work.remove(folder);
        }
        Optional<Path> sql = setup.kong().content().sql();
        if (sql.isPresent()) {
            cluster.up().databases().sql(database, sql.get(), LOAD);
        }
    }

    private KongServer server(Installation installed, Setup setup, Database database, String folder)
            throws InterruptedException {
        return KongServer.prepare(
                node,
                installed,
                new KongServer.Plan(
                        folder,
                        Map.of(Listen.PROXY, 1),
                        node.address(),
                        kongs(database),
                        Map.of(),
                        setup.kong().plugins(),
                        List.of()),
                setup.kong().config());
    }

    private interface Making {
        Database make(String name) throws InterruptedException;
    }

    private interface Use {
        void use(Database database) throws InterruptedException;
    }

    /** Kong up to 2.8 does not speak SCRAM. */
    private static PasswordEncryption encryption(Installation installed) {
        return installed.kong().startsWith("3.") ? PasswordEncryption.SCRAM : PasswordEncryption.MD5;
    }

    private static Optional<Entities> rendered(Installation installed, Setup setup, List<String> uris) {
        EntitiesModel model =
                new EntitiesModel(uris, installed.kong(), FormatVersion.of(installed.kong()), Map.of(), setup.axis());
        try {
            return setup.kong().content().entities().map(file -> new EntitiesTemplate(file).render(model));
        } catch (InvalidEntities e) {
            throw new DeploymentFailed(String.valueOf(e.getMessage()), e);
        }
    }

    /** What makes two databases the same: what migrates them, and what is filled in. */
    private static String key(Installation installed, Kong.Content content, Optional<Entities> entities) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String head = "%s\n%s\n%s\n".formatted(installed.version().text(), installed.kong(), installed.facts());
            digest.update(head.getBytes(StandardCharsets.UTF_8));
            entities.ifPresent(all -> digest.update(all.text().getBytes(StandardCharsets.UTF_8)));
            for (Optional<Path> file : List.of(content.sql(), content.dump())) {
                digest.update((byte) 0);
                if (file.isPresent()) {
                    digest.update(Files.readAllBytes(file.get()));
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading what to fill the database with: " + e.getMessage(), e);
        }
    }

    private void write(Entities entities, String file) throws InterruptedException {
        node.run(Command.of("sh", "-c", "mkdir -p \"$(dirname \"$1\")\" && cat > \"$1\"", "sh", file)
                        .input(entities.text()))
                .orFail("writing the declarative file");
    }

    /** Removes the database of a trial, once nobody uses it. */
    void drop(Filling filling) throws InterruptedException {
        if (filling.own().isEmpty()) {
            return;
        }
        if (filling.shared().isPresent()) {
            String name = filling.shared().get();
            Shared known = shared.get(name);
            if (known != null && known.users() > 1) {
                shared.put(name, new Shared(known.database(), known.users() - 1));
                return;
            }
            shared.remove(name);
        }
        if (cluster.died().isEmpty()) {
            cluster.up().databases().drop(filling.own().get());
        }
    }

    void saveDump(Filling filling, Path file) throws InterruptedException {
        Database database = filling.own()
                .orElseThrow(() -> new DeploymentFailed(
                        "this Kong has no database to dump (database: off); use database: postgres"));
        try {
            cluster.up().databases().saveDump(database, file, LOAD);
        } catch (NodeFailed e) {
            throw new DeploymentFailed(String.valueOf(e.getMessage()), e);
        }
    }

    /** Why the database of {@code filling} is gone, if it is. */
    Optional<String> died(Filling filling) throws InterruptedException {
        return filling.own().isEmpty() ? Optional.empty() : cluster.died();
    }
}
