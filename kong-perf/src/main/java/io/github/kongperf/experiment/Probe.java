package io.github.kongperf.experiment;

import io.github.kongperf.driver.Deployment;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadGenerator;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Role;
import io.github.kongperf.result.Session.PlannedCase;
import io.github.kongperf.scenario.Load;
import io.github.kongperf.scenario.Rate;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks a subject until its answers are the expected ones. Each worker process of a gateway learns of its routes by itself, so
 * several connections are asked at once, and twice.
 *
 * @param subject its name, for messages
 */
record Probe(String subject, PlannedCase planned, Load load, long seed) {

    /** How long the first probe takes; each further one takes twice as long, until a slow answer fits in. */
    private static final Duration FIRST = Duration.ofMillis(20);

    private static final int CONNECTIONS_PER_WORKER = 4;
    private static final int MOST_CONNECTIONS = 32;

    /** @throws LoadFailed if the answers are not the expected ones within that time, with the last one */
    void until(Deployment up, LoadGenerator prober, Duration within) throws InterruptedException {
        URI target = up.reachable(load.target());
        int workers = up.workers().getOrDefault(Role.GATEWAY, 0);
        int connections = Math.max(1, Math.min(MOST_CONNECTIONS, workers * CONNECTIONS_PER_WORKER));
        int missing = workers == 0 ? 1 : 2;
        long deadline = System.nanoTime() + within.toNanos();
        Duration length = FIRST;
        while (true) {
            String seen = seen(prober, target, connections, length);
            if (seen.isEmpty()) {
                if (--missing == 0) {
                    return;
                }
                continue;
            }
            up.check();
            if (System.nanoTime() > deadline) {
                throw new LoadFailed(
                        "%s did not answer as expected within %d s: %s. Does an entity route this request, and should another status be expected (load.expect)?"
                                .formatted(subject, within.toSeconds(), seen));
            }
            Thread.sleep(50);
            length = length.multipliedBy(2).compareTo(load.timeout()) < 0 ? length.multipliedBy(2) : load.timeout();
        }
    }

    /** What is wrong with the answers; empty if nothing is. */
    private String seen(LoadGenerator prober, URI target, int connections, Duration length)
            throws InterruptedException {
        LoadOptions some = new LoadOptions(
                connections, 1, length, new Rate.AsFastAsPossible(), load.timeout(), load.requests(), seed);
        Measurement answers;
        try {
            answers = prober.start(target, some).await();
        } catch (LoadFailed e) {
            return String.valueOf(e.getMessage());
        }
        Optional<Integer> wrong = answers.statuses().keySet().stream()
                .filter(status -> !planned.expects(status))
                .findFirst();
        if (wrong.isPresent()) {
            return "the answer to '%s' was %s".formatted(planned.load(), Measurement.statusInWords(wrong.get()));
        }
        return answers.answers() == 0 ? "no answer %s".formatted(answers.errors()) : "";
    }
}
