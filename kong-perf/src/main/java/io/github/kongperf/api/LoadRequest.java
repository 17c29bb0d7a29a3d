package io.github.kongperf.api;

import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A load to start. Begin with {@link #path} and change what differs from the defaults of Kong's own framework: 1000
 * connections, 5 threads, 10 s.
 *
 * @param requests what to ask, chosen at random; empty with a script
 * @param uri what to load instead of Kong: scheme, host and port
 * @param kong name of the Kong to load; empty: the one started first
 * @param target which listener of Kong
 * @param warmup the same load before, unmeasured
 * @param timeout of one request
 * @param script text of a script for wrk
 * @param expect statuses that count as right before the load begins; empty: every 2xx
 * @param seed of every random choice
 */
public record LoadRequest(
        List<Request> requests,
        Optional<String> uri,
        Optional<String> kong,
        Load.Target target,
        int connections,
        int threads,
        Duration duration,
        Duration warmup,
        Duration timeout,
        Rate rate,
        Optional<String> script,
        List<Integer> expect,
        long seed) {

    public LoadRequest {
        requests = List.copyOf(requests);
        expect = List.copyOf(expect);
    }

    /** Whether an answer with {@code status} is right. */
    boolean expects(int status) {
        return expect.isEmpty() ? status / 100 == 2 : expect.contains(status);
    }

    /** GET requests of {@code path}. */
    public static LoadRequest path(String path) {
        return requests(List.of(Request.get(path)));
    }

    /** One of {@code requests} at a time, chosen at random. */
    public static LoadRequest requests(List<Request> requests) {
        return new LoadRequest(
                requests,
                Optional.empty(),
                Optional.empty(),
                Load.Target.PROXY,
                1000,
                5,
                Duration.ofSeconds(10),
                Duration.ZERO,
                Duration.ofSeconds(2),
                new Rate.AsFastAsPossible(),
                Optional.empty(),
                List.of(),
                1);
    }

    public LoadRequest connections(int count) {
        return new LoadRequest(
                requests, uri, kong, target, count, threads, duration, warmup, timeout, rate, script, expect, seed);
    }

    public LoadRequest threads(int count) {
        return new LoadRequest(
                requests, uri, kong, target, connections, count, duration, warmup, timeout, rate, script, expect, seed);
    }

    /** @param time whole seconds, where wrk makes the load */
    public LoadRequest duration(Duration time) {
        return new LoadRequest(
                requests, uri, kong, target, connections, threads, time, warmup, timeout, rate, script, expect, seed);
    }

    public LoadRequest warmup(Duration time) {
        return new LoadRequest(
                requests, uri, kong, target, connections, threads, duration, time, timeout, rate, script, expect, seed);
    }

    public LoadRequest timeout(Duration time) {
        return new LoadRequest(
                requests, uri, kong, target, connections, threads, duration, warmup, time, rate, script, expect, seed);
    }

    /** Requests at a constant rate (open model); needs the driver option {@code engine: jvm}. */
    public LoadRequest rate(double perSecond) {
        return new LoadRequest(
                requests,
                uri,
                kong,
                target,
                connections,
                threads,
                duration,
                warmup,
                timeout,
                new Rate.Constant(perSecond),
                script,
                expect,
                seed);
    }

    /** Loads something else than Kong. */
    public LoadRequest uri(String base) {
        return new LoadRequest(
                requests,
                Optional.of(base),
                kong,
                target,
                connections,
                threads,
                duration,
                warmup,
                timeout,
                rate,
                script,
                expect,
                seed);
    }

    /** Loads the Kong of that name. */
    public LoadRequest kong(String name) {
        return new LoadRequest(
                requests,
                uri,
                Optional.of(name),
                target,
                connections,
                threads,
                duration,
                warmup,
                timeout,
                rate,
                script,
                expect,
                seed);
    }

    /** Loads another listener of Kong. */
    public LoadRequest target(Load.Target listener) {
        return new LoadRequest(
                requests,
                uri,
                kong,
                listener,
                connections,
                threads,
                duration,
                warmup,
                timeout,
                rate,
                script,
                expect,
                seed);
    }

    /** Lets a script of wrk choose the requests; its random numbers are seeded. */
    public LoadRequest script(String text) {
        return new LoadRequest(
                requests,
                uri,
                kong,
                target,
                connections,
                threads,
                duration,
                warmup,
                timeout,
                rate,
                Optional.of(text),
                expect,
                seed);
    }

    public LoadRequest expect(Integer... statuses) {
        return new LoadRequest(
                requests,
                uri,
                kong,
                target,
                connections,
                threads,
                duration,
                warmup,
                timeout,
                rate,
                script,
                List.of(statuses),
                seed);
    }

    public LoadRequest seed(long number) {
        return new LoadRequest(
                requests,
                uri,
                kong,
                target,
                connections,
                threads,
                duration,
                warmup,
                timeout,
                rate,
                script,
                expect,
                number);
    }
}
