package io.github.kongperf.report;

import io.github.kongperf.result.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines of error logs that say the same, counted: those that differ only in times, processes, connections and the like. */
final class LogGroups {

    private static final List<String> LEVELS =
            List.of("emerg", "alert", "crit", "error", "warn", "notice", "info", "debug");

    /** What nginx puts before each line: time, level, process and thread, and the connection if there is one. */
    private static final Pattern HEAD = Pattern.compile(
            "^(?:\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d )?\\[([a-z]+)\\] (?:\\d+#\\d+: )?(?:\\*\\d+ )?");

    private static final Map<Pattern, String> VARYING = varying();

    private static Map<Pattern, String> varying() {
        Map<Pattern, String> varying = new LinkedHashMap<>();
        varying.put(Pattern.compile("\\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\\b"), "<uuid>");
        varying.put(Pattern.compile("(?<=request_id: \")[^\"]*"), "…");
        varying.put(Pattern.compile("/\\S*/kong-perf-[0-9a-f]{8}/\\S*?/kong(?=[/\"' ]|$)"), "<prefix>");
        varying.put(Pattern.compile("\\b0x[0-9a-fA-F]+\\b"), "0x…");
        varying.put(Pattern.compile("(?<=\\d\\.\\d{1,3}:)\\d{2,5}\\b"), "<port>");
        varying.put(Pattern.compile("\\b[0-9a-f]{24,}\\b"), "<id>");
        varying.put(Pattern.compile("(?<![.\\d<])\\d{4,}(?![.\\d])"), "<number>");
        return varying;
    }

    /**
     * Lines that say the same.
     *
     * @param level as nginx names it; empty if the line names none
     * @param line without what varies
     * @param count of lines
     * @param subjects lines of each subject, by its name
     * @param runs in which it stands
     */
    record Group(String level, String line, long count, Map<String, Long> subjects, int runs) {}

    private final Map<String, Counter> counters = new TreeMap<>();

    private static final class Counter {
        private final String level;
        private final String line;
        private final Map<String, Long> subjects = new TreeMap<>();
        private long count;
        private int runs;
        private int lastRun = -1;

        Counter(String level, String line) {
            this.level = level;
            this.line = line;
        }
    }

    private int seen;

    void add(Run run, List<String> lines) {
        int number = seen++;
        for (String text : lines) {
            Matcher head = HEAD.matcher(text);
            boolean known = head.find();
            String level = known ? head.group(1) : "";
            String line = same(known ? text.substring(head.end()) : text);
            Counter counter = counters.computeIfAbsent(level + "\n" + line, key -> new Counter(level, line));
            counter.count++;
            counter.subjects.merge(run.id().subject(), 1L, Long::sum);
            if (counter.lastRun != number) {
                counter.lastRun = number;
                counter.runs++;
            }
        }
    }

    /** The worst first, and among those equally bad the most frequent. */
    List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        counters.values()
                .forEach(counter -> groups.add(
                        new Group(counter.level, counter.line, counter.count, counter.subjects, counter.runs)));
        groups.sort(Comparator.comparingInt((Group group) -> severity(group.level()))
                .thenComparing(Comparator.comparingLong(Group::count).reversed())
                .thenComparing(Group::line));
        return groups;
    }

    static String same(String line) {
        String text = line;
        for (Map.Entry<Pattern, String> varying : VARYING.entrySet()) {
            text = varying.getKey().matcher(text).replaceAll(Matcher.quoteReplacement(varying.getValue()));
        }
        return text;
    }

    private static int severity(String level) {
        int severity = LEVELS.indexOf(level);
        return severity < 0 ? LEVELS.size() : severity;
    }
}
