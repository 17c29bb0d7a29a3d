package io.github.kongperf.driver;

import io.github.kongperf.scenario.Load;
import java.util.List;
import java.util.Optional;

/**
 * What a session will ask of its testbed.
 *
 * @param setups all subjects in all cases, each once
 * @param engine who makes the load; empty: whichever the driver likes
 * @param connections the most that a case opens at a time
 */
public record Needs(List<Setup> setups, Optional<Load.Engine> engine, int connections) {
    public Needs {
        setups = List.copyOf(setups);
    }
}
