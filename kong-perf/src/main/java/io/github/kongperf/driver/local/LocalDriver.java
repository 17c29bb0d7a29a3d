package io.github.kongperf.driver.local;

import io.github.kongperf.database.Postgres;
import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.LedgeredNode;
import io.github.kongperf.driver.Needs;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.driver.nodes.Cluster;
import io.github.kongperf.driver.nodes.KongDriver;
import io.github.kongperf.driver.nodes.NodesOptions;
import io.github.kongperf.driver.nodes.NodesTestbed;
import io.github.kongperf.driver.nodes.WorkFolder;
import io.github.kongperf.kong.Versions;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.load.jvm.RemoteJvmLoadGenerator;
import io.github.kongperf.load.wrk.WrkLoadGenerator;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.machine.ProcReader;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.ShowingNode;
import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Problem;
import io.github.kongperf.scenario.ScenarioFile;
import io.github.kongperf.version.KongVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Runs Kong, its database, the upstream and the load as processes of this machine, which must be a Linux. */
public final class LocalDriver implements KongDriver {

    static final String NAME = "local";

    /** The kind of all commands of one opening of a session; what it says is their owner. */
    static final String COMMANDS = "commands";

    /** What is below it, down to the sockets that Kong makes, may have 107 characters in all. */
    private static final int LONGEST_TEMP = 34;

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final LocalSettings settings;
    private final Node node;
    private final Versions versions;

    public LocalDriver(LocalSettings settings) {
        this.settings = settings;
        this.node = new ShowingNode(new LocalNode(), settings.commands());
        this.versions = new Versions(node, settings.sources(), settings.environment());
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Of the stand-in of our tests, some 0.7 s; Kong itself takes longer to start. */
    @Override
    public Duration besides() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Map<String, String> conditions() {
        Map<String, String> conditions = new HashMap<>();
        if (!settings.pinning().text().isEmpty()) {
            conditions.put("host.pinning", settings.pinning().text());
        }
        settings.pinning()
                .shared(CleanUp.call(() -> new ProcReader(node).allowedCpus()))
                .ifPresent(cpus -> conditions.put(Conditions.SHARED_CPUS, cpus));
        return conditions;
    }

    @Override
    public List<Problem> check(ScenarioFile scenario) throws InterruptedException {
        return new LocalChecks(node, settings).of(scenario);
    }

    @Override
    public List<String> check(List<KongVersion> wanted) throws InterruptedException {
        List<String> problems = new ArrayList<>();
        String temp = settings.temp().toAbsolutePath().toString();
        if (temp.length() > LONGEST_TEMP) {
            problems.add(
                    "kong-perf.workFolder (%s) is too long for the sockets that lie below it: at most %d characters; name a shorter one"
                            .formatted(temp, LONGEST_TEMP));
        }
        Set<Integer> there = new ProcReader(node).allowedCpus();
        for (Role role : Role.values()) {
            List<Integer> missing = settings.pinning().of(role).stream()
                    .filter(cpu -> !there.contains(cpu))
                    .toList();
            if (!missing.isEmpty()) {
                problems.add("kong-perf.cpus (%s): there is no CPU %s here that may be used; there are %s"
                        .formatted(settings.pinning().text(), Pinning.list(missing), Pinning.list(List.copyOf(there))));
            }
        }
        for (KongVersion version : wanted) {
            problems.addAll(versions.check(settings.located(version)));
        }
        return problems;
    }

    @Override
    public List<String> missing(String profiler) throws InterruptedException {
        return settings.profilers().missing(profiler, node);
    }

    @Override
    public Testbed open(Ledger ledger, Needs needs, Consumer<String> step) throws InterruptedException {
        WorkFolder first = WorkFolder.of(node, ledger, settings.temp());
        // Entered before the first command runs: of a session that is killed, they may go on. After the folder, since
        // what is
        // entered last is removed first.
        String owner = "kong-perf-" + UUID.randomUUID();
        ledger.enter(COMMANDS, owner);
        Node owned = new LedgeredNode(new ShowingNode(new LocalNode(owner), settings.commands()), ledger);
        WorkFolder work = first.on(owned);
        LoadGenerator generator;
        try {
            generator = generator(owned, work, needs.engine(), step);
        } catch (NodeFailed | LoadFailed e) {
            DeploymentFailed failure = new DeploymentFailed(String.valueOf(e.getMessage()), e);
            try {
                CleanUp.all(work::remove);
            } catch (RuntimeException left) {
                failure.addSuppressed(left);
            }
            throw failure;
        }
        NodesTestbed.Parts parts = new NodesTestbed.Parts(
                new LocalSites(work, settings, versions),
                work,
                work,
                owned,
                generator,
                options(owned),
                () -> {},
                work::remove);
        return NodesTestbed.open(parts, ledger, needs, step);
    }

    private NodesOptions options(Node here) {
        return new NodesOptions(
                settings.pinning(),
                settings.retries(),
                settings.postgres(),
                () -> settings.nginx(here),
                Map.of(),
                settings.profilers());
    }

    private LoadGenerator generator(Node here, WorkFolder work, Optional<Load.Engine> wanted, Consumer<String> step)
            throws InterruptedException {
        List<Integer> cpus = settings.pinning().of(Role.GENERATOR);
        Load.Engine engine = wanted.orElse(LocalChecks.hasWrk(here) ? Load.Engine.WRK : Load.Engine.JVM);
        if (engine == Load.Engine.WRK) {
            return WrkLoadGenerator.on(here, work.fresh("wrk"), cpus);
        }
        if (wanted.isEmpty()) {
            step.accept("wrk is not installed, so the generator of the JVM makes the load");
        }
        return RemoteJvmLoadGenerator.here(here, work.fresh("generator"), cpus);
    }

    @Override
    public void remove(Ledger.Entry entry) throws InterruptedException {
        removeEntry(entry);
    }

    /** {@link #remove} without settings: what stands in a ledger is found without them. */
    public static void removeEntry(Ledger.Entry entry) throws InterruptedException {
        Node node = new LocalNode();
        if (entry.kind().equals(LedgeredNode.JOB)) {
            Optional<Job> job = node.find(entry.what());
            if (job.isPresent()) {
                job.get().end(GRACE);
            }
        } else if (entry.kind().equals(COMMANDS)) {
            new LocalNode().endAllOf(entry.what(), GRACE);
        } else if (entry.kind().equals(Cluster.POSTGRES)) {
            Optional<Postgres> postgres = Postgres.attach(node, entry.what());
            if (postgres.isPresent()) {
                postgres.get().stop();
            }
        } else if (entry.kind().equals(WorkFolder.FOLDER)) {
            node.run(Command.of("rm", "-rf", "--", entry.what()).within(Duration.ofMinutes(2)))
                    .orFail("removing " + entry.what());
        } else {
            throw new IllegalStateException("this Kong Perf does not know how to remove a " + entry.kind());
        }
    }
}
