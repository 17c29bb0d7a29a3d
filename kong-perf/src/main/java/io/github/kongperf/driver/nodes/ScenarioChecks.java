package io.github.kongperf.driver.nodes;

import io.github.kongperf.kong.CustomPlugins;
import io.github.kongperf.kong.KongSettings;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What keeps a scenario from running on nodes, whichever they are. */
public final class ScenarioChecks {

    /** Twice its shortest load, since a warm-up is cut into two slices. */
    private static final Duration WRK_NEEDS = Duration.ofMillis(200);

    private static final String WRK_MISSING =
            "needs wrk, which is not on PATH; install it (apt install wrk), or use engine: jvm";

    private ScenarioChecks() {}

    /**
     * What its file tells.
     *
     * @param wrk whether the node of the generator has it
     */
    public static List<Problem> of(ScenarioFile file, boolean wrk) {
        List<Problem> problems = new ArrayList<>();
        Kong kong = file.scenario().kong();
        settings(file, "/kong", kong.config(), problems);
        nodes(file, problems);
        plugins(file, "/kong", kong.plugins(), problems);
        List<Variant> variants = file.scenario().variants();
        for (int i = 0; i < variants.size(); i++) {
            settings(file, "/variants/" + i, variants.get(i).config(), problems);
            plugins(file, "/variants/" + i, variants.get(i).plugins(), problems);
        }
        List<Case> cases = file.scenario().cases();
        for (int i = 0; i < cases.size(); i++) {
            load(file, "/cases/%d/load".formatted(i), cases.get(i).load(), wrk, problems);
            target(file, "/cases/%d/load".formatted(i), cases.get(i).load(), problems);
        }
        return problems;
    }

    private static void nodes(ScenarioFile file, List<Problem> problems) {
        Kong kong = file.scenario().kong();
        boolean above = false;
        for (int i = 0; i < kong.nodes().size(); i++) {
            String at = "/kong/nodes/" + i;
            settings(file, at, kong.nodes().get(i).config(), problems);
            Hybrid.Part part = Hybrid.Part.of(kong, kong.nodes().get(i));
            if (part == Hybrid.Part.DATA_PLANE && !above) {
                problems.add(
                        file.problem(
                                at,
                                "is a data plane, but no control plane stands before it; add { name: cp, config: { role: control_plane } }"));
            }
            if (part == Hybrid.Part.CONTROL_PLANE && !NodesTestbed.onPostgres(kong)) {
                problems.add(file.problem(at, "is a control plane, which needs a database; write database: postgres"));
            }
            above |= part == Hybrid.Part.CONTROL_PLANE;
        }
    }

    /** Whether a node listens there. */
    private static void target(ScenarioFile file, String pointer, Load load, List<Problem> problems) {
        Kong kong = file.scenario().kong();
        if (load.target() == Load.Target.UPSTREAM || kong.nodes().isEmpty()) {
            return;
        }
        boolean listens = kong.nodes().stream()
                .filter(node -> load.node().map(node.name()::equals).orElse(true))
                .anyMatch(node -> Hybrid.Part.of(kong, node).listens(load.target()));
        if (!listens) {
            String target = load.target().name().toLowerCase(Locale.ROOT);
            problems.add(file.problem(
                    pointer + (load.node().isPresent() ? "/node" : "/target"),
                    "no such node has the target '%s': a data plane has no Admin API, and a control plane no proxy"
                            .formatted(target)));
        }
    }

    /**
     * What nginx finds wrong with its upstream.
     *
     * @param folder on nginx's node, to work in; must not exist
     */
    public static Optional<Problem> upstream(ScenarioFile file, NodesOptions.NginxSource nginx, String folder)
            throws InterruptedException {
        String pointer = file.scenario().upstream().respond().isPresent() ? "/upstream/respond" : "/upstream/nginx";
        try {
            return nginx.find()
                    .check(file.scenario().upstream().answer(), folder)
                    .map(fault -> file.problem(pointer, inWords(fault)));
        } catch (NodeFailed | IllegalArgumentException e) {
            return Optional.of(file.problem(pointer, String.valueOf(e.getMessage())));
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

    private static void load(ScenarioFile file, String pointer, Load load, boolean wrk, List<Problem> problems) {
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
