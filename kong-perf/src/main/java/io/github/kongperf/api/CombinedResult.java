package io.github.kongperf.api;

import io.github.kongperf.result.Latencies;
import io.github.kongperf.result.Measurement;
import java.util.List;
import java.util.Locale;

/**
 * Several results as one. The average of requests per second is that of the results, however many there are; latencies are
 * those of all requests, merged: percentiles are never averaged.
 */
public record CombinedResult(List<LoadResult> results) {

    /** @throws IllegalArgumentException if there is no result */
    public CombinedResult {
        results = List.copyOf(results);
        if (results.isEmpty()) {
            throw new IllegalArgumentException("there is no result to combine; keep what waitResult returns");
        }
    }

    /** The mean over the results. */
    public double requestsPerSecond() {
        return results.stream()
                .mapToDouble(LoadResult::requestsPerSecond)
                .average()
                .orElseThrow();
    }

    public double leastRequestsPerSecond() {
        return results.stream().mapToDouble(LoadResult::requestsPerSecond).min().orElseThrow();
    }

    public double mostRequestsPerSecond() {
        return results.stream().mapToDouble(LoadResult::requestsPerSecond).max().orElseThrow();
    }

    /** Of all requests of all results. */
    public Latencies latencies() {
        return Latencies.merged(results.stream().map(LoadResult::latencies).toList());
    }

    /** Requests that ended without an answer, in all results. */
    public long failures() {
        return results.stream().mapToLong(LoadResult::failures).sum();
    }

    /** Answers that are neither 2xx nor 3xx, in all results. */
    public long badAnswers() {
        return results.stream().mapToLong(LoadResult::badAnswers).sum();
    }

    /** In the shape of the original's combined result, with what that lacks. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "RPS     Avg: %.2f    Min: %.2f    Max: %.2f    (%d runs)%n",
                requestsPerSecond(),
                leastRequestsPerSecond(),
                mostRequestsPerSecond(),
                results.size()));
        Latencies all = latencies();
        if (all.count() > 0) {
            text.append("Latency Avg: %s    Max: %s    P50: %s    P90: %s    P99: %s%n"
                    .formatted(
                            LoadResult.time(all.mean()),
                            LoadResult.time(all.max()),
                            LoadResult.time(all.percentile(50)),
                            LoadResult.time(all.percentile(90)),
                            LoadResult.time(all.percentile(99))));
        }
        long answers = results.stream()
                .map(LoadResult::measurement)
                .mapToLong(Measurement::answers)
                .sum();
        text.append("Errors  no answer: %d    not 2xx or 3xx: %d    of %d requests"
                .formatted(failures(), badAnswers(), answers + failures()));
        return text.toString();
    }
}
