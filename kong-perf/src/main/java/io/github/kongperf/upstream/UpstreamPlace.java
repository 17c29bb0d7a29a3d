package io.github.kongperf.upstream;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where an upstream lives on its node.
 *
 * @param folder of its own; must not exist yet. Whoever gives it removes it
 * @param ports free ones, on which it answers
 * @param statusPort a free one, on which it says how many requests it had
 * @param cpus on which it runs, with a worker for each; empty: on all that the node lets it
 */
public record UpstreamPlace(String folder, List<Integer> ports, int statusPort, Set<Integer> cpus) {

    public UpstreamPlace {
        ports = List.copyOf(ports);
        cpus = java.util.Collections.unmodifiableSet(new TreeSet<>(cpus));
        if (ports.isEmpty()) {
            throw new IllegalArgumentException("an upstream has at least one port");
        }
        Set<Integer> all = new HashSet<>(ports);
        all.add(statusPort);
        if (all.size() != ports.size() + 1) {
            throw new IllegalArgumentException(
                    "ports %s and status port %d must be different ones".formatted(ports, statusPort));
        }
    }

    /** On every CPU. */
    public static UpstreamPlace of(String folder, int statusPort, Integer... ports) {
        return new UpstreamPlace(folder, Arrays.asList(ports), statusPort, Set.of());
    }
}
