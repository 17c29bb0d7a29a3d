package io.github.kongperf.scenario;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Renders every template of a scenario with stand-in values, so that a mistake in one shows before anything starts. */
final class TemplateChecks {

    private final Scenario scenario;
    private final Path base;

    TemplateChecks(Scenario scenario, Path base) {
        this.scenario = scenario;
        this.base = base;
    }

    List<Problem> problems() {
        Set<Position> places = new LinkedHashSet<>();
        List<Problem> problems = new ArrayList<>();
        for (Path template : templates()) {
            for (Map<String, Double> axis : axes()) {
                check(template, axis).stream()
                        .filter(problem -> places.add(problem.position())) // once, not again for each case
                        .forEach(problems::add);
            }
        }
        return problems;
    }

    private List<Problem> check(Path template, Map<String, Double> axis) {
        return new EntitiesTemplate(template, ScenarioReader.shown(base, template)).check(standIns(axis));
    }

    private Set<Path> templates() {
        Set<Path> templates = new LinkedHashSet<>();
        scenario.kong().content().entities().ifPresent(templates::add);
        scenario.variants().forEach(variant -> variant.content().entities().ifPresent(templates::add));
        return templates;
    }

    /** Of each case the first and the last value; none for a case without a matrix, whose template must do without, too. */
    private Set<Map<String, Double>> axes() {
        Set<Map<String, Double>> axes = new LinkedHashSet<>();
        for (Case workload : scenario.cases()) {
            Optional<Case.Axis> matrix = workload.matrix();
            if (matrix.isEmpty()) {
                axes.add(Map.of());
            } else {
                Case.Axis axis = matrix.get();
                axes.add(Map.of(axis.name(), axis.values().get(0)));
                axes.add(Map.of(axis.name(), axis.values().get(axis.values().size() - 1)));
            }
        }
        return axes;
    }

    private EntitiesModel standIns(Map<String, Double> axis) {
        List<String> uris = IntStream.range(0, scenario.upstream().ports())
                .mapToObj(port -> "http://upstream:%d".formatted(18080 + port))
                .toList();
        Map<String, String> hosts = new LinkedHashMap<>();
        scenario.kong().nodes().forEach(node -> hosts.put(node.name(), node.name()));
        return new EntitiesModel(uris, "3.9.0", "3.0", hosts, axis);
    }
}
