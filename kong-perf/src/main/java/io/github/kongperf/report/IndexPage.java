package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.Caveat;
import io.github.kongperf.compare.Comparison;
import io.github.kongperf.compare.GoalResult;
import io.github.kongperf.report.Views.Doubt;
import io.github.kongperf.report.Views.Link;
import io.github.kongperf.report.Views.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
        Verdicts verdicts =
                new Verdicts(findings, this::link, finding -> finding.subjects() + ", " + finding.decidedBy());
        return new Views.Index(
                title,
                counts(verdicts),
                inputs.stream()
                        .filter(input -> !input.comparison().session().isKong())
                        .map(input ->
                                named(input, Wording.notKong(input.comparison().session())))
                        .toList(),
                inputs.stream().map(this::trust).toList(),
                doubts(),
                verdicts.groups(),
                goals(),
                inputs.stream().map(this::results).toList(),
                pages(),
                inputs.stream().map(this::session).toList());
    }

    /** Counts of verdicts and goals, each a link to what it counts. */
    private List<Link> counts(Verdicts verdicts) {
        List<Link> counts = new ArrayList<>(verdicts.counts());
        Map<String, Long> goals = inputs.stream()
                .flatMap(input -> Headline.goals(input.comparison().cases()))
                .sorted(Comparator.comparing(IndexPage::rank))
                .collect(Collectors.groupingBy(Wording::state, LinkedHashMap::new, Collectors.counting()));
        goals.forEach((state, count) ->
                counts.add(new Link("%s %s".formatted(Headline.plural(count, "goal", "goals"), state), "#kp-goals")));
        return counts;
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
                        // The banner says it.
                        .filter(caveat -> !(caveat instanceof Caveat.OneProcess || caveat instanceof Caveat.NotKong))
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
        return ResultTable.of(
                several ? "Results of " + input.module() : "Results",
                input.comparison(),
                result -> new Link(name(result), href(input, result)));
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
        return new Link(named(input, name(result)), href(input, result));
    }

    private String name(CaseResult result) {
        boolean oneScenario =
                scenarios.stream().map(ScenarioResults::scenario).distinct().count() == 1;
        return oneScenario
                ? result.plan().name()
                : result.plan().scenario() + ", " + result.plan().name();
    }

    private String href(ReportInput input, CaseResult result) {
        String scenario = result.plan().scenario();
        String anchor = scenarios.stream()
                .filter(results ->
                        results.input().equals(input) && results.scenario().equals(scenario))
                .map(results -> results.anchors().getOrDefault(result.plan().name(), ""))
                .findFirst()
                .orElse("");
        return PageNames.link(names.index(), names.scenario(input.module(), scenario)) + "#" + anchor;
    }

    private String named(ReportInput input, String text) {
        return several ? input.module() + ": " + text : text;
    }
}
