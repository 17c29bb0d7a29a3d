package io.github.kongperf.machine;

import io.github.kongperf.result.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeSet;

/**
 * Which CPUs each role may use; one that is missing may use all.
 *
 * @param cpus numbers as the system counts them, ascending
 */
public record Pinning(Map<Role, List<Integer>> cpus) {

    private static final Map<String, Role> NAMES = Map.of(
            "kong", Role.GATEWAY, "upstream", Role.UPSTREAM, "generator", Role.GENERATOR, "database", Role.DATABASE);

    public Pinning {
        EnumMap<Role, List<Integer>> sorted = new EnumMap<>(Role.class);
        cpus.forEach((role, numbers) -> sorted.put(role, List.copyOf(numbers)));
        cpus = Collections.unmodifiableMap(sorted);
    }

    /** Every role may use all CPUs. */
    public static Pinning none() {
        return new Pinning(Map.of());
    }

    /**
     * Reads {@code kong=0-3; upstream=4; generator=5,6}.
     *
     * @throws IllegalArgumentException saying how to write it
     */
    public static Pinning parse(String text) {
        EnumMap<Role, List<Integer>> cpus = new EnumMap<>(Role.class);
        for (String part : text.split("[;\\s]+", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            String[] sides = part.split("=", -1);
            Role role = NAMES.get(sides[0]);
            if (sides.length != 2 || role == null) {
                throw new IllegalArgumentException(
                        "'%s' should be <role>=<cpus>, with the roles kong, upstream, generator and database: 'kong=0-3; generator=4,5'"
                                .formatted(part));
            }
            if (cpus.put(role, numbers(part, sides[1])) != null) {
                throw new IllegalArgumentException("'%s' is given twice".formatted(sides[0]));
            }
        }
        return new Pinning(cpus);
    }

    /** The CPUs of {@code role}; empty: all. */
    public List<Integer> of(Role role) {
        return cpus.getOrDefault(role, List.of());
    }

    /**
     * The CPUs that both gateway and generator may use, as a list: {@code 0,1}; empty if there are none.
     *
     * @param all that there are
     */
    public Optional<String> shared(Collection<Integer> all) {
        TreeSet<Integer> shared = new TreeSet<>(of(Role.GATEWAY).isEmpty() ? all : of(Role.GATEWAY));
        shared.retainAll(of(Role.GENERATOR).isEmpty() ? all : of(Role.GENERATOR));
        return shared.isEmpty() ? Optional.empty() : Optional.of(list(List.copyOf(shared)));
    }

    /** As {@link #parse} reads it; empty if nothing is pinned. */
    public String text() {
        StringJoiner all = new StringJoiner("; ");
        NAMES.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .filter(entry -> cpus.containsKey(entry.getValue()))
                .forEach(entry -> all.add(entry.getKey() + "=" + list(of(entry.getValue()))));
        return all.toString();
    }

    /** Numbers as taskset reads them: {@code 0,1,4}. */
    public static String list(List<Integer> numbers) {
        StringJoiner list = new StringJoiner(",");
        numbers.forEach(number -> list.add(Integer.toString(number)));
        return list.toString();
    }

    private static List<Integer> numbers(String part, String list) {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (String range : list.split(",", -1)) {
            if (!range.matches("\\d{1,5}(-\\d{1,5})?")) {
                throw new IllegalArgumentException(
                        "'%s': '%s' is no CPU number and no range such as 0-3".formatted(part, range));
            }
            String[] ends = range.split("-", -1);
            int from = Integer.parseInt(ends[0]);
            int to = Integer.parseInt(ends[ends.length - 1]);
            if (to < from) {
                throw new IllegalArgumentException("'%s': '%s' ends before it begins".formatted(part, range));
            }
            for (int number = from; number <= to; number++) {
                numbers.add(number);
            }
        }
        return new ArrayList<>(numbers);
    }
}
