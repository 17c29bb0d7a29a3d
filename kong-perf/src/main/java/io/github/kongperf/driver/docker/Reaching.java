package io.github.kongperf.driver.docker;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** How this JVM gets to ports of containers. */
enum Reaching {

    /** By their addresses where those mean the same here as on the engine's machine, and something answers there. */
    AS_POSSIBLE {
        @Override
        boolean direct(Node container, boolean hostNetwork) throws InterruptedException {
            return sameKernel(container) && (hostNetwork ? sameNetwork(container) : answers(container.address()));
        }
    },

    /** Through the engine's API, wherever it is. */
    BY_ENGINE {
        @Override
        boolean direct(Node container, boolean hostNetwork) {
            return false;
        }
    };

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path NETWORK = Path.of("/proc/self/ns/net");
    private static final int PATIENCE_MILLIS = 1500;

    /** Where nothing listens, so that the kernel of the other side refuses it. */
    private static final int PORT = 1;

    /**
     * Whether by their addresses.
     *
     * @param container one of them
     * @param hostNetwork whether they use the network of the engine's machine
     */
    abstract boolean direct(Node container, boolean hostNetwork) throws InterruptedException;

    /** An address of an engine elsewhere may be that of something else here, whose refusal would tell nothing. */
    private static boolean sameKernel(Node container) throws InterruptedException {
        try {
            return Files.readString(BOOT).equals(container.read(BOOT.toString()));
        } catch (IOException e) {
            // Not Linux: then the engine runs in a virtual machine.
            return false;
        }
    }

    private static boolean sameNetwork(Node container) throws InterruptedException {
        try {
            return Files.readSymbolicLink(NETWORK)
                    .toString()
                    .equals(container
                            .run(Command.of("readlink", NETWORK.toString()))
                            .orFail("looking at the network of " + container.name())
                            .out()
                            .strip());
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean answers(String address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, PORT), PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            // That a network is unreachable has the same class.
            return e instanceof ConnectException
                    && String.valueOf(e.getMessage()).contains("refused");
        }
    }
}
