package io.github.kongperf.driver;

import io.github.kongperf.profile.Probe;
import io.github.kongperf.profile.ProfilerFailed;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Load;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One subject, up. */
public interface Deployment extends AutoCloseable {

    /**
     * Where to send load, as the generator sees it.
     *
     * @throws IllegalArgumentException if it has no such target
     */
    URI target(Load.Target target);

    /**
     * The same target as this JVM sees it, for probes.
     *
     * @throws IllegalArgumentException if it has no such target
     */
    default URI reachable(Load.Target target) throws InterruptedException {
        return target(target);
    }

    /**
     * {@link #target(Load.Target)} of one of several gateways.
     *
     * @param node its name; empty: the first one that has such a target
     * @throws IllegalArgumentException if there is no such gateway, or it has no such target
     */
    default URI target(Load.Target target, Optional<String> node) {
        node.ifPresent(name -> {
            throw new IllegalArgumentException("there is no gateway '%s', only one without a name".formatted(name));
        });
        return target(target);
    }

    /**
     * {@link #reachable(Load.Target)} of one of several gateways.
     *
     * @param node as for {@link #target(Load.Target, Optional)}
     */
    default URI reachable(Load.Target target, Optional<String> node) throws InterruptedException {
        return node.isEmpty() ? reachable(target) : target(target, node);
    }

    /** CPU time that each role has used since it was started. The generator's own may be missing. */
    Map<Role, Duration> cpuTimes() throws InterruptedException;

    /** Memory of the gateway's worker processes in bytes, pages that they share counted once; empty if nobody reads it. */
    default OptionalLong memory() throws InterruptedException {
        return OptionalLong.empty();
    }

    /**
     * How many requests the upstream has got, those of other subjects that share it included; empty if it does not count them.
     * Only a difference means something.
     */
    default OptionalLong upstreamRequests() throws InterruptedException {
        return OptionalLong.empty();
    }

    /** How many worker processes or threads each role has, so that its share of CPU time can be judged. */
    default Map<Role, Integer> workers() throws InterruptedException {
        return Map.of();
    }

    /** Where a request that does not pass the gateway finds what the gateway proxies to: a path of the upstream. */
    default Optional<String> upstreamPath() {
        return Optional.empty();
    }

    /** @throws DeploymentFailed if it has died since, with what it last said */
    default void check() throws InterruptedException {}

    /** Facts about this subject that belong to the conditions of its runs. */
    Map<String, String> conditions();

    /**
     * Writes all that its database holds to a file, as {@code scenario.Kong.Content} loads it.
     *
     * @throws DeploymentFailed if it has no database, or it can't be done
     */
    default void saveDump(Path file) throws InterruptedException {
        throw new DeploymentFailed("this subject has no database to dump; use database: postgres");
    }

    /**
     * Attaches a profiler, before it is warmed. Whoever gets the probe closes it, before this.
     *
     * @param within how long that may take
     * @throws io.github.kongperf.profile.ProfilerFailed if it can't be done, with what is missing
     */
    default Probe attach(Profiled how, Duration within) throws InterruptedException {
        throw new ProfilerFailed("this driver has no profilers; choose the local or the docker driver");
    }

    /** The gateway's error log so far, line by line. */
    List<String> errorLog();

    /** Takes it down. */
    @Override
    void close();
}
