package io.github.kongperf.driver;

import io.github.kongperf.load.LoadGenerator;

/** What a session shares: machines, networks, caches, the generator. */
public interface Testbed extends AutoCloseable {

    /**
     * Brings one subject up, ready to be loaded.
     *
     * @throws DeploymentFailed if it did not come up; what had come up is down again
     */
    Deployment deploy(Setup setup) throws InterruptedException;

    LoadGenerator generator();

    @Override
    void close();
}
