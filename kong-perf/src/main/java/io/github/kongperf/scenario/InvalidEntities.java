package io.github.kongperf.scenario;

import java.util.List;
import java.util.stream.Collectors;

/** A template of entities that can't be rendered, or whose text is not what Kong reads. */
public final class InvalidEntities extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    InvalidEntities(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** At least one. */
    public List<Problem> problems() {
        return problems;
    }
}
