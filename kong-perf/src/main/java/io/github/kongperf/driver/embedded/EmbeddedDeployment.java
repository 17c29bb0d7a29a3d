package io.github.kongperf.driver.embedded;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.load.jvm.JvmLoadGenerator;
import io.github.kongperf.machine.ThreadCpu;
import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Entities;
import io.github.kongperf.scenario.EntitiesModel;
import io.github.kongperf.scenario.EntitiesTemplate;
import io.github.kongperf.scenario.Load;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An upstream and a gateway of one subject, on ports that the system chose. */
final class EmbeddedDeployment implements Deployment {

    private final EmbeddedUpstream upstream;
    private final EmbeddedGateway gateway;
    private final EmbeddedSettings settings;
    private final String gatewayThreads;
    private final String upstreamThreads;
    private final ThreadCpu cpu = new ThreadCpu();

    /** @param number tells its threads from those of other deployments */
    EmbeddedDeployment(Setup setup, int number) {
        gatewayThreads = "kong-perf-gateway-%d-".formatted(number);
        upstreamThreads = "kong-perf-upstream-%d-".formatted(number);
        settings = EmbeddedSettings.of(setup.kong());
        upstream = new EmbeddedUpstream(setup.upstream(), upstreamThreads);
        try {
            gateway = new EmbeddedGateway(
                    routes(setup), new CpuBurn(settings.burn()), settings.threads(), gatewayThreads);
        } catch (RuntimeException e) {
            upstream.close();
            throw e;
        }
    }

    @Override
    public URI target(Load.Target target) {
        return switch (target) {
            case PROXY -> gateway.uri();
            case UPSTREAM -> URI.create(upstream.uris().get(0));
            case ADMIN, STATUS ->
                throw new IllegalArgumentException("the embedded gateway has no %s API"
                        .formatted(target.name().toLowerCase(java.util.Locale.ROOT)));
        };
    }

    @Override
    public Map<Role, Duration> cpuTimes() {
        return Map.of(
                Role.GATEWAY, cpu.of(gatewayThreads),
                Role.UPSTREAM, cpu.of(upstreamThreads),
                Role.GENERATOR, cpu.of(JvmLoadGenerator.THREAD_NAME));
    }

    @Override
    public Map<String, String> conditions() {
        return Map.of(
                "gateway.server",
                EmbeddedGateway.NAME,
                Conditions.threads(Role.GATEWAY),
                Integer.toString(settings.threads()),
                Conditions.threads(Role.UPSTREAM),
                "1",
                "gateway.burn",
                settings.burn().toNanos() / 1000 + " µs");
    }

    @Override
    public List<String> errorLog() {
        return gateway.errorLog();
    }

    @Override
    public void close() {
        try {
            gateway.close();
        } finally {
            upstream.close();
        }
    }

    private RouteTable routes(Setup setup) {
        EntitiesModel model = new EntitiesModel(
                upstream.uris(), EmbeddedDriver.VERSION, EmbeddedDriver.FORMAT, Map.of(), setup.axis());
        Entities entities = setup.kong()
                .content()
                .entities()
                .map(file -> new EntitiesTemplate(file).render(model))
                .orElseThrow(() -> new IllegalArgumentException(
                        "kong.entities is missing, so nothing would be routed; name a file with services and routes"));
        return RouteTable.of(entities);
    }
}
