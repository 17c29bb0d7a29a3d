package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.Comparison;
import io.github.kongperf.compare.GoalResult;
import io.github.kongperf.report.Views.Doubt;
import io.github.kongperf.report.Views.Link;
import io.github.kongperf.report.Views.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The first page: the verdict, how far to trust it, and everything that was measured in one table. */
final class IndexPage {

    private final List<ReportInput> inputs;
    private final List<ScenarioResults> scenarios;
    private final PageNames names;
    private final boolean several;

    IndexPage(List<ReportInput> inputs, List<ScenarioResults> scenarios, PageNames names) {
        this.inputs = inputs;
        this.scenarios = scenarios;
        this.names = names;
        this.several = inputs.size() > 1;
    }

    Page page(Templates templates) {
        String title =
                Wording.headline(inputs.stream().map(ReportInput::comparison).toList());
        return new Page(names.index(), title, templates.render("index.ftlh", view(title)));
    }

    private Views.Index view(String title) {
        List<Finding> findings = scenarios.stream()
                .flatMap(results -> results.findings().stream())
                .toList();
        Verdicts verdicts = new Verdicts(findings, this::link);
        return new Views.Index(
                title,
                subtitle(findings),
                inputs.stream()
                        .map(input -> Wording.notKong(input.comparison().session()))
                        .filter(text -> !text.isEmpty())
                        .distinct()
                        .toList(),
                inputs.stream().map(this::trust).toList(),
                doubts(),
                verdicts.filters(),
                verdicts.groups(),
                goals(),
                inputs.stream().map(this::results).toList(),
                pages(),
                inputs.stream().map(this::session).toList());
    }

    private String subtitle(List<Finding> findings) {
        String verdicts = Headline.counts(findings.stream().map(Finding::kind));
        Map<String, Long> goals = inputs.stream()
                .flatMap(input -> Headline.goals(input.comparison().cases()))
                .sorted(java.util.Comparator.comparing(IndexPage::rank))
                .collect(Collectors.groupingBy(Wording::state, java.util.LinkedHashMap::new, Collectors.counting()));
        String met = goals.entrySet().stream()
                .map(entry -> "%d%c%s".formatted(entry.getValue(), Numbers.SPACE, entry.getKey()))
                .collect(Collectors.joining(", "));
        if (met.isEmpty()) {
            return verdicts;
        }
        return verdicts.isEmpty() ? "goals: " + met : verdicts + "; goals: " + met;
    }

    /** Missed before undecided before met. */
    private static int rank(GoalResult goal) {
        return List.of("missed", "undecided", "met").indexOf(Wording.state(goal));
    }

    private String trust(ReportInput input) {
        Comparison comparison = input.comparison();
        return named(input, new SessionSection(comparison, comparison.cases()).trust());
    }

    private List<Doubt> doubts() {
        return inputs.stream()
                .flatMap(input -> input.comparison().caveats().stream()
                        .map(caveat -> CaseSection.doubt(named(input, ""), caveat)))
                .toList();
    }

    private List<Table> goals() {
        return CaseSection.goals(inputs.stream()
                        .flatMap(input -> input.comparison().cases().stream())
                        .toList())
                .stream()
                .toList();
    }

    private Table results(ReportInput input) {
        return new ResultTable(input.comparison().session().blocks(), result -> link(input, result))
                .of(
                        several ? "Results of " + input.module() : "Results",
                        input.comparison().cases());
    }

    private Views.Session session(ReportInput input) {
        Comparison comparison = input.comparison();
        return new SessionSection(comparison, comparison.cases())
                .view(
                        several
                                ? "Conditions, and how to repeat " + input.module()
                                : "Conditions, and how to repeat this");
    }

    private List<Link> pages() {
        List<Link> pages = new ArrayList<>();
        for (ScenarioResults results : scenarios) {
            String cases = Headline.plural(results.cases().size(), "case", "cases");
            pages.add(new Link(
                    named(results.input(), "%s, %s".formatted(results.scenario(), cases)),
                    PageNames.link(names.index(), names.scenario(results.input().module(), results.scenario()))));
        }
        return pages;
    }

    private Link link(Finding finding) {
        return link(finding.input(), finding.result());
    }

    private Link link(ReportInput input, CaseResult result) {
        String scenario = result.plan().scenario();
        String page = names.scenario(input.module(), scenario);
        String anchor = scenarios.stream()
                .filter(results ->
                        results.input().equals(input) && results.scenario().equals(scenario))
                .map(results -> results.anchors().getOrDefault(result.plan().name(), ""))
                .findFirst()
                .orElse("");
        boolean oneScenario =
                scenarios.stream().map(ScenarioResults::scenario).distinct().count() == 1;
        String text = oneScenario
                ? result.plan().name()
                : scenario + ", " + result.plan().name();
        return new Link(named(input, text), PageNames.link(names.index(), page) + "#" + anchor);
    }

    private String named(ReportInput input, String text) {
        return several ? input.module() + ": " + text : text;
    }
}
