package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.report.Views.Log;
import io.github.kongperf.result.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What gateways wrote into their error logs, run by run; cut, so that a page stays readable. */
final class Logs {

    private static final int LINES = 200;
    private static final int LINES_OF_A_PAGE = 1000;
    private static final int LOGS_OF_A_CASE = 20;
    private static final int LENGTH = 400;

    private final LogSource source;
    private final String page;
    private final Map<Run, List<String>> lines = new LinkedHashMap<>();

    Logs(CaseResult result, LogSource source, String page) {
        this.source = source;
        this.page = page;
        for (Run run : RunTable.inOrder(result)) {
            List<String> all = source.of(run);
            if (!all.isEmpty()) {
                lines.put(run, all);
            }
        }
    }

    String inWords(int runs) {
        if (lines.isEmpty()) {
            return "The gateway wrote no error log in any of %s.".formatted(Headline.plural(runs, "run", "runs"));
        }
        long count = lines.values().stream().mapToLong(List::size).sum();
        return "%s in %d of %s%s."
                .formatted(
                        Headline.plural(count, "line", "lines"),
                        lines.size(),
                        Headline.plural(runs, "run", "runs"),
                        lines.size() > size() ? "; the first %d are shown".formatted(size()) : "");
    }

    /** How many logs are shown. */
    int size() {
        return Math.min(lines.size(), LOGS_OF_A_CASE);
    }

    /** How many lines each of {@code logs} on a page may show: when there are many, each shows fewer. */
    static int share(int logs) {
        return logs == 0 ? LINES : Math.max(1, Math.min(LINES, LINES_OF_A_PAGE / logs));
    }

    /** @param most lines of each */
    List<Log> logs(int most) {
        List<Log> logs = new ArrayList<>();
        lines.entrySet().stream()
                .limit(LOGS_OF_A_CASE)
                .forEach(entry -> logs.add(log(entry.getKey(), entry.getValue(), most)));
        return logs;
    }

    private Log log(Run run, List<String> all, int most) {
        int more = all.size() - most;
        String title = "%s, block %d: %s"
                .formatted(run.id().subject(), run.id().block(), Headline.plural(all.size(), "line", "lines"));
        Optional<String> link = source.link(run).map(path -> PageNames.link(page, path));
        return new Log(
                title,
                all.stream().limit(most).map(Logs::cut).toList(),
                more > 0 ? "… and %s more".formatted(Headline.plural(more, "line", "lines")) : "",
                link.orElse(""));
    }

    private static String cut(String line) {
        return line.length() <= LENGTH ? line : line.substring(0, LENGTH) + "…";
    }
}
