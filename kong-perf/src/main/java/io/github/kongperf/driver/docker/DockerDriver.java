package io.github.kongperf.driver.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Info;
import io.github.kongperf.database.PostgresSources;
import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.Needs;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.driver.nodes.Cluster;
import io.github.kongperf.driver.nodes.KongDriver;
import io.github.kongperf.driver.nodes.NodesOptions;
import io.github.kongperf.driver.nodes.NodesTestbed;
import io.github.kongperf.driver.nodes.ScenarioChecks;
import io.github.kongperf.driver.nodes.WorkFolder;
import io.github.kongperf.kong.KongFailed;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.load.jvm.RemoteJvmLoadGenerator;
import io.github.kongperf.load.wrk.WrkLoadGenerator;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.docker.Engine;
import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Problem;
import io.github.kongperf.scenario.ScenarioFile;
import io.github.kongperf.upstream.Nginx;
import io.github.kongperf.version.KongVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs Kong, its database, the upstream and the load in containers of a Docker engine. */
public final class DockerDriver implements KongDriver {

    static final String NAME = "docker";

    private static final String WORKER = "worker";
    private static final String DATABASE = "db";

    /** PostgreSQL for sessions with a Kong before 3.0, which does not speak SCRAM, the default of 14 and later; and for others. */
    private static final int OLD_POSTGRES = 13;

    private static final int NEW_POSTGRES = 16;

    private final DockerSettings settings;
    private final Reaching reaching;
    private @Nullable Connected connected;

    /** An engine, and what is known of it. */
    private record Connected(Engine engine, Info info) {
        DockerCpus cpus(DockerSettings settings) {
            Integer count = info.getNCPU();
            return DockerCpus.of(settings.pinning(), count == null ? 0 : count);
        }
    }

    public DockerDriver(DockerSettings settings) {
        this(settings, Reaching.AS_POSSIBLE);
    }

    DockerDriver(DockerSettings settings, Reaching reaching) {
        this.settings = settings;
        this.reaching = reaching;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Of the stand-in of our tests, some 2 s; Kong itself takes longer to start. */
    @Override
    public Duration besides() {
        return Duration.ofSeconds(2);
    }

    private synchronized Connected connected() {
        Connected known = connected;
        if (known == null) {
            Engine engine = Engine.connect(settings.environment(), settings.home());
            try {
                known = new Connected(engine, engine.client().infoCmd().exec());
            } catch (DockerException e) {
                throw new NodeFailed("asking the Docker engine: " + Engine.reason(e), e);
            }
            connected = known;
        }
        return known;
    }

    private KongImages images(Connected on) {
        return new KongImages(new Images(on.engine(), settings.sources().offline(), settings.retries()), settings);
    }

    @Override
    public Map<String, String> conditions() {
        Map<String, String> conditions = new TreeMap<>(settings.limits().conditions());
        conditions.put("docker.network", settings.hostNetwork() ? "host" : "bridge of its own");
        Connected on = connected();
        conditions.put(
                "docker.engine",
                "%s, API %s"
                        .formatted(
                                on.engine().version().orElse("of unknown version"),
                                on.engine().api()));
        conditions.put("docker.storage", String.valueOf(on.info().getDriver()));
        Pinning pinning = on.cpus(settings).pinning();
        if (!pinning.text().isEmpty()) {
            conditions.put("host.pinning", pinning.text());
        }
        Integer count = on.info().getNCPU();
        pinning.shared(IntStream.range(0, count == null ? 0 : count).boxed().toList())
                .ifPresent(cpus -> conditions.put(Conditions.SHARED_CPUS, cpus));
        return conditions;
    }

    @Override
    public List<Problem> check(ScenarioFile scenario) throws InterruptedException {
        List<Problem> problems = new ArrayList<>(ScenarioChecks.of(scenario, true));
        try {
            Connected on = connected();
            Optional<Image> worker = images(on).workerIfThere();
            if (worker.isPresent()) {
                new DockerChecks(on.engine(), settings)
                        .upstream(scenario, worker.get())
                        .ifPresent(problems::add);
            }
        } catch (NodeFailed e) {
            // That there is no engine is said where versions are checked.
            return problems;
        }
        return problems;
    }

    @Override
    public List<String> check(List<KongVersion> versions) {
        List<String> problems = new ArrayList<>();
        try {
            Connected on = connected();
            Integer count = on.info().getNCPU();
            for (Role role : Role.values()) {
                List<Integer> missing = settings.pinning().of(role).stream()
                        .filter(cpu -> count != null && cpu >= count)
                        .toList();
                if (!missing.isEmpty()) {
                    problems.add("kong-perf.cpus (%s): the Docker engine has no CPU %s; it has 0 to %d"
                            .formatted(settings.pinning().text(), Pinning.list(missing), count - 1));
                }
            }
            KongImages images = images(on);
            for (KongVersion version : versions) {
                problems.addAll(images.check(version));
            }
        } catch (NodeFailed e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        return problems;
    }

    @Override
    public List<String> missing(String profiler) {
        return settings.profilers().missing(profiler);
    }

    @Override
    public Testbed open(Ledger ledger, Needs needs, Consumer<String> step) throws InterruptedException {
        Opening opening = null;
        try {
            Connected on = connected();
            opening = new Opening(on, Containers.of(on.engine(), ledger, settings, reaching), step);
            return opening.testbed(ledger, needs);
        } catch (NodeFailed | LoadFailed | KongFailed e) {
            throw down(opening, new DeploymentFailed(String.valueOf(e.getMessage()), e));
        } catch (InterruptedException e) {
            throw down(opening, e);
        } catch (RuntimeException e) {
            throw down(opening, e);
        }
    }

    private static <E extends Exception> E down(@Nullable Opening opening, E failure) {
        if (opening != null) {
            try {
                CleanUp.all(opening.containers::removeAll);
            } catch (RuntimeException left) {
                failure.addSuppressed(left);
            }
        }
        return failure;
    }

    /** Brings up what a session shares. */
    private final class Opening {
        private final Connected on;
        private final Containers containers;
        private final KongImages images;
        private final DockerCpus cpus;
        private final Consumer<String> step;

        Opening(Connected on, Containers containers, Consumer<String> step) {
            this.on = on;
            this.containers = containers;
            this.images = images(on);
            this.cpus = on.cpus(settings);
            this.step = step;
        }

        Testbed testbed(Ledger ledger, Needs needs) throws InterruptedException {
            Load.Engine wanted = needs.engine().orElse(Load.Engine.WRK);
            Image workerImage = images.worker(wanted == Load.Engine.JVM, step);
            Containers.Made worker = upOrLeft(WORKER, WORKER, workerImage, cpus.worker());
            if (containers.relayed()) {
                step.accept(
                        "containers can't be reached by their addresses from here: connections to them go through the API of the Docker engine at %s"
                                .formatted(on.engine().host()));
            }
            WorkFolder work = WorkFolder.in(worker, DockerSites.FOLDER);
            DockerSites sites = new DockerSites(containers, images, settings, cpus);
            Map<String, String> conditions = new TreeMap<>();
            conditions.put("docker.worker_image", settings.images().worker());
            conditions.put("docker.worker_digest", workerImage.identity());
            WorkFolder database = needs.setups().isEmpty()
                            || needs.setups().stream().anyMatch(setup -> NodesTestbed.onPostgres(setup.kong()))
                    ? database(ledger, sites, needs.setups(), conditions)
                    : work;
            LoadGenerator generator = wanted == Load.Engine.WRK
                    ? WrkLoadGenerator.on(worker, work.fresh("wrk"), cpus.of(Role.GENERATOR))
                    : RemoteJvmLoadGenerator.on(worker, work.fresh("generator"), cpus.of(Role.GENERATOR));
            NodesOptions options = new NodesOptions(
                    cpus.pinning(),
                    settings.retries(),
                    new PostgresSources(
                            Optional.empty(),
                            missing -> {
                                throw new NodeFailed("%s; name an image of PostgreSQL by -Dkong-perf.postgresImage"
                                        .formatted(missing));
                            },
                            Path.of("/")),
                    () -> Nginx.find(worker, Optional.empty(), Optional.empty()),
                    conditions,
                    settings.profilers());
            NodesTestbed.Parts parts = new NodesTestbed.Parts(
                    sites, work, database, worker, generator, options, sites::close, containers::removeAll);
            return NodesTestbed.open(parts, ledger, needs, step);
        }

        private Containers.Made upOrLeft(String name, String role, Image image, List<Integer> some)
                throws InterruptedException {
            Optional<Containers.Made> left = containers.left(name);
            return left.isPresent() ? left.get() : containers.start(name, role, image, some);
        }

        /** Of Kong's version; that of one which can't be had does not matter, and is said where it is prepared. */
        private int major(DockerSites sites, Setup setup) throws InterruptedException {
            try {
                String digits = sites.of(setup, step).installed().kong().replaceFirst("\\D.*", "");
                return digits.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(digits);
            } catch (KongFailed | NodeFailed e) {
                return Integer.MAX_VALUE;
            }
        }

        private WorkFolder database(
                Ledger ledger, DockerSites sites, List<Setup> setups, Map<String, String> conditions)
                throws InterruptedException {
            int oldest = Integer.MAX_VALUE;
            for (Setup setup : setups) {
                oldest = Math.min(oldest, major(sites, setup));
            }
            Image image = images.postgres(oldest < 3 ? OLD_POSTGRES : NEW_POSTGRES, step);
            conditions.put("docker.postgres_image", image.ref());
            conditions.put("docker.postgres_digest", image.identity());
            Optional<Containers.Made> left = containers.left(DATABASE);
            if (left.isEmpty()) {
                // What was in an earlier one is gone with it.
                ledger.open().stream()
                        .filter(entry -> entry.kind().equals(Cluster.POSTGRES))
                        .forEach(ledger::strike);
            }
            Containers.Made container =
                    left.isPresent() ? left.get() : containers.start(DATABASE, DATABASE, image, cpus.of(Role.DATABASE));
            return WorkFolder.in(container, DockerSites.FOLDER);
        }
    }

    @Override
    public void remove(Ledger.Entry entry) throws InterruptedException {
        removeEntry(connected().engine(), entry);
    }

    /** {@link #remove} without settings: what stands in a ledger is found without them. */
    public static Ledger.Remover remover(Map<String, String> environment, Path home) {
        return entry -> {
            try (Engine engine = Engine.connect(environment, home)) {
                removeEntry(engine, entry);
            }
        };
    }

    private static void removeEntry(Engine engine, Ledger.Entry entry) throws InterruptedException {
        switch (entry.kind()) {
            case Containers.CONTAINER, Containers.NETWORK -> Containers.remove(engine, entry);
            // Gone with its container.
            case Cluster.POSTGRES -> {}
            default -> throw new IllegalStateException("this Kong Perf does not know how to remove a " + entry.kind());
        }
    }
}
