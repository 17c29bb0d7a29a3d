package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.report.Views.Column;
import io.github.kongperf.report.Views.Link;
import io.github.kongperf.report.Views.Row;
import io.github.kongperf.report.Views.Table;
import io.github.kongperf.result.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page of a scenario on which equal lines of all error logs are counted. */
final class LogPage {

    /** More than anybody reads; what is left out is counted. */
    private static final int GROUPS = 300;

    private static final int LENGTH = 1000;

    private final ScenarioResults results;
    private final PageNames names;
    private final String path;
    private final List<Table> tables = new ArrayList<>();
    private long lines;

    private LogPage(ScenarioResults results, PageNames names) {
        this.results = results;
        this.names = names;
        this.path = names.logs(results.input().module(), results.scenario());
        for (CaseResult result : results.cases()) {
            table(result).ifPresent(tables::add);
        }
    }

    /** Empty if no gateway wrote a line. */
    static Optional<LogPage> of(ScenarioResults results, PageNames names) {
        LogPage page = new LogPage(results, names);
        return page.tables.isEmpty() ? Optional.empty() : Optional.of(page);
    }

    String path() {
        return path;
    }

    Page page(Templates templates) {
        String title = "%s: error logs, equal lines counted".formatted(results.scenario());
        return new Page(path, title, templates.render("logs.ftlh", view(title)));
    }

    private Views.LogPage view(String title) {
        return new Views.LogPage(
                title,
                "%s in all. Times, processes, connections, ports and ids are left out where lines are compared; the whole logs are with the runs."
                        .formatted(Headline.plural(lines, "line", "lines")),
                Stream.of(Wording.notKong(results.session()))
                        .filter(text -> !text.isEmpty())
                        .toList(),
                new Link(
                        results.scenario(),
                        PageNames.link(path, names.scenario(results.input().module(), results.scenario()))),
                tables);
    }

    private Optional<Table> table(CaseResult result) {
        LogGroups groups = new LogGroups();
        for (Run run : RunTable.inOrder(result)) {
            List<String> log = results.input().logs().of(run);
            lines += log.size();
            groups.add(run, log);
        }
        List<LogGroups.Group> all = groups.groups();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        List<Row> rows = new ArrayList<>();
        all.stream().limit(GROUPS).forEach(group -> rows.add(row(group)));
        int more = all.size() - rows.size();
        return Optional.of(new Table(
                result.plan().name() + (more > 0 ? ": the first %d, and %d more".formatted(rows.size(), more) : ""),
                List.of(
                        Column.text("level"),
                        Column.number("lines", ""),
                        // Before what is less important: a narrow page has no room for all.
                        Column.wrapping("line"),
                        Column.number("trials", ""),
                        Column.wrapping("of which subject")),
                rows));
    }

    private static Row row(LogGroups.Group group) {
        return new Row(
                "",
                new Link(group.level().isEmpty() ? "–" : group.level(), ""),
                List.of(
                        Long.toString(group.count()),
                        group.line().length() <= LENGTH
                                ? group.line()
                                : group.line().substring(0, LENGTH) + "…",
                        Integer.toString(group.runs()),
                        subjects(group.subjects())));
    }

    private static String subjects(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> "%s: %d".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }
}
