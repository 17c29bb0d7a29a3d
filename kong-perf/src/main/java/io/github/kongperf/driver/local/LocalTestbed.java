package io.github.kongperf.driver.local;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.Needs;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.kong.Installation;
import io.github.kongperf.kong.KongFailed;
import io.github.kongperf.kong.Versions;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.load.jvm.JvmLoadGenerator;
import io.github.kongperf.load.jvm.RemoteJvmLoadGenerator;
import io.github.kongperf.load.wrk.WrkLoadGenerator;
import io.github.kongperf.machine.MachineReading;
import io.github.kongperf.machine.ProcReader;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Upstream;
import io.github.kongperf.version.KongVersion;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What the trials of a session share on this machine: versions, upstreams, the database cluster, the generator. */
final class LocalTestbed implements Testbed {

    /** What {@code kong version} says. */
    private static final Pattern KONG = Pattern.compile("(Kong( Enterprise)? )?\\d+(\\.\\d+)+\\S*");

    private final Node node;
    private final LocalSettings settings;
    private final Versions versions;
    private final Consumer<String> step;
    private final WorkFolder work;
    private final Upstreams upstreams;
    private final Cluster cluster;
    private final Fillings fillings;
    private final LoadGenerator generator;
    private final JvmLoadGenerator prober = new JvmLoadGenerator();
    private final ProcReader proc;
    /** Why a version can't be had: asked once, told in each of its trials. */
    private final Map<KongVersion, String> unavailable = new HashMap<>();

    /** Settings that a version does not know: told once. */
    private final Set<String> reported = new HashSet<>();

    private final int generatorCpus;
    private Optional<String> standIn = Optional.empty();

    private LocalTestbed(
            Node node,
            Ledger ledger,
            LocalSettings settings,
            Versions versions,
            Consumer<String> step,
            WorkFolder work,
            LoadGenerator generator)
            throws InterruptedException {
        this.node = node;
        this.settings = settings;
        this.versions = versions;
        this.step = step;
        this.work = work;
        this.generator = generator;
        this.upstreams = new Upstreams(node, work.path("upstream"), settings);
        this.cluster = new Cluster(node, ledger, work, settings, step);
        this.fillings = new Fillings(node, work, cluster, step);
        this.proc = new ProcReader(node);
        List<Integer> pinned = settings.pinning().of(Role.GENERATOR);
        this.generatorCpus = pinned.isEmpty() ? proc.allowedCpus().size() : pinned.size();
    }

    static LocalTestbed open(
            Node node,
            Ledger ledger,
            WorkFolder work,
            LocalSettings settings,
            Versions versions,
            Needs needs,
            Consumer<String> step)
            throws InterruptedException {
        LocalTestbed testbed = null;
        try {
            LoadGenerator generator = generator(node, work, settings, needs.engine(), step);
            testbed = new LocalTestbed(node, ledger, settings, versions, step, work, generator);
            testbed.prepare(needs);
            return testbed;
        } catch (NodeFailed | LoadFailed | KongFailed e) {
            throw down(testbed, new DeploymentFailed(String.valueOf(e.getMessage()), e));
        } catch (InterruptedException e) {
            throw down(testbed, e);
        } catch (RuntimeException e) {
            throw down(testbed, e);
        }
    }

    private static <E extends Exception> E down(@org.jspecify.annotations.Nullable LocalTestbed testbed, E failure) {
        if (testbed != null) {
            try {
                testbed.close();
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
        return failure;
    }

    private static LoadGenerator generator(
            Node node, WorkFolder work, LocalSettings settings, Optional<Load.Engine> wanted, Consumer<String> step)
            throws InterruptedException {
        List<Integer> cpus = settings.pinning().of(Role.GENERATOR);
        Load.Engine engine = wanted.orElse(LocalChecks.hasWrk(node) ? Load.Engine.WRK : Load.Engine.JVM);
        if (engine == Load.Engine.WRK) {
            return WrkLoadGenerator.on(node, work.fresh("wrk"), cpus);
        }
        if (wanted.isEmpty()) {
            step.accept("wrk is not installed, so the generator of the JVM makes the load");
        }
        return RemoteJvmLoadGenerator.here(node, work.fresh("generator"), cpus);
    }

    /** Does once, before the first trial, what would else be done in it. */
    private void prepare(Needs needs) throws InterruptedException {
        for (Setup setup : needs.setups()) {
            try {
                Installation installed = installation(setup.version());
                reportUnknown(installed, setup.kong());
                fillings.prepare(installed, setup, upstream(setup.upstream()));
            } catch (DeploymentFailed | KongFailed | NodeFailed | IllegalArgumentException | UncheckedIOException e) {
                // Its trials fail with this; others can be measured.
                step.accept("%s: %s".formatted(setup.version().text(), e.getMessage()));
            }
        }
    }

    private void reportUnknown(Installation installed, Kong kong) {
        installed.unknownSettings(kong.config()).stream()
                .filter(sentence -> reported.add(installed.version().text() + " " + sentence))
                .forEach(step);
    }

    private Installation installation(KongVersion version) throws InterruptedException {
        String why = unavailable.get(version);
        if (why != null) {
            throw new DeploymentFailed(why);
        }
        try {
            Installation installed = versions.get(settings.located(version), step);
            standIn = standIn.or(() -> standIn(installed.facts()));
            return installed;
        } catch (KongFailed | NodeFailed e) {
            unavailable.put(version, String.valueOf(e.getMessage()));
            throw new DeploymentFailed(String.valueOf(e.getMessage()), e);
        }
    }

    /** What runs calls itself something else than Kong does. */
    private static Optional<String> standIn(Map<String, String> facts) {
        return Optional.ofNullable(facts.get("kong.stand_in"))
                .or(() -> Optional.ofNullable(facts.get("kong.calls_itself"))
                        .filter(name -> !KONG.matcher(name).matches()))
                .map(name -> name.contains("not Kong") ? name : name + ", which is not Kong");
    }

    @Override
    public Deployment deploy(Setup setup) throws InterruptedException {
        Installation installed = installation(setup.version());
        reportUnknown(installed, setup.kong());
        try {
            return new LocalDeployment.Builder(node, work, settings, proc, upstreams, fillings)
                    .deploy(installed, setup);
        } catch (KongFailed | NodeFailed | IllegalArgumentException | UncheckedIOException e) {
            throw new DeploymentFailed(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public List<String> upstream(Upstream upstream) throws InterruptedException {
        try {
            return upstreams.of(upstream).uris().stream().map(URI::toString).toList();
        } catch (NodeFailed | IllegalArgumentException e) {
            throw new DeploymentFailed(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public Node node(Role role) {
        return node;
    }

    @Override
    public LoadGenerator generator() {
        return generator;
    }

    @Override
    public OptionalInt generatorCpus() {
        return OptionalInt.of(generatorCpus);
    }

    @Override
    public LoadGenerator prober() {
        return prober;
    }

    @Override
    public Optional<String> standIn() {
        return standIn;
    }

    @Override
    public Optional<MachineReading> machine() throws InterruptedException {
        return Optional.of(proc.machine());
    }

    /** Leaves the database cluster up, with all that was prepared in it. */
    @Override
    public void leave() {
        CleanUp.all(prober::close, generator::close, upstreams::stop);
    }

    @Override
    public void close() {
        CleanUp.all(prober::close, generator::close, upstreams::stop, cluster::stop, work::remove);
    }

    /** Whether {@code kong} keeps its entities in PostgreSQL. */
    static boolean onPostgres(Kong kong) {
        return kong.database().kind() == Kong.Database.Kind.POSTGRES;
    }
}
