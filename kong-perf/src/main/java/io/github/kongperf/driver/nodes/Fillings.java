package io.github.kongperf.driver.nodes;

import io.github.kongperf.database.Database;
import io.github.kongperf.database.PasswordEncryption;
import io.github.kongperf.database.Postgres;
import io.github.kongperf.database.Template;
import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.kong.Installation;
import io.github.kongperf.kong.KongDatabase;
import io.github.kongperf.kong.KongServer;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.scenario.Entities;
import io.github.kongperf.scenario.EntitiesModel;
import io.github.kongperf.scenario.EntitiesTemplate;
import io.github.kongperf.scenario.InvalidEntities;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.version.KongVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What Kongs begin with: a declarative file, or a database. A database is migrated and filled once for each subject, kept, and
 * copied for each trial.
 */
final class Fillings {

    /** Bulk data may be millions of rows. */
    private static final Duration LOAD = Duration.ofMinutes(30);

    private static final long BEGUN = System.nanoTime();

    private final Cluster cluster;
    private final Consumer<String> step;
    private final Map<String, Template> templates = new HashMap<>();
    /** Why a database can't be made: tried once, told in each trial. */
    private final Map<String, RuntimeException> failed = new HashMap<>();

    private final Map<String, Shared> shared = new HashMap<>();
    private int copies;
    private int generation;

    /** A database that several deployments use. */
    private record Shared(Database database, int users) {}

    Fillings(Cluster cluster, Consumer<String> step) {
        this.cluster = cluster;
        this.step = step;
    }

    /** Does once what trials would else do: the database that they copy. */
    void prepare(Site site, Setup setup, List<String> uris) throws InterruptedException {
        if (NodesTestbed.onPostgres(setup.kong())) {
            template(site, setup, rendered(site.installed(), setup, uris));
        }
    }

    /** @param folder of the deployment, for files */
    Filling of(Site site, Setup setup, List<String> uris, String folder) throws InterruptedException {
        Installation installed = site.installed();
        Optional<Entities> entities = rendered(installed, setup, uris);
        Optional<String> path = entities.flatMap(all -> all.upstreamPath(uris));
        if (!NodesTestbed.onPostgres(setup.kong())) {
            Optional<String> file = Optional.empty();
            Optional<Entities> all =
                    entities.map(user -> user.with(setup.kong().everywhere())).or(() -> everywhere(installed, setup));
            if (all.isPresent()) {
                file = Optional.of(folder + "/entities.yaml");
                write(site.node(), all.get(), file.get());
            }
            return new Filling(new KongDatabase.Off(file), Optional.empty(), path, Map.of(), setup.shared());
        }
        Database database = database(site, setup, entities);
        return new Filling(kongs(database), Optional.of(database), path, cluster.conditions(), setup.shared());
    }

    private static KongDatabase kongs(Database database) {
        return new KongDatabase.Postgres(
                database.host(), database.port(), database.user(), database.password(), database.name());
    }

    private Database database(Site site, Setup setup, Optional<Entities> entities) throws InterruptedException {
        if (setup.shared().isPresent()) {
            Shared known = shared.get(setup.shared().get());
            if (known != null) {
                shared.put(setup.shared().get(), new Shared(known.database(), known.users() + 1));
                return known.database();
            }
        }
        Template template = template(site, setup, entities);
        Database copy = cluster.up()
                .databases()
                .copy(
                        template,
                        "kong_%s_%d"
                                .formatted(Long.toString(ProcessHandle.current().pid(), 36), ++copies),
                        encryption(site.installed()));
        setup.shared().ifPresent(name -> shared.put(name, new Shared(copy, 1)));
        return copy;
    }

    /** What all trials of a subject copy: migrated, and filled. */
    private Template template(Site site, Setup setup, Optional<Entities> entities) throws InterruptedException {
        Installation installed = site.installed();
        Kong.Content content = setup.kong().content();
        Optional<Entities> everywhere = everywhere(installed, setup);
        if (entities.isEmpty() && content.sql().isEmpty() && content.dump().isEmpty() && everywhere.isEmpty()) {
            return migrated(site, setup);
        }
        return kept(
                "t_" + key(installed, setup, content, entities, everywhere),
                name -> content.dump().isPresent()
                        ? cluster.up().databases().create(name, encryption(installed))
                        : cluster.up().databases().copy(migrated(site, setup), name, encryption(installed)),
                database -> fill(database, site, setup, entities));
    }

    /** What all subjects of a version copy: with the tables that it needs. */
    private Template migrated(Site site, Setup setup) throws InterruptedException {
        Installation installed = site.installed();
        return kept(
                "m_" + key(installed, setup, Kong.Content.none(), Optional.empty(), Optional.empty()),
                name -> cluster.up().databases().create(name, encryption(installed)),
                database -> {
                    step.accept(
                            "%s: migrating a database".formatted(setup.version().text()));
                    String folder = site.work().fresh("f");
                    server(site, setup, database, folder).bootstrap();
                    site.work().remove(folder);
                });
    }

    private Template kept(String name, Making making, Use filling) throws InterruptedException {
        cluster.up();
        if (generation != cluster.generation()) {
            // With an earlier cluster, all that was in it is gone.
            generation = cluster.generation();
            templates.clear();
            failed.clear();
        }
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

    private void fill(Database database, Site site, Setup setup, Optional<Entities> entities)
            throws InterruptedException {
        Optional<Path> dump = setup.kong().content().dump();
        if (dump.isPresent()) {
            cluster.up().databases().dump(database, dump.get(), LOAD);
            step.accept("%s: migrating the dump".formatted(setup.version().text()));
            String folder = site.work().fresh("f");
            server(site, setup, database, folder).migrate();
            site.work().remove(folder);
        }
        if (entities.isPresent()) {
            importInto(database, site, setup, entities.get());
        }
        Optional<Path> sql = setup.kong().content().sql();
        if (sql.isPresent()) {
            cluster.up().databases().sql(database, sql.get(), LOAD);
        }
        Optional<Entities> everywhere = everywhere(site.installed(), setup);
        if (everywhere.isPresent()) {
            // Last, for it adds to whatever is there, while statements may count on what they find.
            importInto(database, site, setup, everywhere.get());
        }
    }

    private void importInto(Database database, Site site, Setup setup, Entities entities) throws InterruptedException {
        String folder = site.work().fresh("f");
        String file = folder + "/entities.yaml";
        KongServer server = server(site, setup, database, folder);
        write(site.node(), entities, file);
        server.dbImport(file);
        site.work().remove(folder);
    }

    private static KongServer server(Site site, Setup setup, Database database, String folder)
            throws InterruptedException {
        return KongServer.prepare(
                site.node(),
                site.installed(),
                KongServer.Plan.forCommands(
                        folder,
                        site.node().address(),
                        kongs(database),
                        setup.kong().plugins()),
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
        // Each by its name, under which the others find it: addresses differ from trial to trial.
        Map<String, String> hosts =
                setup.kong().nodes().stream().collect(Collectors.toMap(Kong.Node::name, Kong.Node::name));
        EntitiesModel model =
                new EntitiesModel(uris, installed.kong(), FormatVersion.of(installed.kong()), hosts, setup.axis());
        try {
            return setup.kong().content().entities().map(file -> new EntitiesTemplate(file).render(model));
        } catch (InvalidEntities e) {
            throw new DeploymentFailed(String.valueOf(e.getMessage()), e);
        }
    }

    /** The plugins that run for each request, if there are any. */
    private static Optional<Entities> everywhere(Installation installed, Setup setup) {
        Map<String, Map<String, Object>> plugins = setup.kong().everywhere();
        return plugins.isEmpty()
                ? Optional.empty()
                : Optional.of(Entities.of(FormatVersion.of(installed.kong()), plugins));
    }

    /**
     * What makes two databases the same: what migrates them, plugins and their settings included, and what is filled in.
     */
    private static String key(
            Installation installed,
            Setup setup,
            Kong.Content content,
            Optional<Entities> entities,
            Optional<Entities> everywhere) {
        Digest digest = new Digest();
        digest.text(installed.version().text(), installed.kong(), new TreeMap<>(installed.facts()).toString());
        if (installed.version() instanceof KongVersion.Tree) {
            // Its files may be edited between two Mavens.
            digest.text(ProcessHandle.current().pid() + " " + BEGUN);
        }
        digest.text(new TreeMap<>(setup.kong().config()).toString());
        for (Kong.Plugin plugin : setup.kong().plugins()) {
            digest.text(plugin.name());
            plugin.from().ifPresent(digest::folder);
        }
        entities.ifPresent(all -> digest.text(all.text()));
        for (Optional<Path> file : List.of(content.sql(), content.dump())) {
            digest.text("");
            file.ifPresent(digest::file);
        }
        everywhere.ifPresent(plugins -> digest.text("everywhere", plugins.text()));
        return digest.hex();
    }

    private static void write(Node node, Entities entities, String file) throws InterruptedException {
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
        Optional<Postgres> holder = cluster.of(filling.own().get());
        if (holder.isPresent()) {
            holder.get().databases().drop(filling.own().get());
        }
    }

    /** Of the PostgreSQL that {@code filling} is in. */
    Optional<Long> postmaster(Filling filling) throws InterruptedException {
        Optional<Postgres> holder = filling.own().isEmpty()
                ? Optional.empty()
                : cluster.of(filling.own().get());
        return holder.isEmpty() ? Optional.empty() : Optional.of(holder.get().postmaster());
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
        if (filling.own().isEmpty() || cluster.of(filling.own().get()).isPresent()) {
            return Optional.empty();
        }
        Optional<String> died = cluster.died();
        return died.isPresent() ? died : Optional.of("its PostgreSQL has ended, and a new one has taken its place");
    }
}
