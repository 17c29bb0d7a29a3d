package io.github.kongperf.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The load of a case.
 *
 * @param duration of one trial: the sum of its slices
 * @param warmup at least, before the first slice; zero: none
 * @param timeout of one request
 * @param expect status codes that count as right; empty: every 2xx
 * @param engine empty: the driver's default
 * @param node which node of Kong; empty: the only one
 * @param script text of a script for wrk
 */
public record Load(
        int connections,
        int threads,
        Duration duration,
        Duration warmup,
        Duration timeout,
        List<Integer> expect,
        Rate rate,
        List<Request> requests,
        Target target,
        Optional<String> node,
        Optional<Engine> engine,
        Optional<String> script) {

    public Load {
        expect = List.copyOf(expect);
        requests = List.copyOf(requests);
    }

    /** What is loaded. */
    public enum Target {
        PROXY,
        ADMIN,
        STATUS,
        UPSTREAM
    }

    /** Who makes the load. */
    public enum Engine {
        WRK,
        JVM
    }
}
