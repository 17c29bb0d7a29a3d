package io.github.kongperf.result;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a stretch of load showed.
 *
 * @param duration how long load was put on the target; more than zero
 * @param statuses how many answers had which status code, or {@link #UNREAD_ERROR_STATUS}
 * @param errors how many requests ended without an answer, and how; kinds that did not occur are missing
 * @param bytesRead bytes of all answers, headers included
 * @param latencies from the moment a request was sent to the end of its answer, whatever its status
 * @param schedule what the open model adds; empty in the closed model
 */
public record Measurement(
        Duration duration,
        Map<Integer, Long> statuses,
        Map<ErrorKind, Long> errors,
        long bytesRead,
        Latencies latencies,
        Optional<Schedule> schedule) {

    /** Stands for the status of an answer of 400 or above if the generator does not tell which it was. */
    public static final int UNREAD_ERROR_STATUS = 0;

    public Measurement {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("a measurement takes time, not " + duration);
        }
        statuses = java.util.Collections.unmodifiableMap(new TreeMap<>(statuses));
        EnumMap<ErrorKind, Long> sorted = new EnumMap<>(ErrorKind.class);
        sorted.putAll(errors);
        sorted.values().removeIf(count -> count == 0);
        errors = java.util.Collections.unmodifiableMap(sorted);
    }

    /** {@code 404}, or {@code 400 or above} for {@link #UNREAD_ERROR_STATUS}. */
    public static String statusInWords(int status) {
        return status == UNREAD_ERROR_STATUS ? "400 or above" : Integer.toString(status);
    }

    /** Requests that were answered, with whatever status. */
    public long answers() {
        return sum(statuses.values());
    }

    /** Requests that ended without an answer. */
    public long failures() {
        return sum(errors.values());
    }

    /** Answers per second. */
    public double throughput() {
        return answers() / (duration.toNanos() / 1e9);
    }

    /** The whole of {@code parts}, as if it had been one stretch. */
    public static Measurement merged(List<Measurement> parts) {
        Duration duration = Duration.ZERO;
        Map<Integer, Long> statuses = new TreeMap<>();
        Map<ErrorKind, Long> errors = new EnumMap<>(ErrorKind.class);
        long bytes = 0;
        for (Measurement part : parts) {
            duration = duration.plus(part.duration);
            part.statuses.forEach((status, count) -> statuses.merge(status, count, Long::sum));
            part.errors.forEach((kind, count) -> errors.merge(kind, count, Long::sum));
            bytes += part.bytesRead;
        }
        List<Schedule> schedules =
                parts.stream().flatMap(part -> part.schedule.stream()).toList();
        return new Measurement(
                duration,
                statuses,
                errors,
                bytes,
                Latencies.merged(parts.stream().map(Measurement::latencies).toList()),
                schedules.isEmpty() ? Optional.empty() : Optional.of(Schedule.merged(schedules)));
    }

    private static long sum(Collection<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }
}
