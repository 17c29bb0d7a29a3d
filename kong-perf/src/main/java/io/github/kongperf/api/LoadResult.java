package io.github.kongperf.api;

import io.github.kongperf.result.ErrorKind;
import io.github.kongperf.result.Latencies;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Schedule;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one load showed. {@link #toString} gives it in the shape that wrk prints, with latencies as measured: without the samples
 * that wrk adds to what it prints itself.
 *
 * @param target what was loaded
 * @param path what was asked of it; empty if there were several requests, or a script chose them
 * @param threads of the generator
 * @param connections kept open
 * @param warnings why the result is worth less, each as a sentence: the generator or the upstream was at its limit, say
 */
public record LoadResult(
        URI target, String path, int threads, int connections, Measurement measurement, List<String> warnings) {

    public LoadResult {
        warnings = List.copyOf(warnings);
    }

    /** Answers per second, whatever their status. */
    public double requestsPerSecond() {
        return measurement.throughput();
    }

    /** Latencies of all answers; in the open model since each request was due. */
    public Latencies latencies() {
        return measurement.schedule().map(Schedule::sinceDue).orElse(measurement.latencies());
    }

    /** Answers whose status is neither 2xx nor 3xx. */
    public long badAnswers() {
        return measurement.statuses().entrySet().stream()
                .filter(entry -> entry.getKey() / 100 != 2 && entry.getKey() / 100 != 3)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Requests that ended without an answer. */
    public long failures() {
        return measurement.failures();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        double seconds = measurement.duration().toNanos() / 1e9;
        line(text, "Running %.0fs test @ %s%s", seconds, target, path);
        line(text, "  %d threads and %d connections", threads, connections);
        if (latencies().count() > 0) {
            line(
                    text,
                    "  Latency Avg: %s    Max: %s",
                    time(latencies().mean()),
                    time(latencies().max()));
            line(
                    text,
                    "  Latency P50: %s    P90: %s    P99: %s    P99.9: %s",
                    time(latencies().percentile(50)),
                    time(latencies().percentile(90)),
                    time(latencies().percentile(99)),
                    time(latencies().percentile(99.9)));
        }
        line(
                text,
                "  %d requests in %.2fs, %.2fMB read",
                measurement.answers(),
                seconds,
                measurement.bytesRead() / 1048576.0);
        if (failures() > 0) {
            line(
                    text,
                    "  Socket errors: connect %d, read %d, write %d, timeout %d",
                    errors(ErrorKind.CONNECT),
                    errors(ErrorKind.READ) + errors(ErrorKind.CLOSED),
                    errors(ErrorKind.WRITE),
                    errors(ErrorKind.TIMEOUT));
        }
        if (badAnswers() > 0) {
            line(text, "  Non-2xx or 3xx responses: %d", badAnswers());
        }
        line(text, "Requests/sec: %9.2f", requestsPerSecond());
        line(text, "Transfer/sec: %9.2fMB", measurement.bytesRead() / 1048576.0 / seconds);
        warnings.forEach(warning -> line(text, "Warning: %s", warning));
        return text.substring(0, text.length() - 1);
    }

    private long errors(ErrorKind kind) {
        return measurement.errors().getOrDefault(kind, 0L);
    }

    static String time(Duration duration) {
        return String.format(Locale.ROOT, "%.2fms", duration.toNanos() / 1e6);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
