package io.github.kongperf.driver;

import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.machine.MachineReading;
import java.util.Optional;

/** What a session shares: machines, networks, caches, the generator. */
public interface Testbed extends AutoCloseable {

    /**
     * Brings one subject up, ready to be loaded.
     *
     * @throws DeploymentFailed if it did not come up; what had come up is down again
     */
    Deployment deploy(Setup setup) throws InterruptedException;

    LoadGenerator generator();

    /** Asks single requests of {@link Deployment#reachable}, reading each status. */
    default LoadGenerator prober() {
        return generator();
    }

    /** What stands in for Kong, if what it brings up is not Kong: nothing may then present its results as Kong's. */
    default Optional<String> standIn() {
        return Optional.empty();
    }

    /**
     * The load generator aside, what the machines do besides the session's work, at this moment; empty if nobody reads it.
     */
    default Optional<MachineReading> machine() throws InterruptedException {
        return Optional.empty();
    }

    /** Lets go of it, and leaves up what a later {@link Driver#open} of the same ledger finds again. */
    default void leave() {
        close();
    }

    /** Takes everything down. */
    @Override
    void close();
}
