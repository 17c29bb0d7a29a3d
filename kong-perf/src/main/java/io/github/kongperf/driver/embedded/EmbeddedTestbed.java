package io.github.kongperf.driver.embedded;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.DeploymentFailed;
import io.github.kongperf.driver.Setup;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.load.jvm.JvmLoadGenerator;
import java.util.concurrent.atomic.AtomicInteger;

/** The one thing that embedded subjects share: the generator. */
final class EmbeddedTestbed implements Testbed {

    private final JvmLoadGenerator generator = new JvmLoadGenerator();
    private final AtomicInteger deployments = new AtomicInteger();

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
}
