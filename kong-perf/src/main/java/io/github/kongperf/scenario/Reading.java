package io.github.kongperf.scenario;

import java.util.List;

/**
 * What came of reading scenario files.
 *
 * @param scenarios those without a problem
 * @param problems of all files, by file, line and column
 */
public record Reading(List<ScenarioFile> scenarios, List<Problem> problems) {
    public Reading {
        scenarios = List.copyOf(scenarios);
        problems = List.copyOf(problems);
    }
}
