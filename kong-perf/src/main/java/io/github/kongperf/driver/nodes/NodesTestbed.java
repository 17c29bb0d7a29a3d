package io.github.kongperf.driver.nodes;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.Needs;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.kong.Installation;
import io.github.kongperf.kong.KongFailed;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.load.jvm.JvmLoadGenerator;
import io.github.kongperf.machine.MachineReading;
import io.github.kongperf.machine.ProcReader;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Kong;
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

/** What the trials of a session share on its nodes: Kongs that are installed, upstreams, the database cluster, the generator. */
public final class NodesTestbed implements Testbed {

    /** What {@code kong version} says. */
    private static final Pattern KONG = Pattern.compile("(Kong( Enterprise)? )?\\d+(\\.\\d+)+\\S*");

    private final Parts parts;
    private final Consumer<String> step;
    private final Upstreams upstreams;
    private final Cluster cluster;
    private final Fillings fillings;
    private final NodesDeployment.Builder builder;
    private final JvmLoadGenerator prober = new JvmLoadGenerator();
    private final ProcReader proc;
    private final int generatorCpus;
    /** Why a version can't be had: asked once, told in each of its trials. */
    private final Map<KongVersion, String> unavailable = new HashMap<>();

    /** Settings that a version does not know: told once. */
    private final Set<String> reported = new HashSet<>();

    private Optional<String> standIn = Optional.empty();

    /**
     * What it is made of.
     *
     * @param sites where Kongs run
     * @param upstreams a folder on the node of the upstreams
     * @param database a folder on the node of the database
     * @param load the node of the generator
     * @param leaving takes down what a later opening can't use
     * @param closing takes all this down, once nothing of the testbed is up any more
     */
    public record Parts(
            Sites sites,
            WorkFolder upstreams,
            WorkFolder database,
            Node load,
            LoadGenerator generator,
            NodesOptions options,
            CleanUp.Part leaving,
            CleanUp.Part closing) {}

    private NodesTestbed(Parts parts, Ledger ledger, Consumer<String> step) throws InterruptedException {
        this.parts = parts;
        this.step = step;
        this.upstreams = new Upstreams(parts.upstreams(), parts.options());
        this.cluster = new Cluster(ledger, parts.database(), parts.options(), step);
        this.fillings = new Fillings(cluster, step);
        this.builder = new NodesDeployment.Builder(
                parts.sites(),
                upstreams,
                cluster,
                fillings,
                new Hybrid(),
                new Attaching(parts.sites(), parts.options().profilers(), step),
                parts.options());
        this.proc = new ProcReader(parts.load());
        List<Integer> pinned = parts.options().pinning().of(Role.GENERATOR);
        this.generatorCpus = pinned.isEmpty() ? proc.allowedCpus().size() : pinned.size();
    }

    /**
     * Makes ready what its trials will need. What is in {@code parts} is taken down if that fails.
     *
     * @throws DeploymentFailed if the session can't go on
     */
    public static NodesTestbed open(Parts parts, Ledger ledger, Needs needs, Consumer<String> step)
            throws InterruptedException {
        NodesTestbed testbed = null;
        try {
            testbed = new NodesTestbed(parts, ledger, step);
            testbed.prepare(needs);
            return testbed;
        } catch (NodeFailed | LoadFailed | KongFailed e) {
            throw down(parts, testbed, new DeploymentFailed(String.valueOf(e.getMessage()), e));
        } catch (InterruptedException e) {
            throw down(parts, testbed, e);
        } catch (RuntimeException e) {
            throw down(parts, testbed, e);
        }
    }

    private static <E extends Exception> E down(
            Parts parts, @org.jspecify.annotations.Nullable NodesTestbed testbed, E failure) {
        try {
            if (testbed == null) {
                CleanUp.all(parts.generator()::close, parts.closing());
            } else {
                testbed.close();
            }
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** Does once, before the first trial, what would else be done in it. */
    private void prepare(Needs needs) throws InterruptedException {
        for (Setup setup : needs.setups()) {
            try {
                Site site = site(setup);
                reportUnknown(site.installed(), setup.kong());
                fillings.prepare(site, setup, upstream(setup.upstream()));
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

    private Site site(Setup setup) throws InterruptedException {
        String why = unavailable.get(setup.version());
        if (why != null) {
            throw new DeploymentFailed(why);
        }
        try {
            Site site = parts.sites().of(setup, step);
            standIn = standIn.or(() -> standIn(site.installed().facts()));
            return site;
        } catch (KongFailed | NodeFailed e) {
            unavailable.put(setup.version(), String.valueOf(e.getMessage()));
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
        // Once more, should it not have been prepared.
        reportUnknown(site(setup).installed(), setup.kong());
        try {
            return builder.deploy(() -> parts.sites().open(setup, step), setup);
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
        return switch (role) {
            case GENERATOR -> parts.load();
            case UPSTREAM -> parts.upstreams().node();
            case DATABASE -> parts.database().node();
            case GATEWAY -> parts.sites().node();
        };
    }

    @Override
    public LoadGenerator generator() {
        return parts.generator();
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
        CleanUp.all(prober::close, parts.generator()::close, upstreams::stop, parts.leaving());
    }

    @Override
    public void close() {
        CleanUp.all(prober::close, parts.generator()::close, upstreams::stop, cluster::stop, parts.closing());
    }

    /** Whether {@code kong} keeps its entities in PostgreSQL. */
    public static boolean onPostgres(Kong kong) {
        return kong.database().kind() == Kong.Database.Kind.POSTGRES;
    }
}
