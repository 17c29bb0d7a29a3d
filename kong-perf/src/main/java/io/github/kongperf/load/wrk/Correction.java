package io.github.kongperf.load.wrk;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Takes out what wrk adds to its latencies. wrk 4 always corrects them for coordinated omission: to each latency that is at
 * least twice the mean time between the requests of a connection, it adds what requests would have seen that should have been
 * sent meanwhile ({@code stats_correct} in wrk's {@code stats.c}, called by {@code main} in {@code wrk.c}, versions 4.0.0 to
 * 4.2.0). With the interval e, its loop over the buckets n from 2e upwards adds what bucket n holds to n − e, n − 2e, … down to
 * the last one above e. It never adds to a bucket that it is still to visit, so what it adds is what was measured, and
 *
 * <pre>
 * corrected(m) = measured(m) + measured(m + e) + measured(m + 2e) + …     if m > e
 * corrected(m) = measured(m)                                              else
 * </pre>
 *
 * Hence {@code measured(m) = corrected(m) − corrected(m + e)} for m above e: exactly, as all of them are integers.
 *
 * @param interval e, in microseconds; more than zero
 */
record Correction(long interval) {

    Correction {
        if (interval < 1) {
            throw new IllegalArgumentException("no interval: " + interval);
        }
    }

    /**
     * What was measured.
     *
     * @param corrected counts by latency in microseconds. Those below the smallest that was measured may be left out, as wrk
     *     does, which adds there, too
     * @throws IllegalArgumentException if this is nothing that the correction could have made
     */
    NavigableMap<Long, Long> undo(NavigableMap<Long, Long> corrected) {
        NavigableMap<Long, Long> measured = new TreeMap<>();
        corrected.forEach((micros, count) -> {
            long added = micros > interval ? corrected.getOrDefault(micros + interval, 0L) : 0;
            if (count < added) {
                throw new IllegalArgumentException(
                        "%d latencies of %d µs are fewer than the %d of %d µs would have added"
                                .formatted(count, micros, added, micros + interval));
            }
            if (count > added) {
                measured.put(micros, count - added);
            }
        });
        return measured;
    }
}
