package io.github.kongperf.node.docker;

import io.github.kongperf.node.NodeFailed;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A container through which this JVM connects to what that container reaches, by the API of the engine. For engines whose
 * containers have no address here: on another machine, rootless, in a virtual machine. A process there makes all connections,
 * so one more costs a round trip, where a command of its own would take the engine a hundred milliseconds.
 */
public final class Relay implements AutoCloseable {

    private final Engine engine;
    private final String container;
    private final String name;
    private final Set<Tunnel> tunnels = ConcurrentHashMap.newKeySet();
    private @Nullable RelayProcess process;
    private boolean closed;

    /**
     * @param container its id or name; it must have perl
     * @param name for messages: {@code container worker}
     */
    public Relay(Engine engine, String container, String name) {
        this.engine = engine;
        this.container = container;
        this.name = name;
    }

    /**
     * Its process; another one if that has ended.
     *
     * @throws NodeFailed if it does not start, or this is closed
     */
    synchronized RelayProcess process() throws InterruptedException {
        if (closed) {
            throw new NodeFailed("nothing is reached through %s any more: it is closed".formatted(name));
        }
        RelayProcess known = process;
        if (known == null || known.over()) {
            known = RelayProcess.begin(engine.client(), container, name);
            process = known;
        }
        return known;
    }

    /**
     * A port of this machine's loopback that leads to one that the container reaches. Closed with this, at the latest.
     *
     * @throws NodeFailed if that can't be had
     */
    Tunnel tunnel(String address, int port) throws InterruptedException {
        process();
        Tunnel tunnel = Tunnel.to(address, port, this, tunnels::remove);
        tunnels.add(tunnel);
        return tunnel;
    }

    /** Ends the process, and all connections with it. */
    @Override
    public void close() {
        RelayProcess known;
        synchronized (this) {
            closed = true;
            known = process;
        }
        tunnels.forEach(Tunnel::close);
        if (known != null) {
            known.close();
        }
    }
}
