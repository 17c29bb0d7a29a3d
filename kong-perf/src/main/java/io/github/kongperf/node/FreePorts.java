package io.github.kongperf.node;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** TCP ports that nothing on a node uses. */
public final class FreePorts {

    /** Below it are ports that known services have. */
    private static final int LOWEST = 10_000;

    private static final int HIGHEST = 65_535;

    /** Where to choose from at least: with fewer, two who choose at once meet too often. */
    private static final int ENOUGH = 1000;

    private static final Pattern LOCAL_PORT = Pattern.compile("^\\s*\\d+: [0-9A-F]+:([0-9A-F]{4}) ");

    private FreePorts() {}

    /**
     * Chooses free ports at random, all different. If it can, it chooses none that the system gives to outgoing connections:
     * one of these could take it before its service does.
     *
     * @throws NodeFailed if the node has no such many
     */
    public static List<Integer> of(Node node, int count) throws InterruptedException {
        Set<Integer> used = used(node.read("/proc/net/tcp"));
        used.addAll(used(six(node)));
        return choose(used, node.read("/proc/sys/net/ipv4/ip_local_port_range"), count, ThreadLocalRandom.current());
    }

    private static String six(Node node) throws InterruptedException {
        try {
            return node.read("/proc/net/tcp6");
        } catch (NodeFailed e) {
            // A system without IPv6 has no such file.
            return "\n";
        }
    }

    /**
     * Local ports in all states.
     *
     * @param table what /proc/net/tcp holds
     */
    static Set<Integer> used(String table) {
        Set<Integer> ports = new TreeSet<>();
        for (String line : table.lines().skip(1).toList()) {
            Matcher port = LOCAL_PORT.matcher(line);
            if (!port.find()) {
                throw new NodeFailed("expected a socket of /proc/net/tcp, but got: " + line);
            }
            ports.add(Integer.parseInt(port.group(1), 16));
        }
        return ports;
    }

    /** @param outgoing what ip_local_port_range holds */
    static List<Integer> choose(Set<Integer> used, String outgoing, int count, Random random) {
        String[] range = outgoing.strip().split("\\s+", -1);
        if (range.length != 2) {
            throw new NodeFailed("expected two ports in ip_local_port_range, but got: " + outgoing.strip());
        }
        int from = LOWEST;
        int to = Integer.parseInt(range[0]) - 1;
        if (to - from < ENOUGH) {
            from = Math.max(LOWEST, Integer.parseInt(range[1]) + 1);
            to = HIGHEST;
        }
        if (to - from < ENOUGH) {
            from = LOWEST;
        }
        Set<Integer> free = new HashSet<>();
        for (int port = from; port <= to; port++) {
            free.add(port);
        }
        free.removeAll(used);
        if (free.size() < count) {
            throw new NodeFailed("%d free TCP ports are needed, but from %d to %d only %d are free"
                    .formatted(count, from, to, free.size()));
        }
        List<Integer> shuffled = new java.util.ArrayList<>(new TreeSet<>(free));
        java.util.Collections.shuffle(shuffled, random);
        return List.copyOf(shuffled.subList(0, count));
    }
}
