package io.github.kongperf.plan;

import io.github.kongperf.result.Metric;
import io.github.kongperf.scenario.Case;
import io.github.kongperf.scenario.Kong;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Profiling;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import io.github.kongperf.scenario.Scenario;
import io.github.kongperf.scenario.ScenarioFile;
import io.github.kongperf.scenario.Upstream;
import io.github.kongperf.scenario.Variant;
import io.github.kongperf.version.KongVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Scenarios for tests, without files. */
public final class Scenarios {

    private Scenarios() {}

    /** One scenario named {@code simple}, with a variant named {@code slowed}. */
    public static ScenarioFile simple(Case... cases) {
        Kong kong = new Kong(
                new Kong.Database(Kong.Database.Kind.OFF, false), Map.of(), Kong.Content.none(), List.of(), List.of());
        Scenario scenario = new Scenario(
                "simple",
                Set.of("basic"),
                new Upstream(1, Upstream.Respond.ok()),
                kong,
                List.of(new Variant("slowed", Map.of("kong_perf_burn", "10us"), Kong.Content.none(), List.of())),
                List.of(cases));
        return new ScenarioFile(Path.of("simple.yaml"), scenario, Map.of());
    }

    public static Case sideBySide(String name, Duration duration) {
        return work(name, duration, Case.Order.SIDE_BY_SIDE, Optional.empty());
    }

    public static Case work(String name, Duration duration, Case.Order order, Optional<Case.Axis> axis) {
        Load load = new Load(
                10,
                1,
                duration,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                List.of(200),
                new Rate.AsFastAsPossible(),
                List.of(Request.get("/s1-r1")),
                Load.Target.PROXY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Case(
                name,
                Set.of(name + "-tag"),
                load,
                Metric.THROUGHPUT,
                0.03,
                Map.of(),
                Profiling.none(),
                order,
                axis,
                List.of());
    }

    public static PlanOptions options(int blocks, String tags) {
        return new PlanOptions(
                List.of(new KongVersion.Embedded()), TagExpression.parse(tags), blocks, Optional.empty(), 81, 0.01);
    }
}
