package io.github.kongperf.report;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Owns all names and links of a report. Paths are relative to the report's folder. */
public final class PageNames {

    /** The index page and the folder beside it, unless the caller wants another index. */
    public static final String DEFAULT = "kong-perf";

    private static final String FOLDER = "kong-perf/";
    private static final int LONGEST = 180;

    private final String index;
    private final Map<List<String>, String> scenarios = new LinkedHashMap<>();
    private final Map<List<String>, String> logs = new LinkedHashMap<>();
    private final Map<List<String>, String> profiles = new LinkedHashMap<>();
    private final Map<List<String>, String> graphs = new LinkedHashMap<>();
    private final Names taken = new Names();
    private final Names takenGraphs = new Names();

    /** @param index without suffix */
    PageNames(String index, List<ReportInput> inputs) {
        this.index = index;
        Set<List<String>> keys = new LinkedHashSet<>();
        inputs.forEach(input -> input.comparison()
                .cases()
                .forEach(
                        result -> keys.add(List.of(input.module(), result.plan().scenario()))));
        boolean modules = inputs.stream().map(ReportInput::module).distinct().count() > 1;
        keys.forEach(key -> scenarios.put(key, taken.unique(modules ? String.join("-", key) : key.get(1))));
        scenarios.forEach((key, name) -> logs.put(key, taken.unique(name + "-log")));
    }

    public String index() {
        return index + ".html";
    }

    public String stylesheet() {
        return FOLDER + "kong-perf.css";
    }

    public String script() {
        return FOLDER + "kong-perf.js";
    }

    /** The page of a scenario. */
    String scenario(String module, String scenario) {
        String name = scenarios.get(List.of(module, scenario));
        if (name == null) {
            throw new IllegalArgumentException("no page for scenario %s of module %s".formatted(scenario, module));
        }
        return FOLDER + name + ".html";
    }

    /** The page of a scenario's error logs. */
    String logs(String module, String scenario) {
        String name = logs.get(List.of(module, scenario));
        if (name == null) {
            throw new IllegalArgumentException("no page for scenario %s of module %s".formatted(scenario, module));
        }
        return FOLDER + name + ".html";
    }

    /** The page that tells where the CPU time of a case goes. */
    String profile(String module, String scenario, String caseName) {
        return profiles.computeIfAbsent(
                List.of(module, scenario, caseName),
                key -> FOLDER + taken.unique(shortened("%s-%s".formatted(base(module, scenario), caseName)) + "-cpu")
                        + ".html");
    }

    /** A graph of a case. */
    String graph(String module, String scenario, String caseName, String graph) {
        return graphs.computeIfAbsent(
                List.of(module, scenario, caseName, graph),
                key -> FOLDER
                        + "flame/"
                        + takenGraphs.unique(shortened("%s-%s-%s".formatted(base(module, scenario), caseName, graph)))
                        + ".html");
    }

    /** No file system takes names of more than 255 bytes. */
    private static String shortened(String name) {
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST);
    }

    private String base(String module, String scenario) {
        return scenarios.getOrDefault(List.of(module, scenario), scenario);
    }

    /** How {@code from} refers to {@code to}, both paths of this report. */
    public static String link(String from, String to) {
        String folder = from.substring(0, from.lastIndexOf('/') + 1);
        if (to.startsWith(folder)) {
            return to.substring(folder.length());
        }
        return "../".repeat((int) folder.chars().filter(c -> c == '/').count()) + to;
    }

    /** The anchors of cases on the page of their scenario. */
    static Map<String, String> anchors(Collection<String> cases) {
        Names taken = new Names();
        Map<String, String> anchors = new LinkedHashMap<>();
        cases.forEach(name -> anchors.put(name, taken.unique("kp-case-" + name)));
        return anchors;
    }

    /** Names for files and anchors, each of them once, on file systems that ignore case, too. */
    private static final class Names {
        private final Set<String> taken = new LinkedHashSet<>();

        private String unique(String text) {
            String slug = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_.-]+", "-");
            String name = slug;
            for (int i = 2; !taken.add(name); i++) {
                name = slug + "-" + i;
            }
            return name;
        }
    }
}
