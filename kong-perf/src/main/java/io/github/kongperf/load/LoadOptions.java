package io.github.kongperf.load;

import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How to load a target.
 *
 * @param connections kept open at the same time, shared out evenly among the threads
 * @param threads of the generator
 * @param duration how long
 * @param rate as fast as the connections go (closed model), or a constant rate (open model)
 * @param timeout of each request, until its answer is whole
 * @param requests what to ask, chosen at random; at least one, unless there is a script. Paths are relative to the target
 * @param seed of every random choice, so that the same options ask the same
 * @param script text of a script for wrk that chooses the requests
 * @param statusBelow400 the status under which a generator that does not read statuses counts answers below 400, because
 *     all of them had it when they were read; empty: the status of each must be read, at whatever cost
 */
public record LoadOptions(
        int connections,
        int threads,
        Duration duration,
        Rate rate,
        Duration timeout,
        List<Request> requests,
        long seed,
        Optional<String> script,
        OptionalInt statusBelow400) {

    public LoadOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("threads (%d) must be at least 1".formatted(threads));
        }
        if (connections < threads) {
            throw new IllegalArgumentException(
                    "connections (%d) must be at least threads (%d)".formatted(connections, threads));
        }
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("duration (%s) must be more than zero".formatted(duration));
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout (%s) must be more than zero".formatted(timeout));
        }
        requests = List.copyOf(requests);
        if (requests.isEmpty() && script.isEmpty()) {
            throw new IllegalArgumentException("nothing to request");
        }
    }

    /** Without a script, every status read. */
    public LoadOptions(
            int connections,
            int threads,
            Duration duration,
            Rate rate,
            Duration timeout,
            List<Request> requests,
            long seed) {
        this(connections, threads, duration, rate, timeout, requests, seed, Optional.empty(), OptionalInt.empty());
    }

    /** The same load for another stretch of time, with choices of its own. */
    public LoadOptions stretch(Duration length, long ownSeed) {
        return new LoadOptions(connections, threads, length, rate, timeout, requests, ownSeed, script, statusBelow400);
    }
}
