package io.github.kongperf.api;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.driver.Testbed;
import io.github.kongperf.experiment.Probe;
import io.github.kongperf.experiment.Readings;
import io.github.kongperf.experiment.StatusTally;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.scenario.Request;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Waits until a target answers as expected, and finds out what the generator need not read then.
 *
 * @param kong what is loaded, if it is a Kong
 * @param patience how long that may take
 */
record Readiness(Testbed testbed, Optional<Deployment> kong, URI target, LoadRequest request, Duration patience) {

    /** The shortest load that each generator can make. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    /** @throws LoadFailed if no answer is expected in time, with what there was instead */
    StatusTally await() throws InterruptedException {
        if (request.script().isPresent()) {
            // What a script asks only the generator knows.
            return tally();
        }
        OptionalInt status = probe();
        if (testbed.generator().readsStatuses()) {
            return StatusTally.NOT_NEEDED;
        }
        // Of several requests, a probe may have missed some.
        boolean known = status.isPresent() && request.requests().size() == 1;
        return known ? new StatusTally(status, false) : tally();
    }

    private OptionalInt probe() throws InterruptedException {
        Request first = request.requests().get(0);
        URI reachable = kong.isPresent() ? kong.get().reachable(request.target()) : target;
        return new Probe(
                        reachable.toString(),
                        first.method() + " " + first.path(),
                        request.requests(),
                        request.timeout(),
                        request::expects,
                        request.seed())
                .until(kong, reachable, testbed.prober(), patience);
    }

    /** The load itself for a second, with each status read; again until all are expected. */
    private StatusTally tally() throws InterruptedException {
        LoadOptions load = request.options(OptionalInt.empty());
        long deadline = System.nanoTime() + patience.toNanos();
        Duration length = SHORT;
        while (true) {
            Readings before = Readings.of(kong, testbed);
            Measurement answers = testbed.generator()
                    .start(target, load.stretch(length, request.seed() + 1))
                    .await();
            OptionalLong upstream = Readings.of(kong, testbed).upstreamRequestsSince(before);
            Optional<String> amiss = amiss(answers);
            if (amiss.isEmpty()) {
                return StatusTally.of(answers, upstream);
            }
            if (System.nanoTime() > deadline) {
                throw new LoadFailed("%s did not answer as expected within %d s: %s"
                        .formatted(target, patience.toSeconds(), amiss.get()));
            }
            if (answers.answers() == 0 && length.compareTo(request.timeout()) < 0) {
                length = length.multipliedBy(2);
            }
        }
    }

    private Optional<String> amiss(Measurement answers) {
        List<Request> requests = request.requests();
        String asked = request.script().isPresent()
                ? "the script"
                : requests.get(0).method() + " " + requests.get(0).path() + (requests.size() > 1 ? ", …" : "");
        return answers.answers() == 0
                ? Optional.of("no answer %s".formatted(answers.errors()))
                : StatusTally.unexpected(answers, asked, request::expects);
    }
}
