package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.report.Views.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The page of a scenario: every case with its verdicts, figures and runs. */
final class ScenarioPage {

    private final List<ScenarioResults> all;
    private final int index;
    private final ScenarioResults results;
    private final PageNames names;
    private final String path;
    private final Optional<String> logs;

    /**
     * @param index which of {@code all}
     * @param logs the page of its error logs, if there is one
     */
    ScenarioPage(List<ScenarioResults> all, int index, PageNames names, Optional<String> logs) {
        this.logs = logs;
        this.all = all;
        this.index = index;
        this.results = all.get(index);
        this.names = names;
        this.path = pathOf(results);
    }

    Page page(Templates templates) {
        String title = results.scenario() + ": " + Headline.ofCases(results.cases());
        return new Page(path, title, templates.render("scenario.ftlh", view(title)));
    }

    private Views.Scenario view(String title) {
        SessionSection session = new SessionSection(results.input().comparison(), results.cases());
        return new Views.Scenario(
                title,
                Headline.counts(results.findings().stream().map(Finding::kind)),
                Stream.of(Wording.notKong(results.session()))
                        .filter(text -> !text.isEmpty())
                        .toList(),
                new Link("All results", PageNames.link(path, names.index())),
                neighbours(),
                contents(),
                cases(),
                session.view("Conditions, and how to repeat this"));
    }

    private List<Link> neighbours() {
        List<Link> neighbours = new ArrayList<>();
        if (index > 0) {
            neighbours.add(new Link("◂ " + all.get(index - 1).scenario(), linkTo(all.get(index - 1))));
        }
        if (index + 1 < all.size()) {
            neighbours.add(new Link(all.get(index + 1).scenario() + " ▸", linkTo(all.get(index + 1))));
        }
        logs.ifPresent(page -> neighbours.add(new Link("Error logs, equal lines counted", PageNames.link(path, page))));
        return neighbours;
    }

    private List<Link> contents() {
        return results.anchors().entrySet().stream()
                .map(entry -> new Link(entry.getKey(), "#" + entry.getValue()))
                .toList();
    }

    private List<Views.Case> cases() {
        List<Logs> logs = results.cases().stream()
                .map(result -> new Logs(result, results.input().logs(), path))
                .toList();
        int lines = Logs.share(logs.stream().mapToInt(Logs::size).sum());
        Map<String, String> anchors = results.anchors();
        List<Views.Case> cases = new ArrayList<>();
        for (int i = 0; i < logs.size(); i++) {
            CaseResult result = results.cases().get(i);
            String anchor = anchors.getOrDefault(result.plan().name(), "");
            cases.add(new CaseSection(results.input(), result, logs.get(i), cpu(result)).view(anchor, lines));
        }
        return cases;
    }

    private Optional<String> cpu(CaseResult result) {
        return results.input().profiles().of(result).any()
                ? Optional.of(PageNames.link(
                        path,
                        names.profile(
                                results.input().module(),
                                results.scenario(),
                                result.plan().name())))
                : Optional.empty();
    }

    private String pathOf(ScenarioResults of) {
        return names.scenario(of.input().module(), of.scenario());
    }

    private String linkTo(ScenarioResults other) {
        return PageNames.link(path, pathOf(other));
    }
}
