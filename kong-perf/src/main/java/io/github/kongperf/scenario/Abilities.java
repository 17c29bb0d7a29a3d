package io.github.kongperf.scenario;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a driver can do of what scenarios ask for. */
public record Abilities(String driver, Set<Ability> can) {

    private static final Map<String, Set<Ability>> DRIVERS = drivers();

    /** The drivers that can be chosen today; the others are on their way. */
    private static final Set<String> BUILT = Set.of("local", "docker", "embedded");

    public Abilities {
        can = Set.copyOf(can);
    }

    /** @throws IllegalArgumentException naming the drivers there are, if {@code driver} is none */
    public static Abilities of(String driver) {
        Set<Ability> can = DRIVERS.get(driver);
        if (can == null) {
            throw new IllegalArgumentException(
                    "'%s' is no driver%s".formatted(driver, Spelling.suggestion(driver, DRIVERS.keySet())));
        }
        return new Abilities(driver, can);
    }

    /** The same with one more. */
    public Abilities and(Ability more) {
        Set<Ability> all = new HashSet<>(can);
        all.add(more);
        return new Abilities(driver, all);
    }

    /** A problem for each key that asks for more than this driver can, by line and column. */
    public List<Problem> missing(ScenarioFile file) {
        return AbilityUse.of(file.scenario()).stream()
                .filter(use -> !can.contains(use.ability()))
                .map(use -> file.problem(use.pointer(), message(use.ability())))
                .sorted(Comparator.comparing(
                                (Problem problem) -> problem.position().line())
                        .thenComparing(problem -> problem.position().column()))
                .toList();
    }

    private String message(Ability ability) {
        List<String> others = DRIVERS.entrySet().stream()
                .filter(entry ->
                        BUILT.contains(entry.getKey()) && entry.getValue().contains(ability))
                .map(Map.Entry::getKey)
                .toList();
        String elsewhere = others.isEmpty() ? "" : ", or a driver that has it: " + String.join(", ", others);
        return "the %s driver has no %s; %s%s".formatted(driver, ability.words(), ability.instead(), elsewhere);
    }

    private static Map<String, Set<Ability>> drivers() {
        Map<String, Set<Ability>> drivers = new LinkedHashMap<>();
        drivers.put(
                "local", EnumSet.complementOf(EnumSet.of(Ability.SEPARATE_DATABASE, Ability.NODES, Ability.DURING)));
        drivers.put("docker", EnumSet.complementOf(EnumSet.of(Ability.DURING)));
        drivers.put("terraform", EnumSet.allOf(Ability.class));
        drivers.put("embedded", EnumSet.of(Ability.RATE));
        return drivers;
    }
}
