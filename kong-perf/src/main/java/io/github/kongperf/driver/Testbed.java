package io.github.kongperf.driver;

import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.machine.MachineReading;
import io.github.kongperf.node.Node;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Upstream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a session shares: machines, networks, caches, the generator. */
public interface Testbed extends AutoCloseable {

    /**
     * Brings one subject up, ready to be loaded.
     *
     * @throws DeploymentFailed if it did not come up; what had come up is down again
     */
    Deployment deploy(Setup setup) throws InterruptedException;

    /**
     * Where Kong reaches an upstream, one URI for each of its ports; brings it up if it isn't. It stays up as long as the
     * testbed.
     *
     * @throws DeploymentFailed if it does not come up, or this driver has no upstreams apart from a deployment
     */
    default List<String> upstream(Upstream upstream) throws InterruptedException {
        throw new DeploymentFailed("this driver has no upstreams apart from a gateway; choose the local driver");
    }

    /**
     * The node that plays {@code role}.
     *
     * @throws DeploymentFailed if this driver has no nodes
     */
    default Node node(Role role) {
        throw new DeploymentFailed("this driver has no nodes to run commands on; choose the local driver");
    }

    LoadGenerator generator();

    /** How many CPUs the generator's threads may use; empty if nobody knows. */
    default OptionalInt generatorCpus() {
        return OptionalInt.empty();
    }

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
