package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.result.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a session found out about the cases of one scenario. */
record ScenarioResults(ReportInput input, String scenario, List<CaseResult> cases) {

    static List<ScenarioResults> of(List<ReportInput> inputs) {
        List<ScenarioResults> all = new ArrayList<>();
        for (ReportInput input : inputs) {
            Map<String, List<CaseResult>> byScenario = new LinkedHashMap<>();
            input.comparison()
                    .cases()
                    .forEach(result -> byScenario
                            .computeIfAbsent(result.plan().scenario(), name -> new ArrayList<>())
                            .add(result));
            byScenario.forEach((scenario, cases) -> all.add(new ScenarioResults(input, scenario, List.copyOf(cases))));
        }
        return all;
    }

    Session session() {
        return input.comparison().session();
    }

    List<Finding> findings() {
        return Finding.of(input, cases);
    }

    Map<String, String> anchors() {
        return PageNames.anchors(
                cases.stream().map(result -> result.plan().name()).toList());
    }
}
