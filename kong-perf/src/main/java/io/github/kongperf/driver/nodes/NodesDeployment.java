package io.github.kongperf.driver.nodes;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Profiled;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.kong.KongDatabase;
import io.github.kongperf.kong.KongFailed;
import io.github.kongperf.kong.KongServer;
import io.github.kongperf.kong.Listen;
import io.github.kongperf.machine.MemoryKills;
import io.github.kongperf.machine.ProcReader;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.FreePorts;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.profile.Probe;
import io.github.kongperf.profile.ProfilerFailed;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.upstream.NginxUpstream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** One Kong or several, up, with the upstream and the database that they use. */
final class NodesDeployment implements Deployment {

    private static final int LAST_LINES = 5;

    private final List<KongNode> kongs;
    private final Node upstreamNode;
    private final ProcReader upstreamProc;
    private final ProcReader databaseProc;
    private final NginxUpstream upstream;
    private final Fillings fillings;
    private final Filling filling;
    private final Map<String, String> conditions;
    private final List<Long> upstreamWorkers;
    private final List<CleanUp.Part> undo;
    private final boolean profilable;
    private final Attaching attaching;

    private NodesDeployment(Builder with, Bringing brought, NginxUpstream upstream, Filling filling)
            throws InterruptedException {
        this.kongs = List.copyOf(brought.kongs);
        this.upstreamNode = with.upstreams.node();
        this.upstreamProc = new ProcReader(upstreamNode);
        this.databaseProc = new ProcReader(with.cluster.node());
        this.fillings = with.fillings;
        this.upstream = upstream;
        this.filling = filling;
        this.conditions = with.conditions(kongs, filling, brought.setup);
        this.upstreamWorkers = upstream.workers();
        this.undo = brought.undo;
        this.profilable = brought.setup.profilable();
        this.attaching = with.attaching;
    }

    /** Gives a place for a Kong. */
    @FunctionalInterface
    interface Opening {
        Site open() throws InterruptedException;
    }

    /** Brings one up. */
    record Builder(
            Sites sites,
            Upstreams upstreams,
            Cluster cluster,
            Fillings fillings,
            Hybrid hybrid,
            Attaching attaching,
            NodesOptions options) {

        Deployment deploy(Opening opening, Setup setup) throws InterruptedException {
            Bringing bringing = new Bringing(this, setup);
            try {
                return bringing.up(opening);
            } catch (InterruptedException | RuntimeException e) {
                try {
                    down(bringing.undo);
                } catch (RuntimeException left) {
                    e.addSuppressed(left);
                }
                throw e;
            }
        }

        private Map<String, String> conditions(List<KongNode> kongs, Filling filling, Setup setup) {
            KongNode first = kongs.get(0);
            Map<String, String> all = new HashMap<>(first.site().installed().facts());
            all.putAll(options.conditions());
            all.putAll(filling.conditions());
            first.kong().settings().forEach((key, value) -> {
                // Ports and folders differ in each trial, and say nothing.
                if (!key.endsWith("_listen") && !key.startsWith("pg_") && !value.startsWith("/")) {
                    all.put("kong.config." + key, value);
                }
            });
            setup.kong()
                    .nodes()
                    .forEach(node -> all.put("kong.nodes." + node.name(), new TreeMap<>(node.config()).toString()));
            return all;
        }
    }

    /** What has come up of a deployment, and how it goes down again. */
    private static final class Bringing {
        private final Builder with;
        private final Setup setup;
        private final List<KongNode> kongs = new ArrayList<>();
        private final List<CleanUp.Part> undo = new ArrayList<>();

        Bringing(Builder with, Setup setup) {
            this.with = with;
            this.setup = setup;
        }

        Deployment up(Opening opening) throws InterruptedException {
            List<Kong.Node> nodes = setup.kong().nodes().isEmpty()
                    ? List.of(new Kong.Node("", Map.of()))
                    : setup.kong().nodes();
            Map<String, Site> places = new LinkedHashMap<>();
            for (Kong.Node node : nodes) {
                Site site = opening.open();
                undo.add(site.closing());
                places.put(node.name(), site);
            }
            if (!setup.kong().nodes().isEmpty()) {
                with.sites.introduce(places);
            }
            NginxUpstream upstream = with.upstreams.of(setup.upstream());
            Filling filling = null;
            for (Kong.Node node : nodes) {
                Site site = java.util.Objects.requireNonNull(places.get(node.name()));
                String folder = site.work().fresh("k");
                undoIn(site, () -> site.work().remove(folder));
                Hybrid.Part part = Hybrid.Part.of(setup.kong(), node);
                Filling own = filling;
                if (part != Hybrid.Part.DATA_PLANE && (own == null || own.own().isEmpty())) {
                    Filling filled = with.fillings.of(site, setup, uris(upstream), folder);
                    undo.add(() -> with.fillings.drop(filled));
                    filling = filling == null ? filled : filling;
                    own = filled;
                }
                KongDatabase database = part == Hybrid.Part.DATA_PLANE || own == null
                        ? new KongDatabase.Off(Optional.empty())
                        : own.database();
                start(node, part, site, database, folder);
            }
            if (filling == null) {
                throw new IllegalArgumentException("kong.nodes has data planes only; one must be their control plane");
            }
            awaitDataPlanes();
            return new NodesDeployment(with, this, upstream, filling);
        }

        private void undoIn(Site site, CleanUp.Part part) {
            if (!site.disposable()) {
                undo.add(part);
            }
        }

        private void awaitDataPlanes() throws InterruptedException {
            int dataPlanes = (int) setup.kong().nodes().stream()
                    .filter(node -> Hybrid.Part.of(setup.kong(), node) == Hybrid.Part.DATA_PLANE)
                    .count();
            Optional<KongNode> above = controlPlane();
            if (above.isPresent() && dataPlanes > 0) {
                with.hybrid.awaitDataPlanes(above.get(), dataPlanes, KongServer.START);
            }
        }

        private Optional<KongNode> controlPlane() {
            return kongs.stream()
                    .filter(kong -> kong.kong().plan().ports().containsKey(Listen.CLUSTER))
                    .findFirst();
        }

        private List<Kong.Plugin> plugins() {
            List<Kong.Plugin> plugins = new ArrayList<>(setup.kong().plugins());
            if (setup.profilable()) {
                plugins.add(with.options.profilers().plugin());
            }
            return plugins;
        }

        /** A port may be taken between our choice and Kong's start: then it is started again on others. */
        private void start(Kong.Node node, Hybrid.Part part, Site site, KongDatabase database, String folder)
                throws InterruptedException {
            List<Integer> cpus = with.options.pinning().of(Role.GATEWAY);
            Map<String, String> user = new LinkedHashMap<>(setup.kong().config());
            user.putAll(node.config());
            Map<String, String> more = with.hybrid.settings(part, site, setup.kong(), folder, controlPlane());
            ProcReader proc = new ProcReader(site.node());
            MemoryKills memoryKills = MemoryKills.from(site.node());
            for (int tries = 0; ; tries++) {
                KongServer.Plan plan = new KongServer.Plan(
                        "%s/%d".formatted(folder, tries),
                        part.ports(FreePorts.of(site.node(), part.count())),
                        site.node().address(),
                        database,
                        more,
                        plugins(),
                        cpus,
                        !cpus.isEmpty() && proc.allowedCpus().equals(Set.copyOf(cpus)));
                KongServer server = KongServer.prepare(site.node(), site.installed(), plan, user);
                try {
                    server.start(KongServer.START);
                    undoIn(site, server::stop);
                    kongs.add(new KongNode(node.name(), site, server, server.workers(), proc, memoryKills));
                    return;
                } catch (KongFailed.PortTaken e) {
                    if (tries >= with.options.retries()) {
                        throw e;
                    }
                } catch (KongFailed e) {
                    Optional<String> why = memoryKills.since();
                    throw why.isPresent() ? new KongFailed("%s; %s".formatted(e.getMessage(), why.get()), e) : e;
                }
            }
        }
    }

    private static void down(List<CleanUp.Part> undo) {
        List<CleanUp.Part> backwards = new ArrayList<>(undo);
        java.util.Collections.reverse(backwards);
        CleanUp.all(backwards.toArray(CleanUp.Part[]::new));
    }

    static List<String> uris(NginxUpstream upstream) {
        return upstream.uris().stream().map(URI::toString).toList();
    }

    @Override
    public URI target(Load.Target target) {
        return target(target, Optional.empty());
    }

    @Override
    public URI target(Load.Target target, Optional<String> node) {
        if (target == Load.Target.UPSTREAM) {
            return upstream.uris().get(0);
        }
        KongNode kong = kong(target, node);
        return URI.create("http://%s:%d"
                .formatted(kong.node().address(), kong.port(target).orElseThrow()));
    }

    @Override
    public URI reachable(Load.Target target) throws InterruptedException {
        return reachable(target, Optional.empty());
    }

    @Override
    public URI reachable(Load.Target target, Optional<String> node) throws InterruptedException {
        InetSocketAddress address;
        if (target == Load.Target.UPSTREAM) {
            address = upstreamNode.reach(upstream.uris().get(0).getPort());
        } else {
            KongNode kong = kong(target, node);
            address = kong.node().reach(kong.port(target).orElseThrow());
        }
        return URI.create("http://%s:%d".formatted(address.getHostString(), address.getPort()));
    }

    private KongNode kong(Load.Target target, Optional<String> node) {
        return kongs.stream()
                .filter(kong -> node.map(name -> kong.name().equals(name)).orElse(true))
                .filter(kong -> kong.port(target).isPresent())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        node.map(name -> "node '%s' of kong.nodes is not there, or".formatted(name))
                                        .orElse("no node of kong.nodes")
                                + " has no " + target.name().toLowerCase(java.util.Locale.ROOT)
                                + " port: a data plane has no Admin API, and a control plane no proxy"));
    }

    /** Of all Kongs together. */
    @Override
    public Map<Role, Duration> cpuTimes() throws InterruptedException {
        // Read many times a second, so it only reads: check() asks for more.
        Map<Role, Duration> times = new EnumMap<>(Role.class);
        try {
            Duration all = Duration.ZERO;
            for (KongNode kong : kongs) {
                all = all.plus(kong.proc().cpu(kong.workers()));
            }
            times.put(Role.GATEWAY, all);
        } catch (NodeFailed e) {
            check();
            throw new DeploymentFailed(
                    "a worker process of Kong has ended: %s%s".formatted(e.getMessage(), lastErrors()), e);
        }
        try {
            times.put(Role.UPSTREAM, upstreamProc.cpu(upstreamWorkers));
        } catch (NodeFailed e) {
            check();
            throw new DeploymentFailed(
                    "a worker process of the upstream's nginx has ended: %s".formatted(e.getMessage()), e);
        }
        Optional<Long> postmaster = fillings.postmaster(filling);
        if (postmaster.isPresent()) {
            times.put(Role.DATABASE, databaseProc.cpuWithChildren(postmaster.get()));
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
        long all = 0;
        for (KongNode kong : kongs) {
            OptionalLong own = kong.proc().memory(kong.workers());
            if (own.isEmpty()) {
                return own;
            }
            all += own.getAsLong();
        }
        return OptionalLong.of(all);
    }

    @Override
    public OptionalLong upstreamRequests() throws InterruptedException {
        return OptionalLong.of(upstream.requests());
    }

    @Override
    public Map<Role, Integer> workers() throws InterruptedException {
        int all = kongs.stream().mapToInt(kong -> kong.workers().size()).sum();
        return Map.of(Role.GATEWAY, all, Role.UPSTREAM, upstreamWorkers.size());
    }

    @Override
    public Optional<String> upstreamPath() {
        return filling.upstreamPath();
    }

    @Override
    public void check() throws InterruptedException {
        Optional<String> died;
        try {
            died = whatDied();
        } catch (NodeFailed e) {
            throw new DeploymentFailed(String.valueOf(e.getMessage()), e);
        }
        if (died.isPresent()) {
            throw new DeploymentFailed(died.get());
        }
    }

    private Optional<String> whatDied() throws InterruptedException {
        for (KongNode kong : kongs) {
            Optional<String> died = kong.died();
            if (died.isPresent()) {
                return died;
            }
        }
        Optional<String> died = upstream.died();
        return died.isPresent() ? died : fillings.died(filling);
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
    public Probe attach(Profiled how, Duration within) throws InterruptedException {
        if (!profilable) {
            throw new ProfilerFailed("this Kong was not started to be profiled");
        }
        return attaching.attach(profiled(how), how, within);
    }

    private KongNode profiled(Profiled how) {
        if (how.node().isEmpty()) {
            return kong(how.target() == Load.Target.UPSTREAM ? Load.Target.PROXY : how.target(), Optional.empty());
        }
        return kongs.stream()
                .filter(kong -> kong.name().equals(how.node().get()))
                .findFirst()
                .orElseThrow(() -> new ProfilerFailed("there is no node '%s' of kong.nodes to profile"
                        .formatted(how.node().get())));
    }

    @Override
    public List<String> errorLog() {
        return CleanUp.call(() -> {
            List<String> lines = new ArrayList<>();
            for (KongNode kong : kongs) {
                lines.addAll(kong.kong().errorLog());
            }
            return lines;
        });
    }

    @Override
    public void close() {
        down(undo);
    }
}
