package io.github.kongperf.driver.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.machine.Pinning;
import io.github.kongperf.node.Await;
import io.github.kongperf.node.ForwardingNode;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.ShowingNode;
import io.github.kongperf.node.docker.ContainerNode;
import io.github.kongperf.node.docker.Engine;
import io.github.kongperf.node.docker.Reach;
import io.github.kongperf.node.docker.Relay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The containers of a session, and the network between them. Each stands in the ledger before it is made. */
final class Containers {

    /** The kinds of entries in the ledger; what they say is the engine's address and a name. */
    static final String CONTAINER = "container";

    static final String NETWORK = "network";

    private static final String PREFIX = "kong-perf-";

    /** How many characters of a name tell the session. */
    private static final int TOKEN = 8;

    /** The role of those that sample others. */
    private static final String PROFILER = "profiler";

    private static final String HOST = "host";
    private static final String LOOPBACK = "127.0.0.1";

    /** Waits; all else is started beside it. Not 'sleep infinity', which not every system knows. */
    private static final List<String> IDLE = List.of("sh", "-c", "while :; do sleep 3600; done");

    private static final Duration GONE = Duration.ofSeconds(30);

    private final Engine engine;
    private final Ledger ledger;
    private final DockerSettings settings;
    private final Reaching reaching;
    private final String session;
    private final String token;
    private final AtomicInteger numbers;
    private @Nullable Way way;

    /**
     * How this JVM gets to their ports.
     *
     * @param relay empty if by their addresses
     */
    private record Way(Optional<Relay> relay) {}

    private Containers(Engine engine, Ledger ledger, DockerSettings settings, Reaching reaching, String token) {
        this.engine = engine;
        this.ledger = ledger;
        this.settings = settings;
        this.reaching = reaching;
        this.session = String.valueOf(ledger.folder().getFileName());
        this.token = token;
        // After those that an earlier opening has left.
        this.numbers = new AtomicInteger(entries(ledger, CONTAINER).stream()
                .map(entry -> name(entry).replaceFirst(".*-", ""))
                .filter(number -> number.matches("\\d{1,9}"))
                .mapToInt(Integer::parseInt)
                .max()
                .orElse(0));
    }

    /**
     * For a session, with its network.
     *
     * @throws NodeFailed if that can't be made
     */
    static Containers of(Engine engine, Ledger ledger, DockerSettings settings, Reaching reaching)
            throws InterruptedException {
        Optional<String> known = ledger.open().stream()
                .filter(entry -> entry.kind().equals(NETWORK) || entry.kind().equals(CONTAINER))
                .map(entry -> name(entry).substring(PREFIX.length(), PREFIX.length() + TOKEN))
                .findFirst();
        if (known.isPresent()) {
            return new Containers(engine, ledger, settings, reaching, known.get());
        }
        Containers containers = new Containers(
                engine, ledger, settings, reaching, UUID.randomUUID().toString().substring(0, TOKEN));
        if (!settings.hostNetwork()) {
            containers.makeNetwork();
        }
        return containers;
    }

    private void makeNetwork() throws InterruptedException {
        Ledger.Entry entry = enter(NETWORK, PREFIX + token);
        try {
            engine.client()
                    .createNetworkCmd()
                    .withName(PREFIX + token)
                    .withDriver("bridge")
                    .withCheckDuplicate(true)
                    .withLabels(Labels.of(session, NETWORK))
                    .exec();
        } catch (DockerException e) {
            throw gone(
                    entry,
                    new NodeFailed(
                            "making a network on the Docker engine: %s%s".formatted(Engine.reason(e), networkHint(e)),
                            e));
        }
    }

    private static String networkHint(DockerException e) {
        return String.valueOf(e.getMessage()).contains("address pool")
                ? "; 'docker network prune' removes those that nobody uses"
                : "";
    }

    private Ledger.Entry enter(String kind, String name) {
        return ledger.enter(kind, engine.host() + " " + name);
    }

    private static List<Ledger.Entry> entries(Ledger ledger, String kind) {
        return ledger.open().stream().filter(entry -> entry.kind().equals(kind)).toList();
    }

    private static String name(Ledger.Entry entry) {
        return entry.what().substring(entry.what().indexOf(' ') + 1);
    }

    /** A container of ours, as a node. */
    static final class Made extends ForwardingNode {
        private final Containers containers;
        private final Ledger.Entry entry;

        Made(ContainerNode node, Containers containers, Ledger.Entry entry) {
            super(new ShowingNode(node, containers.settings.commands()));
            this.containers = containers;
            this.entry = entry;
        }

        /** Removes it, with all that is in it. */
        void remove() throws InterruptedException {
            node.close();
            containers.removed(entry);
        }
    }

    /**
     * The container of that role that an earlier opening of the session has left up.
     *
     * @param role {@code db}
     */
    Optional<Made> left(String role) throws InterruptedException {
        for (Ledger.Entry entry : entries(ledger, CONTAINER)) {
            if (name(entry).equals(PREFIX + token + "-" + role)) {
                Optional<String> address = address(name(entry));
                if (address.isPresent()) {
                    return Optional.of(made(name(entry), role, address.get(), entry));
                }
                removed(entry);
            }
        }
        return Optional.empty();
    }

    /** Of a container that runs. */
    private Optional<String> address(String name) {
        try {
            InspectContainerResponse found =
                    engine.client().inspectContainerCmd(name).exec();
            return Boolean.TRUE.equals(found.getState().getRunning()) ? Optional.of(address(found)) : Optional.empty();
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private String address(InspectContainerResponse found) {
        if (settings.hostNetwork()) {
            return LOOPBACK;
        }
        ContainerNetwork network = Objects.requireNonNull(
                found.getNetworkSettings().getNetworks().get(PREFIX + token), "the network of " + found.getName());
        return String.valueOf(network.getIpAddress());
    }

    private Made made(String name, String role, String address, Ledger.Entry entry) throws InterruptedException {
        String words = "container %s (%s)".formatted(role, name);
        Reach reach = new Reach(address, way(name, words, address).relay());
        return new Made(new ContainerNode(engine, name, words, reach, ""), this, entry);
    }

    /** All are reached as the first one is: that is the worker, which stays to the end, and has what a relay needs. */
    private synchronized Way way(String name, String words, String address) throws InterruptedException {
        Way known = way;
        if (known == null) {
            try (ContainerNode first = new ContainerNode(engine, name, words, Reach.direct(address), "")) {
                known = new Way(
                        reaching.direct(first, settings.hostNetwork())
                                ? Optional.empty()
                                : Optional.of(new Relay(engine, name, words)));
            }
            way = known;
        }
        return known;
    }

    /** Whether connections to those that are up go through the engine's API. */
    synchronized boolean relayed() {
        return way != null && way.relay().isPresent();
    }

    /** Lets go of what leads to their ports. */
    private synchronized void closeRelay() {
        if (way != null) {
            way.relay().ifPresent(Relay::close);
        }
    }

    /** Another name for each one. */
    String next(String role) {
        return "%s-%d".formatted(role, numbers.incrementAndGet());
    }

    /**
     * Starts one that does nothing by itself.
     *
     * @param name within the session: {@code worker}, {@code kong-3}; another one is taken if somebody has a container of that
     *     name
     * @param role whose limits hold: {@code kong}, {@code db} or {@code worker}
     * @param cpus that it may use; empty: all
     * @throws NodeFailed if it can't be started; then it is not there
     */
    Made start(String name, String role, Image image, List<Integer> cpus) throws InterruptedException {
        return start(name, role, image, host -> {
            // To read the memory of processes.
            host.withInit(true).withCapAdd(Capability.SYS_PTRACE);
            if (!cpus.isEmpty()) {
                host.withCpusetCpus(Pinning.list(cpus));
            }
        });
    }

    /**
     * Starts one that sees the processes of another one under the same pids, and may sample them: by the kernel's counters, with their
     * files and the kernel's symbols.
     *
     * @throws NodeFailed if it can't be started; then it is not there
     */
    Made beside(Made other, Image image) throws InterruptedException {
        return start(
                next(PROFILER),
                PROFILER,
                image,
                host -> host.withPidMode("container:" + name(other.entry))
                        .withCapAdd(Capability.SYS_PTRACE, Capability.SYS_ADMIN, Capability.SYSLOG));
    }

    private Made start(String name, String role, Image image, Consumer<HostConfig> rights) throws InterruptedException {
        for (int tries = 0; ; tries++) {
            try {
                return tryToStart(tries == 0 ? name : next(role), role, image, rights);
            } catch (NameTaken e) {
                if (tries >= settings.retries()) {
                    throw e;
                }
            }
        }
    }

    /** Somebody else has a container of that name. */
    private static final class NameTaken extends NodeFailed {
        private static final long serialVersionUID = 1L;

        NameTaken(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private Made tryToStart(String name, String role, Image image, Consumer<HostConfig> rights)
            throws InterruptedException {
        String full = "%s%s-%s".formatted(PREFIX, token, name);
        Ledger.Entry entry = enter(CONTAINER, full);
        try {
            HostConfig host = HostConfig.newHostConfig()
                    .withNetworkMode(settings.hostNetwork() ? HOST : PREFIX + token)
                    .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
                    .withUlimits(settings.limits().ulimitsForEngine())
                    .withSysctls(settings.limits().sysctls());
            rights.accept(host);
            Long memory = settings.limits().memory().get(role);
            if (memory != null) {
                // As much with swap: what is swapped is not measured.
                host.withMemory(memory).withMemorySwap(memory);
            }
            engine.client()
                    .createContainerCmd(image.id())
                    .withName(full)
                    .withHostName(name)
                    .withEntrypoint(IDLE)
                    .withCmd(List.of())
                    .withUser("0:0")
                    .withWorkingDir("/")
                    .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
                    .withLabels(Labels.of(session, role))
                    .withHostConfig(host)
                    .exec();
            engine.client().startContainerCmd(full).exec();
            return made(full, role, address(full).orElseThrow(() -> new NodeFailed("it has ended at once")), entry);
        } catch (ConflictException e) {
            // Somebody else's: it stays.
            ledger.strike(entry);
            throw new NameTaken("starting container %s: %s".formatted(full, Engine.reason(e)), e);
        } catch (DockerException | NodeFailed e) {
            throw gone(
                    entry,
                    new NodeFailed(
                            "starting container %s of image %s: %s%s"
                                    .formatted(full, image.ref(), Engine.reason(e), hint(Engine.reason(e))),
                            e));
        }
    }

    /** Removes what may have been made all the same. What can't be removed stays in the ledger. */
    private NodeFailed gone(Ledger.Entry entry, NodeFailed failure) throws InterruptedException {
        try {
            removed(entry);
        } catch (NodeFailed left) {
            failure.addSuppressed(left);
        }
        return failure;
    }

    private void removed(Ledger.Entry entry) throws InterruptedException {
        remove(engine, entry);
        ledger.strike(entry);
    }

    private static String hint(String reason) {
        if (reason.contains("no space left")) {
            return "; the disk of the engine is full: 'docker system df' tells of what";
        }
        if (reason.contains("cpuset") || reason.contains("Requested CPUs")) {
            return "; kong-perf.cpus must name CPUs that the engine has";
        }
        return "";
    }

    /** Removes all containers of the session, and its network. */
    void removeAll() throws InterruptedException {
        closeRelay();
        for (String kind : List.of(CONTAINER, NETWORK)) {
            for (Ledger.Entry entry : entries(ledger, kind)) {
                removed(entry);
            }
        }
    }

    /**
     * Removes what an entry names, if it is ours and still there.
     *
     * @throws NodeFailed if it can't be removed
     */
    static void remove(Engine engine, Ledger.Entry entry) throws InterruptedException {
        String host = entry.what().substring(0, entry.what().indexOf(' '));
        if (!host.equals(engine.host().toString())) {
            throw new NodeFailed("it was made on the Docker engine at %s, but this one is at %s; set DOCKER_HOST=%s"
                    .formatted(host, engine.host(), host));
        }
        String name = name(entry);
        try {
            if (entry.kind().equals(NETWORK)) {
                removeNetwork(engine, name);
            } else {
                removeContainer(engine, name);
            }
        } catch (NotFoundException gone) {
            return;
        } catch (DockerException e) {
            throw new NodeFailed("removing %s %s: %s".formatted(entry.kind(), name, Engine.reason(e)), e);
        }
    }

    private static void removeContainer(Engine engine, String name) throws InterruptedException {
        Map<String, String> labels =
                engine.client().inspectContainerCmd(name).exec().getConfig().getLabels();
        if (labels == null || !labels.containsKey(Labels.SESSION)) {
            return;
        }
        try {
            engine.client()
                    .removeContainerCmd(name)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (ConflictException e) {
            // Somebody else is at it.
            Await.until("container %s to be removed".formatted(name), GONE, () -> {
                try {
                    engine.client().inspectContainerCmd(name).exec();
                    return Optional.of("it is there");
                } catch (NotFoundException gone) {
                    return Optional.empty();
                }
            });
        }
    }

    private static void removeNetwork(Engine engine, String name) {
        Map<String, String> labels =
                engine.client().inspectNetworkCmd().withNetworkId(name).exec().getLabels();
        if (labels != null && labels.containsKey(Labels.SESSION)) {
            engine.client().removeNetworkCmd(name).exec();
        }
    }
}
