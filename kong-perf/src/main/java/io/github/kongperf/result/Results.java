package io.github.kongperf.result;

import java.util.List;

/**
 * All that the result folder holds of one session.
 *
 * @param runs in the order of the plan's cases, then of blocks, then of the places of their subjects
 * @param profiles in the order of the plan's cases, then of profilers, blocks and subjects
 * @param damages files that stand where runs or profiles stand, and are none
 */
public record Results(Session session, List<Run> runs, List<Profile> profiles, List<Damage> damages) {
    public Results {
        profiles = List.copyOf(profiles);
        runs = List.copyOf(runs);
        damages = List.copyOf(damages);
    }
}
