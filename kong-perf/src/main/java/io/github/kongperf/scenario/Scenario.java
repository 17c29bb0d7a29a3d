package io.github.kongperf.scenario;

import java.util.List;
import java.util.Set;

/** A scenario file, checked. */
public record Scenario(
        String name, Set<String> tags, Upstream upstream, Kong kong, List<Variant> variants, List<Case> cases) {
    public Scenario {
        tags = Set.copyOf(tags);
        variants = List.copyOf(variants);
        cases = List.copyOf(cases);
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("a scenario has at least one case");
        }
    }
}
