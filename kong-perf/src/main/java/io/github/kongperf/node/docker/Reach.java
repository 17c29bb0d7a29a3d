package io.github.kongperf.node.docker;

import java.util.Optional;

/**
 * Where a container is.
 *
 * @param address at which other containers reach it
 * @param relay through which this JVM does; empty if by the address itself
 */
public record Reach(String address, Optional<Relay> relay) {

    public static Reach direct(String address) {
        return new Reach(address, Optional.empty());
    }
}
