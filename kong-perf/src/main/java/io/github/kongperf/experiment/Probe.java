package io.github.kongperf.experiment;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Role;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * Asks a target until its answers are the expected ones. Each worker process of a gateway learns of its routes by itself, so
 * several connections are asked at once, and twice.
 *
 * @param subject its name, for messages
 * @param asked what is asked, in words
 * @param requests what is asked, at random
 * @param timeout of one request
 * @param expects whether a status is right
 */
public record Probe(
        String subject, String asked, List<Request> requests, Duration timeout, IntPredicate expects, long seed) {

    /** How long the first probe takes; each further one takes twice as long, until a slow answer fits in. */
    private static final Duration FIRST = Duration.ofMillis(20);

    private static final int CONNECTIONS_PER_WORKER = 4;
    private static final int MOST_CONNECTIONS = 32;

    public Probe {
        requests = List.copyOf(requests);
    }

    /**
     * Asks until all is right.
     *
     * @param up what is asked, if it is a subject; empty for an upstream, say
     * @param target as this JVM reaches it
     * @return the status of the last answers, if all had the same
     * @throws LoadFailed if the answers are not the expected ones within that time, with the last one
     * @throws io.github.kongperf.driver.DeploymentFailed if the subject died
     */
    public OptionalInt until(Optional<Deployment> up, URI target, LoadGenerator prober, Duration within)
            throws InterruptedException {
        int workers = up.isEmpty() ? 0 : up.get().workers().getOrDefault(Role.GATEWAY, 0);
        int connections = Math.max(1, Math.min(MOST_CONNECTIONS, workers * CONNECTIONS_PER_WORKER));
        int missing = workers == 0 ? 1 : 2;
        long deadline = System.nanoTime() + within.toNanos();
        Duration length = FIRST;
        while (true) {
            Seen seen = seen(prober, target, connections, length);
            if (seen.amiss().isEmpty()) {
                if (--missing == 0) {
                    return seen.status();
                }
                continue;
            }
            if (up.isPresent()) {
                up.get().check();
            }
            if (System.nanoTime() > deadline) {
                throw new LoadFailed(
                        "%s did not answer as expected within %d s: %s. Does an entity route this request, and should another status be expected (load.expect)?"
                                .formatted(subject, within.toSeconds(), seen.amiss()));
            }
            Thread.sleep(50);
            length = length.multipliedBy(2).compareTo(timeout) < 0 ? length.multipliedBy(2) : timeout;
        }
    }

    /** @param amiss what is wrong with the answers; empty if nothing is */
    private record Seen(String amiss, OptionalInt status) {}

    private Seen seen(LoadGenerator prober, URI target, int connections, Duration length) throws InterruptedException {
        LoadOptions some =
                new LoadOptions(connections, 1, length, new Rate.AsFastAsPossible(), timeout, requests, seed);
        Measurement answers;
        try {
            answers = prober.start(target, some).await();
        } catch (LoadFailed e) {
            return new Seen(String.valueOf(e.getMessage()), OptionalInt.empty());
        }
        List<Integer> statuses = List.copyOf(answers.statuses().keySet());
        for (int status : statuses) {
            if (!expects.test(status)) {
                return new Seen(
                        "the answer to '%s' was %s".formatted(asked, Measurement.statusInWords(status)),
                        OptionalInt.empty());
            }
        }
        return answers.answers() == 0
                ? new Seen("no answer %s".formatted(answers.errors()), OptionalInt.empty())
                : new Seen("", statuses.size() == 1 ? OptionalInt.of(statuses.get(0)) : OptionalInt.empty());
    }
}
