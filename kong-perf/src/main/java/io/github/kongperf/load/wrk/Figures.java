package io.github.kongperf.load.wrk;

import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.result.ErrorKind;
import io.github.kongperf.result.Latencies;
import io.github.kongperf.result.Measurement;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What wrk's figures say about the target. */
final class Figures {

    private final WrkOutput output;
    private final LoadOptions load;

    Figures(WrkOutput output, LoadOptions load) {
        this.output = output;
        this.load = load;
    }

    /**
     * wrk counts an answer that came after the time limit among the answers and among the timeouts, and does not say which
     * status it had. Here it counts as a timeout only, and is taken from the most frequent status.
     *
     * @throws IllegalArgumentException if the figures contradict each other
     */
    Measurement measurement() {
        long late = output.number("errors_timeout");
        NavigableMap<Long, Long> measured = latencies(output.number("requests") - late);
        Histogram histogram = new Histogram(Latencies.DIGITS);
        measured.forEach(histogram::recordValueWithCount);
        return new Measurement(
                Duration.ofNanos(Math.max(1, output.number("duration_us")) * 1000),
                without(late, statuses()),
                Map.of(
                        ErrorKind.CONNECT, output.number("errors_connect"),
                        ErrorKind.READ, output.number("errors_read"),
                        ErrorKind.WRITE, output.number("errors_write"),
                        ErrorKind.TIMEOUT, late),
                output.number("bytes"),
                Latencies.of(histogram),
                Optional.empty());
    }

    Duration cpu() {
        return Duration.ofNanos(output.number("cpu_us") * 1000);
    }

    /** As they were measured, one of each answer that came in time: that is the proof that all that wrk added is gone. */
    private NavigableMap<Long, Long> latencies(long answers) {
        if (sum(output.buckets()) == answers) {
            return output.buckets(); // nothing was added
        }
        NavigableMap<Long, Long> measured =
                correction().map(added -> added.undo(output.buckets())).orElseGet(output::buckets);
        long count = sum(measured);
        if (count != answers) {
            throw new IllegalArgumentException(
                    count < answers
                            ? "wrk has %d latencies of %d answers; a script that sends several requests at once (pipelining) can't be measured, so let request() give one request"
                                    .formatted(count, answers)
                            : "wrk has %d latencies of %d answers, even without those that it adds"
                                    .formatted(count, answers));
        }
        return measured;
    }

    /** As wrk computes it, in integers; empty if it corrects nothing. */
    private Optional<Correction> correction() {
        long perConnection = output.number("requests") / load.connections();
        return perConnection == 0
                ? Optional.empty()
                : Optional.of(new Correction(output.number("duration_us") / perConnection));
    }

    private Map<Integer, Long> statuses() {
        long answers = output.number("requests");
        Map<Integer, Long> statuses = new TreeMap<>();
        if (load.statusBelow400().isPresent()) {
            long errors = output.number("errors_status");
            statuses.put(load.statusBelow400().getAsInt(), answers - errors);
            statuses.put(Measurement.UNREAD_ERROR_STATUS, errors);
        } else {
            statuses.putAll(output.statuses());
            if (sum(statuses) != answers) {
                throw new IllegalArgumentException(
                        "%d statuses of %d answers were read".formatted(sum(statuses), answers));
            }
        }
        return statuses;
    }

    private static Map<Integer, Long> without(long late, Map<Integer, Long> statuses) {
        Map<Integer, Long> rest = new TreeMap<>(statuses);
        long left = late;
        while (left > 0) {
            Map.Entry<Integer, Long> most = rest.entrySet().stream()
                    .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                    .orElseThrow();
            long taken = Math.min(left, most.getValue());
            if (taken == 0) {
                throw new IllegalArgumentException("wrk counts %d answers too late, but fewer answers".formatted(late));
            }
            most.setValue(most.getValue() - taken);
            left -= taken;
        }
        rest.values().removeIf(count -> count == 0);
        return rest;
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
