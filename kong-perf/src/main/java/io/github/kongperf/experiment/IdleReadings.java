package io.github.kongperf.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * CPU time, at one moment, of the gateways that are up and should do nothing while another one is loaded.
 *
 * @param gateways of each trial, in the same order at each moment; empty if it is not up, or was not read
 */
record IdleReadings(List<Optional<Duration>> gateways) {
    IdleReadings {
        gateways = List.copyOf(gateways);
    }

    static IdleReadings of(List<Trial> idle) throws InterruptedException {
        List<Optional<Duration>> gateways = new ArrayList<>();
        for (Trial trial : idle) {
            gateways.add(of(trial));
        }
        return new IdleReadings(gateways);
    }

    private static Optional<Duration> of(Trial trial) throws InterruptedException {
        try {
            return trial.gatewayCpu();
        } catch (RuntimeException e) {
            // One that died uses none, and its own trial will say so: it must not cost the one that is loaded.
            return Optional.empty();
        }
    }

    /** What all of them that were read at both moments used in between; empty if none was. */
    Optional<Duration> usedSince(IdleReadings before) {
        Optional<Duration> used = Optional.empty();
        for (int i = 0; i < gateways.size(); i++) {
            Optional<Duration> earlier = before.gateways.get(i);
            Optional<Duration> own =
                    gateways.get(i).flatMap(now -> earlier.map(now::minus)).filter(time -> !time.isNegative());
            if (own.isPresent()) {
                used = Optional.of(used.orElse(Duration.ZERO).plus(own.get()));
            }
        }
        return used;
    }
}
