package io.github.kongperf.api;

import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

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
 * @param expect statuses that count as right before the load begins, those that a script gets included; empty: every 2xx
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

    /** The path that every request has; empty if there are several requests, or a script chooses. */
    String onlyPath() {
        return requests.size() == 1 && script.isEmpty() ? requests.get(0).path() : "";
    }

    /** @param statusBelow400 as in {@link LoadOptions} */
    LoadOptions options(OptionalInt statusBelow400) {
        return new LoadOptions(connections, threads, duration, rate, timeout, requests, seed, script, statusBelow400);
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

    /** The same values, changeable. */
    private static final class Draft {
        private Optional<String> uri;
        private Optional<String> kong;
        private Load.Target target;
        private int connections;
        private int threads;
        private Duration duration;
        private Duration warmup;
        private Duration timeout;
        private Rate rate;
        private Optional<String> script;
        private List<Integer> expect;
        private long seed;

        Draft(LoadRequest of) {
            uri = of.uri;
            kong = of.kong;
            target = of.target;
            connections = of.connections;
            threads = of.threads;
            duration = of.duration;
            warmup = of.warmup;
            timeout = of.timeout;
            rate = of.rate;
            script = of.script;
            expect = of.expect;
            seed = of.seed;
        }
    }

    private LoadRequest but(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new LoadRequest(
                requests,
                draft.uri,
                draft.kong,
                draft.target,
                draft.connections,
                draft.threads,
                draft.duration,
                draft.warmup,
                draft.timeout,
                draft.rate,
                draft.script,
                draft.expect,
                draft.seed);
    }

    public LoadRequest connections(int count) {
        return but(draft -> draft.connections = count);
    }

    public LoadRequest threads(int count) {
        return but(draft -> draft.threads = count);
    }

    /** @param time whole seconds, where wrk makes the load */
    public LoadRequest duration(Duration time) {
        return but(draft -> draft.duration = time);
    }

    public LoadRequest warmup(Duration time) {
        return but(draft -> draft.warmup = time);
    }

    public LoadRequest timeout(Duration time) {
        return but(draft -> draft.timeout = time);
    }

    /** Requests at a constant rate (open model); needs the driver option {@code engine: jvm}. */
    public LoadRequest rate(double perSecond) {
        return but(draft -> draft.rate = new Rate.Constant(perSecond));
    }

    /** Loads something else than Kong. */
    public LoadRequest uri(String base) {
        return but(draft -> draft.uri = Optional.of(base));
    }

    /** Loads the Kong of that name. */
    public LoadRequest kong(String name) {
        return but(draft -> draft.kong = Optional.of(name));
    }

    /** Loads another listener of Kong. */
    public LoadRequest target(Load.Target listener) {
        return but(draft -> draft.target = listener);
    }

    /** Lets a script of wrk choose the requests; its random numbers are seeded. */
    public LoadRequest script(String text) {
        return but(draft -> draft.script = Optional.of(text));
    }

    public LoadRequest expect(Integer... statuses) {
        return but(draft -> draft.expect = List.of(statuses));
    }

    public LoadRequest seed(long number) {
        return but(draft -> draft.seed = number);
    }
}
