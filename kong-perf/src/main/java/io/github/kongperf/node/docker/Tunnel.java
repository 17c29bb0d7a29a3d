package io.github.kongperf.node.docker;

import io.github.kongperf.node.NodeFailed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A port of this machine's loopback, from which each connection goes on to a port that a {@link Relay} reaches. Whoever connects
 * is accepted at once; where nothing listens at the other end, the connection breaks then.
 */
final class Tunnel implements AutoCloseable {

    static final int CONNECT_MILLIS = 10_000;

    private static final int WAITING = 100;
    private static final int CHUNK = 32 << 10;

    private final ServerSocket server;
    private final Relay relay;
    private final String address;
    private final int port;
    private final Consumer<Tunnel> closed;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

    private Tunnel(ServerSocket server, Relay relay, String address, int port, Consumer<Tunnel> closed) {
        this.server = server;
        this.relay = relay;
        this.address = address;
        this.port = port;
        this.closed = closed;
    }

    /** @param closed told when it has been closed */
    static Tunnel to(String address, int port, Relay relay, Consumer<Tunnel> closed) {
        ServerSocket server;
        try {
            server = new ServerSocket(0, WAITING, loopback());
        } catch (IOException e) {
            throw new NodeFailed("opening a port of the loopback: " + e.getMessage(), e);
        }
        Tunnel tunnel = new Tunnel(server, relay, address, port, closed);
        tunnel.inBackground("accepting", tunnel::accept);
        return tunnel;
    }

    boolean isOpen() {
        return !server.isClosed();
    }

    /** Where it begins. */
    InetSocketAddress entrance() {
        return new InetSocketAddress(loopback(), server.getLocalPort());
    }

    /** Always a new one, which does not know a name yet: "localhost" may lead to IPv6. */
    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private void inBackground(String what, Runnable work) {
        Thread thread = new Thread(work, "kong-perf-tunnel-%s:%d-%s".formatted(address, port, what));
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                clients.add(client);
                inBackground("sending", () -> serve(client));
            }
        } catch (IOException e) {
            // Closed; a last one may have come since.
            clients.forEach(Tunnel::abort);
        }
    }

    /** Until both directions have ended. */
    private void serve(Socket client) {
        try {
            client.setTcpNoDelay(true);
            RelayProcess process = relay.process();
            RelayLink link = process.connect(address, port, CONNECT_MILLIS);
            try {
                Thread back = new Thread(
                        () -> receive(link, client), Thread.currentThread().getName() + "-back");
                back.setDaemon(true);
                back.start();
                send(client, link);
                back.join();
            } finally {
                process.release(link);
            }
        } catch (IOException | NodeFailed e) {
            abort(client);
        } catch (InterruptedException e) {
            abort(client);
            Thread.currentThread().interrupt();
        } finally {
            close(client);
            clients.remove(client);
        }
    }

    private static void send(Socket client, RelayLink link) {
        byte[] bytes = new byte[CHUNK];
        try {
            InputStream in = client.getInputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                link.write(bytes, count);
            }
            link.end();
        } catch (IOException e) {
            link.cut();
            abort(client);
        }
    }

    private static void receive(RelayLink link, Socket client) {
        try {
            OutputStream out = client.getOutputStream();
            for (byte[] next = link.read(); next.length > 0; next = link.read()) {
                out.write(next);
                link.taken(next.length);
            }
            client.shutdownOutput();
        } catch (IOException e) {
            link.cut();
            abort(client);
        }
    }

    /** So that the other side does not take it for a good end. */
    private static void abort(Socket client) {
        try {
            client.setSoLinger(true, 0);
        } catch (IOException e) {
            // Closed already.
            return;
        }
        close(client);
    }

    private static void close(Socket client) {
        try {
            client.close();
        } catch (IOException e) {
            // Nobody is left to whom it would matter.
            return;
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new NodeFailed("closing a port of the loopback: " + e.getMessage(), e);
        } finally {
            clients.forEach(Tunnel::abort);
            closed.accept(this);
        }
    }
}
