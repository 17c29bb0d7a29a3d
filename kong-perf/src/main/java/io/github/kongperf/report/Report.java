package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages of one or several sessions, and the files that they need. The same results give the same bytes. */
public final class Report {

    private final PageNames names;
    private final List<Page> pages;
    private final Map<String, byte[]> assets;

    private Report(PageNames names, List<Page> pages, Map<String, byte[]> assets) {
        this.names = names;
        this.pages = List.copyOf(pages);
        this.assets = Collections.unmodifiableMap(assets);
    }

    public static Report of(List<ReportInput> inputs) {
        return of(inputs, PageNames.DEFAULT);
    }

    /** @param index name of the first page, without suffix */
    public static Report of(List<ReportInput> inputs, String index) {
        PageNames names = new PageNames(index, inputs);
        Templates templates = new Templates();
        List<ScenarioResults> scenarios = ScenarioResults.of(inputs);
        List<Page> pages = new ArrayList<>();
        Map<String, byte[]> assets = new LinkedHashMap<>();
        pages.add(new IndexPage(inputs, scenarios, names).page(templates));
        for (int i = 0; i < scenarios.size(); i++) {
            Optional<LogPage> logs = LogPage.of(scenarios.get(i), names);
            pages.add(new ScenarioPage(scenarios, i, names, logs.map(LogPage::path)).page(templates));
            logs.ifPresent(page -> pages.add(page.page(templates)));
            for (CaseResult result : scenarios.get(i).cases()) {
                ProfilePage.of(scenarios.get(i), result, names).ifPresent(page -> {
                    pages.add(page.page(templates));
                    assets.putAll(page.graphs());
                });
            }
        }
        assets.put(names.stylesheet(), Templates.file("kong-perf.css"));
        assets.put(names.script(), Templates.file("kong-perf.js"));
        return new Report(names, pages, assets);
    }

    public PageNames names() {
        return names;
    }

    /** The index first. */
    public List<Page> pages() {
        return pages;
    }

    /** Contents by path: style sheet, script, and graphs. */
    public Map<String, byte[]> assets() {
        return assets;
    }
}
