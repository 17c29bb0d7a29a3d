package io.github.kongperf.driver.embedded;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.jvm.JvmLoadGenerator;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import io.github.kongperf.scenario.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What embedded subjects share: the generator, and a JVM that has compiled its code before the first of them is measured. */
final class EmbeddedTestbed implements Testbed {

    private final JvmLoadGenerator generator = new JvmLoadGenerator();
    private final AtomicInteger deployments = new AtomicInteger();

    /** @throws InterruptedException when interrupted while it warms the JVM */
    static EmbeddedTestbed warmed(Duration warmup) throws InterruptedException {
        EmbeddedTestbed testbed = new EmbeddedTestbed();
        try {
            if (!warmup.isZero()) {
                testbed.warm(warmup);
            }
            return testbed;
        } catch (InterruptedException | RuntimeException e) {
            testbed.close();
            throw e;
        }
    }

    EmbeddedTestbed() {}

    @Override
    public Deployment deploy(Setup setup) {
        try {
            return new EmbeddedDeployment(setup, deployments.incrementAndGet());
        } catch (RuntimeException e) {
            throw new DeploymentFailed("the embedded gateway did not start: " + e.getMessage(), e);
        }
    }

    @Override
    public LoadGenerator generator() {
        return generator;
    }

    @Override
    public void close() {
        generator.close();
    }

    private void warm(Duration warmup) throws InterruptedException {
        LoadOptions load = new LoadOptions(
                20, 1, warmup, new Rate.AsFastAsPossible(), Duration.ofSeconds(5), List.of(Request.get("/warm")), 1);
        try (EmbeddedUpstream upstream =
                        new EmbeddedUpstream(new Upstream(1, Upstream.Respond.ok()), "kong-perf-warm-upstream-");
                EmbeddedGateway gateway = new EmbeddedGateway(
                        RouteTable.toOne(upstream.uris().get(0)),
                        new CpuBurn(Duration.ofNanos(1000)),
                        1,
                        "kong-perf-warm-gateway-")) {
            generator.start(gateway.uri(), load).await();
        }
    }
}
