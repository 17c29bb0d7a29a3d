package io.github.kongperf.load.wrk;

import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Loads to test with: one second, a time limit of one second, two threads. */
final class Loads {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private Loads() {}

    static LoadOptions of(int connections, Request... requests) {
        return new LoadOptions(
                connections,
                Math.min(2, connections),
                SECOND,
                new Rate.AsFastAsPossible(),
                SECOND,
                List.of(requests),
                7,
                Optional.empty(),
                OptionalInt.of(200));
    }

    static LoadOptions seconds(int seconds, LoadOptions load) {
        return load.stretch(Duration.ofSeconds(seconds), load.seed());
    }

    static LoadOptions seed(long seed, LoadOptions load) {
        return load.stretch(load.duration(), seed);
    }

    /** Reading each status. */
    static LoadOptions each(LoadOptions load) {
        return copy(load, load.timeout(), load.script(), OptionalInt.empty());
    }

    static LoadOptions timeout(Duration timeout, LoadOptions load) {
        return copy(load, timeout, load.script(), load.statusBelow400());
    }

    static LoadOptions script(String script, LoadOptions load) {
        return copy(load, load.timeout(), Optional.of(script), load.statusBelow400());
    }

    /** With a script and no request. */
    static LoadOptions script(int connections, String script) {
        LoadOptions load = script(script, of(connections, Request.get("/")));
        return new LoadOptions(
                connections,
                load.threads(),
                load.duration(),
                load.rate(),
                load.timeout(),
                List.of(),
                load.seed(),
                load.script(),
                load.statusBelow400());
    }

    private static LoadOptions copy(
            LoadOptions load, Duration timeout, Optional<String> script, OptionalInt statusBelow400) {
        return new LoadOptions(
                load.connections(),
                load.threads(),
                load.duration(),
                load.rate(),
                timeout,
                load.requests(),
                load.seed(),
                script,
                statusBelow400);
    }
}
