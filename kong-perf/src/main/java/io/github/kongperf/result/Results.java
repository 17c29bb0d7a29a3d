package io.github.kongperf.result;

import java.util.List;

/**
 * All that the result folder holds of one session.
 *
 * @param runs in the order of the plan's cases, then of blocks, then of the places of their subjects
 * @param damages files that stand where runs stand, and are none
 */
public record Results(Session session, List<Run> runs, List<Damage> damages) {
    public Results {
        runs = List.copyOf(runs);
        damages = List.copyOf(damages);
    }
}
