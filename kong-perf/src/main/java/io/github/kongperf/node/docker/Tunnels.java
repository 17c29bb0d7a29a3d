package io.github.kongperf.node.docker;

import io.github.kongperf.node.Node;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** To the ports of a container, each opened when it is asked for first. */
final class Tunnels implements AutoCloseable {

    private final Relay relay;
    private final String address;
    private final Map<Integer, Tunnel> open = new HashMap<>();

    Tunnels(Relay relay, String address) {
        this.relay = relay;
        this.address = address;
    }

    synchronized InetSocketAddress reach(int port) throws InterruptedException {
        Tunnel known = open.get(port);
        if (known == null || !known.isOpen()) {
            known = relay.tunnel(address, port);
            open.put(port, known);
        }
        return known.entrance();
    }

    /** As {@link Node#refusal}: a tunnel accepts whatever is at its end. */
    Optional<String> refusal(int port) throws InterruptedException {
        RelayProcess process = relay.process();
        try {
            process.release(process.connect(address, port, Node.CONNECT_MILLIS));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public synchronized void close() {
        open.values().forEach(Tunnel::close);
        open.clear();
    }
}
