package io.github.kongperf.driver.nodes;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.kong.Installation;
import io.github.kongperf.kong.KongDatabase;
import io.github.kongperf.kong.KongFailed;
import io.github.kongperf.kong.KongServer;
import io.github.kongperf.kong.Listen;
import io.github.kongperf.machine.ProcReader;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.FreePorts;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.upstream.NginxUpstream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** One Kong, up, with the upstream and the database that it uses. */
final class NodesDeployment implements Deployment {

    private static final int LAST_LINES = 5;
    private static final List<Listen> LISTENS = List.of(Listen.PROXY, Listen.ADMIN, Listen.STATUS);

    private final Site site;
    private final Node upstreamNode;
    private final Readers readers;
    private final KongServer kong;
    private final NginxUpstream upstream;
    private final Fillings fillings;
    private final Filling filling;
    private final Map<String, String> conditions;
    private final List<Long> workers;
    private final List<Long> upstreamWorkers;

    private NodesDeployment(
            Builder with,
            Site site,
            KongServer kong,
            NginxUpstream upstream,
            Filling filling,
            Map<String, String> conditions)
            throws InterruptedException {
        this.site = site;
        this.upstreamNode = with.upstreams.node();
        this.readers = with.readers(site);
        this.fillings = with.fillings;
        this.kong = kong;
        this.upstream = upstream;
        this.filling = filling;
        this.conditions = conditions;
        this.workers = kong.workers();
        this.upstreamWorkers = upstream.workers();
    }

    /** Of the nodes of each role. */
    private record Readers(ProcReader kong, ProcReader upstream, ProcReader database) {}

    /** Brings one up. */
    record Builder(Upstreams upstreams, Cluster cluster, Fillings fillings, NodesOptions options) {

        private Readers readers(Site site) {
            return new Readers(
                    new ProcReader(site.node()), new ProcReader(upstreams.node()), new ProcReader(cluster.node()));
        }

        Deployment deploy(Site site, Setup setup) throws InterruptedException {
            KongServer server = null;
            Filling filling = null;
            String folder = site.work().fresh("k");
            try {
                NginxUpstream upstream = upstreams.of(setup.upstream());
                filling = fillings.of(site, setup, uris(upstream), folder);
                server = started(site, setup, filling.database(), folder);
                return new NodesDeployment(
                        this, site, server, upstream, filling, conditions(site.installed(), server, filling));
            } catch (InterruptedException | RuntimeException e) {
                KongServer half = server;
                Filling filled = filling;
                try {
                    CleanUp.all(
                            () -> {
                                if (half != null) {
                                    half.stop();
                                }
                            },
                            () -> {
                                if (filled != null) {
                                    fillings.drop(filled);
                                }
                            },
                            () -> site.work().remove(folder),
                            site.closing());
                } catch (RuntimeException left) {
                    e.addSuppressed(left);
                }
                throw e;
            }
        }

        /** A port may be taken between our choice and Kong's start: then it is started again on others. */
        private KongServer started(Site site, Setup setup, KongDatabase database, String folder)
                throws InterruptedException {
            List<Integer> cpus = options.pinning().of(Role.GATEWAY);
            for (int tries = 0; ; tries++) {
                List<Integer> free = FreePorts.of(site.node(), LISTENS.size());
                Map<Listen, Integer> ports = new EnumMap<>(Listen.class);
                LISTENS.forEach(listen -> ports.put(listen, free.get(ports.size())));
                KongServer.Plan plan = new KongServer.Plan(
                        "%s/%d".formatted(folder, tries),
                        ports,
                        site.node().address(),
                        database,
                        Map.of(),
                        setup.kong().plugins(),
                        cpus,
                        !cpus.isEmpty()
                                && new ProcReader(site.node()).allowedCpus().equals(Set.copyOf(cpus)));
                KongServer server = KongServer.prepare(
                        site.node(), site.installed(), plan, setup.kong().config());
                try {
                    server.start(KongServer.START);
                    return server;
                } catch (KongFailed.PortTaken e) {
                    if (tries >= options.retries()) {
                        throw e;
                    }
                }
            }
        }

        private Map<String, String> conditions(Installation installed, KongServer server, Filling filling) {
            Map<String, String> conditions = new HashMap<>(installed.facts());
            conditions.putAll(options.conditions());
            conditions.putAll(filling.conditions());
            server.settings().forEach((key, value) -> {
                // Ports and folders differ in each trial, and say nothing.
                if (!key.endsWith("_listen") && !key.startsWith("pg_") && !value.startsWith("/")) {
                    conditions.put("kong.config." + key, value);
                }
            });
            return conditions;
        }
    }

    static List<String> uris(NginxUpstream upstream) {
        return upstream.uris().stream().map(URI::toString).toList();
    }

    @Override
    public URI target(Load.Target target) {
        return target == Load.Target.UPSTREAM
                ? upstream.uris().get(0)
                : URI.create("http://%s:%d".formatted(site.node().address(), port(target)));
    }

    @Override
    public URI reachable(Load.Target target) throws InterruptedException {
        InetSocketAddress address = target == Load.Target.UPSTREAM
                ? upstreamNode.reach(upstream.uris().get(0).getPort())
                : site.node().reach(port(target));
        return URI.create("http://%s:%d".formatted(address.getHostString(), address.getPort()));
    }

    private int port(Load.Target target) {
        Listen listen = switch (target) {
            case PROXY -> Listen.PROXY;
            case ADMIN -> Listen.ADMIN;
            case STATUS -> Listen.STATUS;
            case UPSTREAM -> throw new IllegalArgumentException("the upstream is none of Kong's ports");
        };
        return java.util.Objects.requireNonNull(kong.plan().ports().get(listen));
    }

    @Override
    public Map<Role, Duration> cpuTimes() throws InterruptedException {
        // Read many times a second, so it only reads: check() asks for more.
        Map<Role, Duration> times = new EnumMap<>(Role.class);
        try {
            times.put(Role.GATEWAY, readers.kong().cpu(workers));
        } catch (NodeFailed e) {
            check();
            throw new DeploymentFailed(
                    "a worker process of Kong has ended: %s%s".formatted(e.getMessage(), lastErrors()), e);
        }
        try {
            times.put(Role.UPSTREAM, readers.upstream().cpu(upstreamWorkers));
        } catch (NodeFailed e) {
            check();
            throw new DeploymentFailed(
                    "a worker process of the upstream's nginx has ended: %s".formatted(e.getMessage()), e);
        }
        Optional<Long> postmaster = fillings.postmaster(filling);
        if (postmaster.isPresent()) {
            times.put(Role.DATABASE, readers.database().cpuWithChildren(postmaster.get()));
        }
        return times;
    }

    private String lastErrors() {
        List<String> lines = errorLog();
        return lines.isEmpty()
                ? ""
                : "; the end of its error log: "
                        + String.join("\n  ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    @Override
    public OptionalLong memory() throws InterruptedException {
        return readers.kong().memory(workers);
    }

    @Override
    public OptionalLong upstreamRequests() throws InterruptedException {
        return OptionalLong.of(upstream.requests());
    }

    @Override
    public Map<Role, Integer> workers() throws InterruptedException {
        return Map.of(Role.GATEWAY, workers.size(), Role.UPSTREAM, upstreamWorkers.size());
    }

    @Override
    public Optional<String> upstreamPath() {
        return filling.upstreamPath();
    }

    @Override
    public void check() throws InterruptedException {
        Optional<String> died = kong.died();
        if (died.isEmpty()) {
            died = upstream.died();
        }
        if (died.isEmpty()) {
            died = fillings.died(filling);
        }
        if (died.isPresent()) {
            throw new DeploymentFailed(died.get());
        }
    }

    @Override
    public void saveDump(Path file) throws InterruptedException {
        fillings.saveDump(filling, file);
    }

    @Override
    public Map<String, String> conditions() {
        return conditions;
    }

    @Override
    public List<String> errorLog() {
        return CleanUp.call(kong::errorLog);
    }

    @Override
    public void close() {
        String folder = String.valueOf(Path.of(kong.plan().folder()).getParent());
        CleanUp.all(kong::stop, () -> fillings.drop(filling), () -> site.work().remove(folder), site.closing());
    }
}
