package io.github.kongperf.driver.local;

import io.github.kongperf.database.PostgresBinaries;
import io.github.kongperf.driver.nodes.NodesTestbed;
import io.github.kongperf.kong.CustomPlugins;
import io.github.kongperf.kong.KongSettings;
import io.github.kongperf.load.wrk.WrkLoadGenerator;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.scenario.Case;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Problem;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.ScenarioFile;
import io.github.kongperf.scenario.Variant;
import io.github.kongperf.upstream.SnippetFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** What keeps a scenario from running on this machine. Starts nothing that stays. */
final class LocalChecks {

    /** Twice its shortest load, since a warm-up is cut into two slices. */
    private static final Duration WRK_NEEDS = Duration.ofMillis(200);

    private static final String WRK_MISSING =
            "needs wrk, which is not on PATH; install it (apt install wrk), or use engine: jvm";

    /** Removes what checks left whose process was killed: nothing is in a ledger yet when they run. */
    private static final String SWEEP = """
            for left in "$1"-*; do
              pid=${left#"$1"-}
              pid=${pid%-*}
              [ ! -d "$left" ] || [ -d "/proc/$pid" ] || rm -rf -- "$left"
            done
            """;

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Node node;
    private final LocalSettings settings;

    LocalChecks(Node node, LocalSettings settings) {
        this.node = node;
        this.settings = settings;
    }

    List<Problem> of(ScenarioFile file) throws InterruptedException {
        node.run(Command.of("sh", "-c", SWEEP, "sh", prefix()));
        List<Problem> problems = new ArrayList<>();
        Kong kong = file.scenario().kong();
        upstream(file, problems);
        database(file, problems);
        settings(file, "/kong", kong.config(), problems);
        plugins(file, "/kong", kong.plugins(), problems);
        List<Variant> variants = file.scenario().variants();
        for (int i = 0; i < variants.size(); i++) {
            settings(file, "/variants/" + i, variants.get(i).config(), problems);
            plugins(file, "/variants/" + i, variants.get(i).plugins(), problems);
        }
        boolean wrk = hasWrk(node);
        List<Case> cases = file.scenario().cases();
        for (int i = 0; i < cases.size(); i++) {
            load(file, "/cases/%d/load".formatted(i), cases.get(i).load(), wrk, problems);
        }
        return problems;
    }

    private String prefix() {
        return settings.temp().resolve("kong-perf-check").toString();
    }

    static boolean hasWrk(Node node) throws InterruptedException {
        return node.run(Command.of("sh", "-c", "command -v wrk")).ok();
    }

    private void upstream(ScenarioFile file, List<Problem> problems) throws InterruptedException {
        String pointer = file.scenario().upstream().respond().isPresent() ? "/upstream/respond" : "/upstream/nginx";
        try {
            Optional<SnippetFault> fault = settings.nginx(node)
                    .check(
                            file.scenario().upstream().answer(),
                            "%s-%d-%d"
                                    .formatted(prefix(), ProcessHandle.current().pid(), NUMBERS.incrementAndGet()));
            fault.ifPresent(found -> problems.add(file.problem(pointer, inWords(found))));
        } catch (NodeFailed | IllegalArgumentException e) {
            problems.add(file.problem(pointer, String.valueOf(e.getMessage())));
        }
    }

    private void database(ScenarioFile file, List<Problem> problems) throws InterruptedException {
        if (NodesTestbed.onPostgres(file.scenario().kong())) {
            try {
                PostgresBinaries.find(node, settings.postgres());
            } catch (NodeFailed e) {
                problems.add(file.problem("/kong/database", String.valueOf(e.getMessage())));
            }
        }
    }

    private static String inWords(SnippetFault fault) {
        return fault.line().isPresent()
                ? "nginx refuses its line %d: %s".formatted(fault.line().getAsInt(), fault.message())
                : "nginx refuses it: " + fault.message();
    }

    private static void settings(
            ScenarioFile file, String pointer, Map<String, String> config, List<Problem> problems) {
        config.forEach((key, value) -> KongSettings.refused(Map.of(key, value))
                .forEach(sentence -> problems.add(file.problem(
                        "%s/config/%s".formatted(pointer, key), sentence.substring(sentence.indexOf(": ") + 2)))));
    }

    private static void plugins(ScenarioFile file, String pointer, List<Kong.Plugin> plugins, List<Problem> problems) {
        for (int i = 0; i < plugins.size(); i++) {
            String at = "%s/plugins/%d".formatted(pointer, i);
            CustomPlugins.check(List.of(plugins.get(i))).forEach(sentence -> problems.add(file.problem(at, sentence)));
        }
    }

    private void load(ScenarioFile file, String pointer, Load load, boolean wrk, List<Problem> problems)
            throws InterruptedException {
        WrkLoadGenerator.tooMany(node, load.connections())
                .ifPresent(sentence -> problems.add(file.problem(pointer + "/connections", sentence)));
        boolean asked = load.engine().equals(Optional.of(Load.Engine.WRK))
                || load.script().isPresent();
        if (asked && !wrk) {
            String key = load.script().isPresent() ? "/script" : "/engine";
            problems.add(file.problem(pointer + key, WRK_MISSING));
        }
        boolean jvm =
                load.engine().equals(Optional.of(Load.Engine.JVM)) || load.rate() instanceof Rate.Constant || !wrk;
        if (asked || !jvm) {
            notTooShort(file, pointer + "/duration", load.duration(), problems);
            notTooShort(file, pointer + "/warmup", load.warmup(), problems);
            whole(file, pointer + "/timeout", load.timeout(), problems);
        }
    }

    private static void notTooShort(ScenarioFile file, String pointer, Duration time, List<Problem> problems) {
        if (!time.isZero() && time.compareTo(WRK_NEEDS) < 0) {
            problems.add(file.problem(
                    pointer,
                    "is %d ms, but wrk needs at least %d ms; use more, or engine: jvm"
                            .formatted(time.toMillis(), WRK_NEEDS.toMillis())));
        }
    }

    private static void whole(ScenarioFile file, String pointer, Duration time, List<Problem> problems) {
        if (time.toMillis() % 1000 != 0) {
            problems.add(file.problem(
                    pointer,
                    "is %d ms, but wrk counts in whole seconds; use %d s or %d s, or engine: jvm"
                            .formatted(time.toMillis(), time.toSeconds(), time.toSeconds() + 1)));
        }
    }
}
