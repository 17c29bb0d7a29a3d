package io.github.kongperf.driver.docker;

import io.github.kongperf.machine.Pinning;
import io.github.kongperf.result.Role;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Which CPUs each role has. */
record DockerCpus(Pinning pinning) {

    /** With fewer, nothing can be apart. */
    private static final int ENOUGH = 4;

    /**
     * What the user says; else, where there are at least four, the first half for Kong, the last one for the database, and those
     * between for upstream and generator.
     *
     * @param count that the engine has
     */
    static DockerCpus of(Pinning wanted, int count) {
        if (!wanted.cpus().isEmpty()) {
            return new DockerCpus(wanted);
        }
        if (count < ENOUGH) {
            return new DockerCpus(Pinning.none());
        }
        Map<Role, List<Integer>> cpus = new EnumMap<>(Role.class);
        cpus.put(Role.GATEWAY, range(0, count / 2));
        cpus.put(Role.UPSTREAM, range(count / 2, count - 1));
        cpus.put(Role.GENERATOR, range(count / 2, count - 1));
        cpus.put(Role.DATABASE, List.of(count - 1));
        return new DockerCpus(new Pinning(cpus));
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    List<Integer> of(Role role) {
        return pinning.of(role);
    }

    /** Of the container with upstream and generator: those of both; empty if one of them may use all. */
    List<Integer> worker() {
        if (of(Role.UPSTREAM).isEmpty() || of(Role.GENERATOR).isEmpty()) {
            return List.of();
        }
        TreeSet<Integer> both = new TreeSet<>(of(Role.UPSTREAM));
        both.addAll(of(Role.GENERATOR));
        return List.copyOf(both);
    }
}
