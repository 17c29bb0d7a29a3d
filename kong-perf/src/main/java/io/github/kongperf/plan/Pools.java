package io.github.kongperf.plan;

import io.github.kongperf.compare.Calibrator;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.scenario.Scenario;
import io.github.kongperf.scenario.ScenarioFile;
import io.github.kongperf.scenario.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a calibration measures instead of a user's subjects. */
public final class Pools {

    private Pools() {}

    /** The unvaried first version alone. */
    public static Plan alone(List<ScenarioFile> files, PlanOptions options) {
        return Plan.of(
                files.stream().map(file -> with(file, List.of(), List.of())).toList(), options);
    }

    /**
     * The unvaried first version, the same again, and the same with a planted slowdown. All three have the plugin that makes it, so
     * that they differ by nothing else.
     *
     * @param slowed name of the slowed one
     * @param idle the plugin, doing nothing
     * @param slowing the plugin, slowing it down
     */
    public static Plan of(
            List<ScenarioFile> files, PlanOptions options, String slowed, Kong.Plugin idle, Kong.Plugin slowing) {
        List<ScenarioFile> all = new ArrayList<>();
        for (ScenarioFile file : files) {
            all.add(with(
                    file,
                    List.of(idle),
                    List.of(
                            new Variant(Calibrator.AGAIN, Map.of(), Kong.Content.none(), List.of()),
                            new Variant(slowed, Map.of(), Kong.Content.none(), List.of(slowing)))));
        }
        return Plan.of(all, options);
    }

    private static ScenarioFile with(ScenarioFile file, List<Kong.Plugin> plugins, List<Variant> variants) {
        Scenario own = file.scenario();
        Kong kong = own.kong();
        List<Kong.Plugin> all = new ArrayList<>(kong.plugins());
        all.addAll(plugins);
        return new ScenarioFile(
                file.file(),
                new Scenario(
                        own.name(),
                        own.tags(),
                        own.upstream(),
                        new Kong(kong.database(), kong.config(), kong.content(), all, kong.nodes()),
                        variants,
                        own.cases()),
                file.positions());
    }
}
