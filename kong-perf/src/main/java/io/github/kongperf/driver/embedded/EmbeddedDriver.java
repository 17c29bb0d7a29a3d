package io.github.kongperf.driver.embedded;

import io.github.kongperf.driver.Driver;
import io.github.kongperf.driver.Ledger;
import io.github.kongperf.driver.Needs;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.result.Metric;
import io.github.kongperf.scenario.Case;
import io.github.kongperf.scenario.EntitiesModel;
import io.github.kongperf.scenario.EntitiesTemplate;
import io.github.kongperf.scenario.InvalidEntities;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.scenario.Problem;
import io.github.kongperf.scenario.ScenarioFile;
import io.github.kongperf.scenario.Variant;
import io.github.kongperf.version.KongVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Upstream, a plain reverse proxy and the generator inside this process, so that everything can be tried with nothing
 * installed. All subjects run in one JVM, so verdicts hold for that JVM.
 */
public final class EmbeddedDriver implements Driver {

    /** What a template sees as {@code kong.version} and {@code kong.formatVersion}. */
    static final String VERSION = "embedded";

    static final String FORMAT = "3.0";

    private final Duration warmup;

    /**
     * @param warmup how long the JVM is kept busy before the first block; zero: not at all. Seen on two busy cores: after
     *     less than 10 s the first blocks need half as much CPU time again as later ones
     */
    public EmbeddedDriver(Duration warmup) {
        if (warmup.isNegative()) {
            throw new IllegalArgumentException("warmup (%s) must not be negative".formatted(warmup));
        }
        this.warmup = warmup;
    }

    @Override
    public String name() {
        return "embedded";
    }

    @Override
    public String gateway() {
        return "a plain reverse proxy embedded in the JVM of Maven (Undertow)";
    }

    @Override
    public boolean isKong() {
        return false;
    }

    @Override
    public boolean supports(KongVersion version) {
        return version instanceof KongVersion.Embedded;
    }

    @Override
    public boolean sharesProcess() {
        return true;
    }

    @Override
    public List<Problem> check(ScenarioFile scenario) {
        List<Problem> problems = new ArrayList<>();
        Kong kong = scenario.scenario().kong();
        settings(scenario, "/kong", kong.config(), problems);
        entities(scenario, "/kong", kong.content(), problems);
        if (kong.content().entities().isEmpty()) {
            problems.add(scenario.problem(
                    "/kong/entities", "is missing, so nothing would be routed; name a file with services and routes"));
        }
        memory(scenario, problems);
        List<Variant> variants = scenario.scenario().variants();
        for (int i = 0; i < variants.size(); i++) {
            settings(scenario, "/variants/" + i, variants.get(i).config(), problems);
            entities(scenario, "/variants/" + i, variants.get(i).content(), problems);
        }
        return problems;
    }

    @Override
    public Map<String, String> conditions() {
        return Map.of("embedded.warmup", warmup.toMillis() + " ms");
    }

    @Override
    public Testbed open(Ledger ledger, Needs needs, Consumer<String> step) throws InterruptedException {
        return EmbeddedTestbed.warmed(warmup);
    }

    private static void memory(ScenarioFile scenario, List<Problem> problems) {
        List<Case> cases = scenario.scenario().cases();
        for (int i = 0; i < cases.size(); i++) {
            String message =
                    "all subjects share one process here, so the memory of one can't be told; use another metric";
            if (cases.get(i).decide() == Metric.MEMORY) {
                problems.add(scenario.problem("/cases/%d/decide".formatted(i), message));
            }
            if (cases.get(i).goals().containsKey(Metric.MEMORY)) {
                problems.add(scenario.problem("/cases/%d/goals/memory".formatted(i), message));
            }
        }
    }

    private static void settings(
            ScenarioFile scenario, String pointer, Map<String, String> config, List<Problem> problems) {
        config.forEach((name, value) -> {
            String fault = EmbeddedSettings.fault(name, value);
            if (!fault.isEmpty()) {
                problems.add(scenario.problem(pointer + "/config/" + name, fault));
            }
        });
    }

    /** A template that can't be rendered was found by the reader of the scenario; here only what it says counts. */
    private static void entities(ScenarioFile scenario, String pointer, Kong.Content content, List<Problem> problems) {
        content.entities().ifPresent(file -> {
            try {
                RouteTable.faults(new EntitiesTemplate(file).render(placeholders(scenario)))
                        .forEach(fault -> problems.add(
                                scenario.problem(pointer + "/entities", "%s: %s".formatted(fileName(file), fault))));
            } catch (InvalidEntities e) {
                return;
            }
        });
    }

    private static EntitiesModel placeholders(ScenarioFile scenario) {
        Map<String, Double> axis = new TreeMap<>();
        scenario.scenario()
                .cases()
                .forEach(work -> work.matrix()
                        .ifPresent(values ->
                                axis.put(values.name(), values.values().get(0))));
        return new EntitiesModel(
                Collections.nCopies(scenario.scenario().upstream().ports(), "http://127.0.0.1:1"),
                VERSION,
                FORMAT,
                Map.of(),
                axis);
    }

    private static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }
}
