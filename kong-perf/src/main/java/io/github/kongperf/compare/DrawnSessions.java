package io.github.kongperf.compare;

import io.github.kongperf.result.Session;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Many sessions with drawn trials, judged as {@link Analysis} judges those that are measured: with the same looks, intervals and
 * rule.
 *
 * @param sessions how many
 * @param slower how many were called slower
 * @param faster how many were called faster
 * @param notSlower how many were proved to be not slower by more than the margin
 * @param held in how many the interval that decided, or the last one, holds the truth
 * @param blocks how many were measured in all of them
 * @param deviation standard deviation of the estimates
 */
record DrawnSessions(int sessions, int slower, int faster, int notSlower, int held, long blocks, double deviation) {

    /** Sessions that share a random generator; whatever the number of processors, the same ones are drawn. */
    private static final int TOGETHER = 50;

    /** Gives trials. */
    interface Noise {
        /** @return logarithms of the values of {@code blocks} trials of the baseline, and those of the subject */
        double[][] draw(Random random, int blocks);
    }

    /**
     * How they are judged.
     *
     * @param blocks the largest number
     * @param looks after which blocks; the last one is {@code blocks}
     * @param truth by how much the subject really is worse
     */
    record Rule(
            Session.Pairing pairing,
            boolean higherIsBetter,
            int blocks,
            List<Integer> looks,
            double errorRate,
            double margin,
            double truth) {}

    /** What came of one. */
    private record Ended(Optional<Verdict> verdict, Estimate estimate, int blocks) {}

    static DrawnSessions of(Noise noise, Rule rule, int sessions, long seed) {
        List<Ended> all = each(noise, rule, sessions, seed, trials -> one(trials, rule));
        double[] estimates =
                all.stream().mapToDouble(ended -> ended.estimate().change()).toArray();
        double mean = Arrays.stream(estimates).average().orElse(0);
        double squares = Arrays.stream(estimates)
                .map(estimate -> (estimate - mean) * (estimate - mean))
                .sum();
        return new DrawnSessions(
                sessions,
                count(all, Verdict.Slower.class),
                count(all, Verdict.Faster.class),
                count(all, Verdict.NotSlower.class),
                (int) all.stream()
                        .filter(ended -> ended.estimate().low() <= rule.truth()
                                && rule.truth() <= ended.estimate().high())
                        .count(),
                all.stream().mapToLong(Ended::blocks).sum(),
                Math.sqrt(squares / Math.max(1, sessions - 1)));
    }

    private static <T> List<T> each(Noise noise, Rule rule, int sessions, long seed, Function<double[][], T> outcome) {
        return IntStream.range(0, (sessions + TOGETHER - 1) / TOGETHER)
                .parallel()
                .mapToObj(chunk -> {
                    Random random = new Random(seed + chunk);
                    return IntStream.range(0, Math.min(TOGETHER, sessions - chunk * TOGETHER))
                            .mapToObj(session -> outcome.apply(noise.draw(random, rule.blocks())))
                            .toList();
                })
                .flatMap(List::stream)
                .toList();
    }

    private static int count(List<Ended> all, Class<? extends Verdict> kind) {
        return (int) all.stream()
                .filter(ended -> ended.verdict().filter(kind::isInstance).isPresent())
                .count();
    }

    private static Ended one(double[][] trials, Rule rule) {
        Ended ended = null;
        for (int look : rule.looks()) {
            double confidence = 1 - Looks.level(rule.looks(), look, rule.errorRate());
            Ranks.Location shift = Analysis.shift(
                    rule.pairing(), Arrays.copyOf(trials[0], look), Arrays.copyOf(trials[1], look), confidence);
            Optional<Estimate> estimate = Estimate.of(shift, rule.higherIsBetter(), confidence);
            if (estimate.isPresent()) {
                ended = new Ended(Verdict.of(estimate.get(), rule.margin()), estimate.get(), look);
                if (ended.verdict().isPresent()) {
                    return ended;
                }
            }
        }
        if (ended == null) {
            throw new IllegalArgumentException("%d blocks can show nothing".formatted(rule.blocks()));
        }
        return ended;
    }

    /**
     * The change that 9 of 10 sessions prove that look once, at their end. An interval moves with what it is about, so what it
     * lacks where there is no change is what has to be there.
     *
     * @param confidence of the interval
     * @param sessions that are drawn
     */
    static Optional<Double> smallest(Noise equal, Rule rule, double confidence, int sessions, long seed) {
        List<Optional<Estimate>> estimates = each(
                equal,
                rule,
                sessions,
                seed,
                trials -> Estimate.of(
                        Analysis.shift(rule.pairing(), trials[0], trials[1], confidence),
                        rule.higherIsBetter(),
                        confidence));
        if (estimates.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        double[] lacking = estimates.stream()
                .mapToDouble(estimate -> -estimate.orElseThrow().low())
                .sorted()
                .toArray();
        return Optional.of(Math.max(0, lacking[(int) Math.ceil(0.9 * lacking.length) - 1]));
    }
}
