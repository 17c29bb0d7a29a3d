package io.github.kongperf.api;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.Driver;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.MeasuringLock;
import io.github.kongperf.driver.Needs;
import io.github.kongperf.driver.Profiled;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.ShutdownGuard;
import io.github.kongperf.driver.StartedSession;
import io.github.kongperf.driver.StateFolder;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.flamegraph.FlameGraphPage;
import io.github.kongperf.flamegraph.FlameGraphSvg;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.Result;
import io.github.kongperf.profile.Probe;
import io.github.kongperf.profile.ProfilerFailed;
import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.Role;
import io.github.kongperf.result.StackSamples;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Upstream;
import io.github.kongperf.version.KongVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The functions of Kong's own performance framework, in its order: {@link #useDriver}, {@link #setup}, {@link #startUpstream},
 * {@link #startKong}, {@link #startStapxx}, {@link #startLoad}, {@link #waitResult}, {@link #combineResults},
 * {@link #generateFlamegraph}, {@link #saveErrorLog}, {@link #stopKong}, {@link #teardown}. For tests that a thread runs; not for several at a time.
 *
 * <p>Every function throws {@link IllegalStateException} when it is called out of order, and an exception that says what
 * happened and what to do when it fails: {@link io.github.kongperf.driver.DeploymentFailed} for what does not come up,
 * {@link LoadFailed} for load that can't be made.
 */
public final class KongPerf implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** To get a profiler ready. */
    private static final Duration ATTACH = Duration.ofSeconds(30);

    private static final String FIRST = "default";

    private final Output output;
    private final Map<String, Started> kongs = new LinkedHashMap<>();
    private final Entities entities = new Entities();
    private @Nullable DriverOptions options;
    private int retries = 3;
    private Upstream upstream = new Upstream(1, Upstream.Respond.ok());
    private Optional<Path> dump = Optional.empty();
    private @Nullable Open open;
    private @Nullable StartedLoad load;
    private boolean profilers;
    private Optional<Attached> attached = Optional.empty();
    private @Nullable Sampled sampled;

    /** A profiler that waits for the next load. */
    private record Attached(String version, Deployment kong, Probe probe) {}

    /** What came of the last profiler. */
    private record Sampled(String title, StackSamples samples) {}

    /** What is up between setup and teardown. */
    private record Open(
            StateFolder state,
            StartedSession session,
            Driver driver,
            Testbed testbed,
            MeasuringLock lock,
            ShutdownGuard guard) {}

    /**
     * @param database what the shared one was made of; empty without a database
     * @param profilers whether it can be profiled
     */
    private record Started(String version, Deployment deployment, Optional<Made> database, boolean profilers) {}

    /**
     * What makes two databases the same.
     *
     * @param entities as a template; empty if there is a dump
     * @param written when the dump was, in milliseconds: a file of the same name may be another dump
     */
    private record Made(KongVersion version, String entities, Optional<Path> dump, long written) {}

    /** Prints to standard output, at the log level {@code info}. */
    public KongPerf() {
        this(System.out::println);
    }

    /** @param lines gets each line that is printed */
    public KongPerf(java.util.function.Consumer<String> lines) {
        this.output = new Output(lines);
    }

    /**
     * Uses a driver as it is by default.
     *
     * @param name {@code local}
     */
    public void useDriver(String name) {
        useDriver(name, Map.of());
    }

    /**
     * Chooses where Kong runs.
     *
     * @param name {@code local}
     * @param settings of the driver, as the Maven plugin has them: {@code kongHome}, {@code kongRepository},
     *     {@code packageUrl}, {@code cacheFolder}, {@code workFolder}, {@code stateFolder}, {@code cpus}; and {@code engine}
     *     ({@code wrk} or {@code jvm})
     * @throws IllegalArgumentException if there is no such driver or setting
     */
    public void useDriver(String name, Map<String, String> settings) {
        if (open != null) {
            throw new IllegalStateException("useDriver comes before setup; call teardown first");
        }
        options = DriverOptions.of(name, settings);
    }

    /**
     * What is printed: {@code debug}, {@code info}, {@code notice}, {@code warn}, {@code error} or {@code crit} and what is
     * worse. Kong's own log level is a setting of {@link #startKong}.
     *
     * @throws IllegalArgumentException for any other name
     */
    public void setLogLevel(String level) {
        output.level(level);
    }

    /**
     * How often a start of Kong is tried again that lost its ports to another program: nothing else is tried again, since
     * nothing else may be repeated safely. Holds from the next {@link #setup}.
     *
     * @param count 0 or more; 3 unless it is set
     */
    public void setRetryCount(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("the retry count (%d) must not be negative".formatted(count));
        }
        retries = count;
    }

    /**
     * Prepares the environment. Waits until no other session measures on this machine.
     *
     * @return what every Kong begins with: insert entities into it before {@link #startKong}
     */
    public Entities setup() throws InterruptedException {
        DriverOptions chosen = options;
        if (chosen == null) {
            throw new IllegalStateException("call useDriver(\"local\") before setup");
        }
        if (open != null) {
            throw new IllegalStateException("setup was called already; call teardown first");
        }
        entities.clear();
        kongs.clear();
        dump = Optional.empty();
        StateFolder state = chosen.state();
        endDead(state, chosen);
        Path module = Path.of("").toAbsolutePath();
        StartedSession session =
                state.enter("api-" + UUID.randomUUID(), module, chosen.driver(), 0, StartedSession.Phase.RUNNING, 0);
        ShutdownGuard guard = ShutdownGuard.of(PATIENCE, () -> end(state, session, chosen));
        try {
            MeasuringLock lock = MeasuringLock.take(
                    state,
                    "a test in %s (process %d)"
                            .formatted(module, ProcessHandle.current().pid()),
                    other -> output.notice("waiting for %s: one session measures at a time".formatted(other)));
            try {
                Driver driver = chosen.make(retries, output::debug);
                Ledger ledger = state.ledger(session);
                Testbed testbed = driver.open(ledger, new Needs(List.of(), chosen.engine(), 0), output::info);
                open = new Open(state, session, driver, testbed, lock, guard);
                return entities;
            } catch (InterruptedException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            fail(state, session, chosen, guard);
            throw new UncheckedIOException("preparing the session in " + state.root(), e);
        } catch (InterruptedException | RuntimeException e) {
            fail(state, session, chosen, guard);
            throw e;
        }
    }

    /**
     * Starts an upstream (nginx) on one port.
     *
     * @param nginxConf what stands in its {@code server} block
     * @return its URI as Kong sees it, without a path
     */
    public String startUpstream(String nginxConf) throws InterruptedException {
        return startUpstreams(nginxConf, 1).get(0);
    }

    /**
     * Starts an upstream on several ports, which all answer alike.
     *
     * @return their URIs
     */
    public List<String> startUpstreams(String nginxConf, int ports) throws InterruptedException {
        Upstream wanted = new Upstream(ports, new Upstream.Nginx(nginxConf));
        List<String> uris = open().testbed().upstream(wanted);
        upstream = wanted;
        return uris;
    }

    /** Starts Kong with no settings but the defaults. */
    public void startKong(String version) throws InterruptedException {
        startKong(version, Map.of());
    }

    /** Starts the only Kong. */
    public void startKong(String version, Map<String, String> config) throws InterruptedException {
        startKong(version, config, FIRST);
    }

    /**
     * Starts a Kong, and returns once it listens. All that are up at a time share one database, unless it is {@code off}.
     * A setting that this version does not know is told in a line.
     *
     * @param version {@code git:<ref>}, {@code path:<dir>}, or a release such as {@code 3.9.1}
     * @param config settings as Kong names them; {@code database} is {@code postgres} (the default) or {@code off}
     * @param name of this node
     * @throws IllegalStateException if a database is up that was made for another version, or of other content
     */
    public void startKong(String version, Map<String, String> config, String name) throws InterruptedException {
        if (kongs.containsKey(name)) {
            throw new IllegalStateException(
                    "a Kong named '%s' is up already; stop it, or give another name".formatted(name));
        }
        Map<String, String> settings = new LinkedHashMap<>(config);
        String database = Optional.ofNullable(settings.remove("database")).orElse("postgres");
        Kong.Database.Kind kind = kind(database);
        KongVersion wanted = KongVersion.parse(version);
        List<String> amiss = open().driver().check(List.of(wanted));
        if (!amiss.isEmpty()) {
            throw new io.github.kongperf.driver.DeploymentFailed(String.join("\n", amiss));
        }
        boolean onDatabase = kind == Kong.Database.Kind.POSTGRES;
        Optional<Made> made = onDatabase ? Optional.of(made(wanted)) : Optional.empty();
        made.ifPresent(this::requireSameDatabase);
        output.info("starting Kong %s".formatted(version));
        Kong kong = new Kong(new Kong.Database(kind, false), settings, content(), List.of(), List.of());
        Optional<String> shared = onDatabase ? Optional.of(open().session().id()) : Optional.empty();
        Deployment up = open().testbed().deploy(new Setup(wanted, upstream, kong, Map.of(), shared, profilers));
        kongs.put(name, new Started(version, up, made, profilers));
    }

    private Made made(KongVersion version) {
        return new Made(
                version,
                dump.isPresent() ? "" : entities.template(),
                dump,
                dump.map(file -> file.toFile().lastModified()).orElse(0L));
    }

    private void requireSameDatabase(Made wanted) {
        for (Map.Entry<String, Started> other : kongs.entrySet()) {
            Made there = other.getValue().database().orElse(wanted);
            if (!there.equals(wanted)) {
                throw new IllegalStateException(
                        "Kong '%s' is up, and its database, which all share, was made %s; call stopKong first, or start both alike"
                                .formatted(
                                        other.getKey(),
                                        there.version().equals(wanted.version())
                                                ? "before the entities or the dump that a Kong would now begin with"
                                                : "for " + there.version().text()));
            }
        }
    }

    /** Stops every Kong. Its database is gone, too; entities stay for the next one. */
    public void stopKong() {
        detach();
        CleanUp.Part[] parts = kongs.values().stream()
                .map(kong -> (CleanUp.Part) kong.deployment()::close)
                .toArray(CleanUp.Part[]::new);
        kongs.clear();
        CleanUp.all(parts);
    }

    private void detachAfter(RuntimeException failure) {
        try {
            detach();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void detach() {
        Optional<Attached> profiler = attached;
        attached = Optional.empty();
        profiler.ifPresent(waiting -> waiting.probe().close());
    }

    /** Stops the Kong of that name. */
    public void stopKong(String name) {
        Deployment kong = kong(name);
        if (attached.filter(waiting -> waiting.kong() == kong).isPresent()) {
            detach();
        }
        kongs.remove(name);
        kong.close();
    }

    /** {@link #teardown(boolean)} that leaves machines up which cost time to make; the local driver has none. */
    public void teardown() {
        teardown(false);
    }

    /**
     * Takes everything down. Does nothing if nothing is up.
     *
     * @param full also what the next setup could use again
     */
    @SuppressWarnings("try") // the lock and the guard are given back, and that is all
    public void teardown(boolean full) {
        Open up = open;
        if (up == null) {
            return;
        }
        open = null;
        load = null;
        try (MeasuringLock lock = up.lock();
                ShutdownGuard guard = up.guard()) {
            try {
                stopKong();
            } finally {
                try {
                    up.testbed().close();
                } finally {
                    List<String> left = CleanUp.call(() -> up.state().end(up.session(), up.driver()::remove));
                    left.forEach(thing -> output.warn("could not be removed: " + thing));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("giving back the lock for measuring", e);
        }
    }

    /**
     * Begins to load Kong and returns. First the request must get answers that are expected: a route may take a moment after
     * Kong listens. What only a script knows, or answers of several kinds, are looked at in a load like this one that takes a
     * second and is not measured; wrk reads each status then, at some cost, so that it need not while it measures.
     *
     * @throws LoadFailed if it gets none within 20 s, with what it got
     * @throws ProfilerFailed if the profiler does not begin to sample; it is detached then
     */
    public void startLoad(LoadRequest request) throws InterruptedException {
        if (load != null) {
            throw new IllegalStateException("a load is running; call waitResult before the next one");
        }
        Testbed testbed = open().testbed();
        Optional<Deployment> kong = request.uri().isPresent()
                ? Optional.empty()
                : Optional.of(request.kong().map(this::kong).orElseGet(this::only));
        Optional<Probe> probe = attached.map(Attached::probe);
        sampled = null;
        try {
            load = StartedLoad.start(testbed, kong, request, probe, output);
        } catch (ProfilerFailed e) {
            // It samples nothing any more, and would be in the way of the next one.
            detachAfter(e);
            throw e;
        }
    }

    /**
     * Lets every Kong that is started from now on be profiled: it gets a plugin of ours, which does nothing before a profiler is
     * started.
     */
    public void enableProfilers() {
        profilers = true;
    }

    /** Starts a profiler on the only Kong. */
    public void startProfiler(String profiler) throws InterruptedException {
        startProfiler(profiler, FIRST);
    }

    /**
     * Attaches a profiler to all worker processes of a Kong: it samples during the next load. Comes before {@link #startLoad}, and
     * after {@link #enableProfilers} and {@link #startKong}. What is measured meanwhile is worth less, for a profiler costs time.
     *
     * @param profiler {@code lua}, {@code perf} or {@code stapxx}
     * @param name of the Kong
     * @throws ProfilerFailed if it can't be done, with what is missing
     */
    public void startProfiler(String profiler, String name) throws InterruptedException {
        attach(new Profiled(profiler, Load.Target.PROXY, Optional.empty(), OptionalInt.empty()), name);
    }

    /**
     * Runs a sample of stapxx, by SystemTap, on the only Kong during the next load; see {@link #startProfiler}. The folder of
     * stapxx is the setting {@code stapxx} of the driver.
     *
     * @param sample {@code lj-lua-stacks.sxx}
     * @param arguments besides its time and its process, which are those of the load and of each worker
     * @throws ProfilerFailed if it can't be done, with what is missing, and the profiler that is nearest
     *     to it
     */
    public void startStapxx(String sample, String... arguments) throws InterruptedException {
        attach(
                new Profiled(
                        "stapxx",
                        Load.Target.PROXY,
                        Optional.empty(),
                        OptionalInt.empty(),
                        new Profiled.Sample(sample, List.of(arguments))),
                FIRST);
    }

    private void attach(Profiled how, String name) throws InterruptedException {
        if (attached.isPresent()) {
            throw new IllegalStateException(
                    "a profiler waits for its load already; call startLoad and waitResult first");
        }
        Started kong = name.equals(FIRST) && kongs.size() == 1
                ? kongs.values().iterator().next()
                : started(name);
        if (!kong.profilers()) {
            throw new IllegalStateException("call enableProfilers before startKong");
        }
        output.info("attaching profiler %s".formatted(how.profiler()));
        Probe probe = kong.deployment().attach(how, ATTACH);
        attached = Optional.of(new Attached(kong.version(), kong.deployment(), probe));
    }

    /**
     * Draws what the profiler has sampled during the last load, titled by the version.
     *
     * @param path is replaced; what it is tells its ending: {@code .html}, interactive, or {@code .svg}
     */
    public void generateFlamegraph(Path path) {
        generateFlamegraph(path, "Flame graph");
    }

    /**
     * Draws what the profiler has sampled during the last load.
     *
     * @param path is replaced, and its folder made; what it is tells its ending: {@code .html}, interactive, or {@code .svg}
     * @param title of the picture; the version is added
     * @throws IllegalStateException if nothing was sampled
     */
    public void generateFlamegraph(Path path, String title) {
        Sampled last = sampled;
        if (last == null) {
            throw new IllegalStateException(
                    "nothing was sampled; call startProfiler or startStapxx, startLoad and waitResult first");
        }
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        String whole = "%s (%s)".formatted(title, last.title());
        if (name.endsWith(".svg")) {
            save(path, FlameGraphSvg.of(last.samples(), whole).lines().toList());
        } else if (name.endsWith(".html")) {
            save(path, FlameGraphPage.of(last.samples(), whole).lines().toList());
        } else {
            throw new IllegalArgumentException("%s: end its name with .html or .svg".formatted(path));
        }
    }

    /**
     * Waits for the load to end. Warns if the generator or the upstream was at its limit, so that it may be this that was
     * measured.
     *
     * @throws LoadFailed if it gave no result
     * @throws io.github.kongperf.driver.DeploymentFailed if Kong died meanwhile
     */
    public LoadResult waitResult() throws InterruptedException {
        StartedLoad running = load;
        if (running == null) {
            throw new IllegalStateException("no load is running; call startLoad first");
        }
        load = null;
        Optional<Attached> profiler = attached;
        attached = Optional.empty();
        try {
            LoadResult result = running.await(output);
            if (profiler.isPresent()) {
                sampled = new Sampled(
                        title(profiler.get()), profiler.get().probe().await());
            }
            return result;
        } finally {
            profiler.ifPresent(done -> done.probe().close());
        }
    }

    /** What it ran on, too, if that is another version. */
    private static String title(Attached profiler) {
        String version = profiler.version();
        return new Conditions(profiler.kong().conditions())
                .base(version)
                .map(base -> "%s, based on %s".formatted(version, base))
                .orElse(version);
    }

    /** Several results as one. */
    public static CombinedResult combineResults(List<LoadResult> results) {
        return new CombinedResult(results);
    }

    /** Several results as one. */
    public static CombinedResult combineResults(LoadResult... results) {
        return new CombinedResult(List.of(results));
    }

    /**
     * Saves the error log of the only Kong.
     *
     * @param file is replaced; its folder is made
     */
    public void saveErrorLog(Path file) {
        save(file, only().errorLog());
    }

    /**
     * Saves the error log of the Kong of that name.
     *
     * @param file is replaced; its folder is made
     */
    public void saveErrorLog(Path file, String name) {
        save(file, kong(name).errorLog());
    }

    /** The Admin API of the only Kong, as the load generator sees it. */
    public URI getAdminUri() {
        return only().target(Load.Target.ADMIN);
    }

    /** The Admin API of the Kong of that name, as the load generator sees it. */
    public URI getAdminUri(String name) {
        return kong(name).target(Load.Target.ADMIN);
    }

    /**
     * Saves what the database of the Kongs holds, for {@link #loadDump}.
     *
     * @param file is replaced
     */
    public void saveDump(Path file) throws InterruptedException {
        only().saveDump(file);
    }

    /**
     * Lets every Kong that is started from now on begin with a dump, instead of entities. Those that are up keep their
     * database: stop them before the next start.
     */
    public void loadDump(Path file) {
        open();
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    "%s can't be read; give a file that saveDump or pg_dump wrote".formatted(file));
        }
        dump = Optional.of(file.toAbsolutePath());
    }

    /**
     * Runs a program where a role of the environment is.
     *
     * @param role {@code kong}, {@code db} or {@code worker}
     * @param program with its arguments, one element each; no shell
     * @return what it printed, and its exit code
     */
    public Result remoteExecute(String role, String program, String... arguments) throws InterruptedException {
        Node node = open().testbed().node(role(role));
        return node.run(Command.of(program, arguments));
    }

    @Override
    public void close() {
        teardown();
    }

    private Kong.Content content() {
        if (dump.isPresent()) {
            return new Kong.Content(Optional.empty(), Optional.empty(), dump);
        }
        if (entities.isEmpty()) {
            return Kong.Content.none();
        }
        Path file = open().state().ledger(open().session()).folder().resolve("entities.kong.yaml.ftl");
        try {
            Files.writeString(file, entities.template());
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
        return new Kong.Content(Optional.of(file), Optional.empty(), Optional.empty());
    }

    private Open open() {
        Open up = open;
        if (up == null) {
            throw new IllegalStateException("nothing is set up; call setup first");
        }
        return up;
    }

    private Deployment only() {
        if (kongs.isEmpty()) {
            throw new IllegalStateException("no Kong is up; call startKong first");
        }
        return kongs.values().iterator().next().deployment();
    }

    private Deployment kong(String name) {
        return started(name).deployment();
    }

    private Started started(String name) {
        Started kong = kongs.get(name);
        if (kong == null) {
            throw new IllegalStateException(
                    "no Kong named '%s' is up; there is %s".formatted(name, kongs.isEmpty() ? "none" : kongs.keySet()));
        }
        return kong;
    }

    private void endDead(StateFolder state, DriverOptions chosen) throws InterruptedException {
        for (StartedSession dead : state.all()) {
            if (dead.phase() == StartedSession.Phase.RUNNING
                    && !dead.alive()
                    && dead.driver().equals(chosen.driver())) {
                state.end(dead, chosen.remover())
                        .forEach(thing -> output.warn("of a dead session, could not be removed: " + thing));
            }
        }
    }

    private static void fail(StateFolder state, StartedSession session, DriverOptions chosen, ShutdownGuard guard) {
        CleanUp.call(() -> state.end(session, chosen.remover()));
        guard.close();
    }

    private static void end(StateFolder state, StartedSession session, DriverOptions chosen) {
        try {
            state.end(session, chosen.remover());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Kong.Database.Kind kind(String database) {
        return switch (database) {
            case "postgres" -> Kong.Database.Kind.POSTGRES;
            case "off" -> Kong.Database.Kind.OFF;
            default -> throw new IllegalArgumentException("database '%s': use 'postgres' or 'off'".formatted(database));
        };
    }

    private static Role role(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "kong" -> Role.GATEWAY;
            case "db" -> Role.DATABASE;
            case "worker" -> Role.GENERATOR;
            default ->
                throw new IllegalArgumentException("'%s' is no role; use 'kong', 'db' or 'worker'".formatted(name));
        };
    }

    private static void save(Path file, List<String> lines) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }
}
