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
    private static final int LINES_OF_A_CASE = 600;
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
        return "%s in %d of %s."
                .formatted(Headline.plural(count, "line", "lines"), lines.size(), Headline.plural(runs, "run", "runs"));
    }

    /** Those that have any; when many have, each shows fewer lines. */
    List<Log> logs() {
        List<Log> logs = new ArrayList<>();
        int most = lines.isEmpty() ? LINES : Math.max(1, Math.min(LINES, LINES_OF_A_CASE / lines.size()));
        lines.forEach((run, all) -> logs.add(log(run, all, most)));
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
