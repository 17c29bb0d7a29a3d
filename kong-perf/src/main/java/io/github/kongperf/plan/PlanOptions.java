package io.github.kongperf.plan;

import io.github.kongperf.version.KongVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a user wants the scenarios measured.
 *
 * @param versions the first is the baseline; at least one
 * @param blocks of each case
 * @param budget if given, how long all of it may take: it is spent on as many blocks as fit, whatever {@code blocks} says
 * @param errorRate how often at most the session may call equal subjects different
 * @param overhead of each trial
 * @param profilers by which all cases are profiled, whatever they say themselves; empty: as they say
 */
public record PlanOptions(
        List<KongVersion> versions,
        TagExpression tags,
        int blocks,
        Optional<Duration> budget,
        long seed,
        double errorRate,
        Overhead overhead,
        Optional<List<String>> profilers) {

    /** More could show no difference that matters, and their pairs would not fit into memory. */
    public static final int MOST_BLOCKS = 1000;

    /** Profiled as the cases say. */
    public PlanOptions(
            List<KongVersion> versions,
            TagExpression tags,
            int blocks,
            Optional<Duration> budget,
            long seed,
            double errorRate,
            Overhead overhead) {
        this(versions, tags, blocks, budget, seed, errorRate, overhead, Optional.empty());
    }

    /** With the least overhead. */
    public PlanOptions(
            List<KongVersion> versions,
            TagExpression tags,
            int blocks,
            Optional<Duration> budget,
            long seed,
            double errorRate) {
        this(versions, tags, blocks, budget, seed, errorRate, Overhead.LEAST);
    }

    public PlanOptions {
        versions = List.copyOf(versions);
        profilers = profilers.map(List::copyOf);
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("versions is empty; name at least one");
        }
        if (versions.stream().distinct().count() < versions.size()) {
            throw new IllegalArgumentException("versions names one twice: "
                    + versions.stream().map(KongVersion::text).toList());
        }
        if (blocks < 1 || blocks > MOST_BLOCKS) {
            throw new IllegalArgumentException("blocks (%d) must lie between 1 and %d".formatted(blocks, MOST_BLOCKS));
        }
        if (!(errorRate > 0 && errorRate < 0.5)) {
            throw new IllegalArgumentException("errorRate (%s) must lie between 0 and 0.5".formatted(errorRate));
        }
    }
}
