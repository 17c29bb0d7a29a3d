package io.github.kongperf.api;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.experiment.Probe;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.RunningLoad;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** A load that has begun. */
record StartedLoad(RunningLoad running, URI target, LoadRequest request, Optional<Deployment> kong) {

    private static final Duration READY = Duration.ofSeconds(20);

    static StartedLoad start(Testbed testbed, Optional<Deployment> kong, LoadRequest request, Output output)
            throws InterruptedException {
        URI target = request.uri()
                .map(URI::create)
                .orElseGet(() -> kong.orElseThrow().target(request.target()));
        OptionalInt status = OptionalInt.empty();
        if (request.script().isEmpty()) {
            URI reachable = kong.isPresent() ? kong.get().reachable(request.target()) : target;
            status = new Probe(
                            reachable.toString(),
                            request.requests().get(0).method() + " "
                                    + request.requests().get(0).path(),
                            request.requests(),
                            request.timeout(),
                            request::expects,
                            request.seed())
                    .until(kong, reachable, testbed.prober(), READY);
        }
        LoadOptions options = new LoadOptions(
                request.connections(),
                request.threads(),
                request.duration(),
                request.rate(),
                request.timeout(),
                request.requests(),
                request.seed(),
                request.script(),
                status);
        if (!request.warmup().isZero()) {
            output.info("warming for %d s".formatted(request.warmup().toSeconds()));
            testbed.generator()
                    .start(target, options.stretch(request.warmup(), request.seed() + 1))
                    .await();
        }
        output.info("loading %s for %d s".formatted(target, request.duration().toSeconds()));
        return new StartedLoad(testbed.generator().start(target, options), target, request, kong);
    }

    LoadResult await() throws InterruptedException {
        LoadResult result =
                new LoadResult(target, request.onlyPath(), request.threads(), request.connections(), running.await());
        if (kong.isPresent()) {
            kong.get().check();
        }
        return result;
    }
}
