package io.github.kongperf.plan;

import io.github.kongperf.compare.Calibrator;
import io.github.kongperf.result.Metric;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.Session;
import io.github.kongperf.scenario.Burn;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.scenario.Scenario;
import io.github.kongperf.scenario.ScenarioFile;
import io.github.kongperf.scenario.Variant;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a calibration measures instead of a user's subjects. */
public final class Pools {

    private static final double PLANTED = 0.03;
    private static final String BURNING = "burning ";

    private Pools() {}

    /** The unvaried first version alone. */
    public static Plan alone(List<ScenarioFile> files, PlanOptions options) {
        return Plan.of(
                files.stream().map(file -> with(file, List.of(), List.of())).toList(), options);
    }

    /**
     * What a request of the slowed one is to burn: 3 % of its CPU time.
     *
     * @param runs of {@link #alone}
     * @return empty if none tells the CPU time of a request
     */
    public static Optional<Duration> slowdown(List<Run> runs) {
        double[] micros = runs.stream()
                .filter(run -> !run.isControl())
                .flatMapToDouble(run -> run.value(Metric.CPU).stream())
                .sorted()
                .toArray();
        return micros.length == 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.max(1, Math.round(micros[micros.length / 2] * 1000 * PLANTED))));
    }

    /** What the slowed one of a pool burns in each request. */
    public static Duration slowdown(Session pool) {
        return pool.subjects().stream()
                .flatMap(subject -> subject.variant().stream())
                .filter(variant -> variant.startsWith(BURNING))
                .map(variant -> Duration.ofNanos(Long.parseLong(variant.replaceAll("[^0-9]", ""))))
                .findFirst()
                .orElseThrow();
    }

    /**
     * The unvaried first version, the same again, and the same slowed down. All three have the plugin that does it, burning nothing
     * in the first two, so that they differ by nothing else.
     *
     * @param slowdown CPU time of each request
     * @param sources of the plugin
     */
    public static Plan of(List<ScenarioFile> files, PlanOptions options, Duration slowdown, Path sources) {
        List<ScenarioFile> all = new ArrayList<>();
        for (ScenarioFile file : files) {
            all.add(with(
                    file,
                    List.of(new Burn(Duration.ZERO).plugin(sources)),
                    List.of(
                            new Variant(Calibrator.AGAIN, Map.of(), Kong.Content.none(), List.of()),
                            new Variant(
                                    "%s%d ns".formatted(BURNING, slowdown.toNanos()),
                                    Map.of(),
                                    Kong.Content.none(),
                                    List.of(new Burn(slowdown).plugin(sources))))));
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
