package io.github.kongperf.compare;

import io.github.kongperf.compare.Ranks.Interval;
import io.github.kongperf.compare.Ranks.Location;
import java.util.Arrays;
import java.util.Optional;

/**
 * The shift between two subjects whose processes come in two speeds: it compares where each trial lies within its hump, so that
 * it doesn't matter which subject had the luckier processes.
 *
 * <p>For a supposed shift {@code d} the baseline and the subject less {@code d} are pooled, and a mixture of two normal
 * distributions with one variance is fitted to the pool, without regard to who is who. A trial's score is its distance from the
 * middle of its hump (the derivative of the log-likelihood with respect to the shift), clipped, plus a little of its rank for
 * noise that has but one hump. Within a block the two trials are exchangeable if {@code d} is true, so the difference of their
 * scores has either sign with equal chance: the distribution of the sum over all blocks is counted out, not approximated, and the
 * fit of the mixture bears on the width of the interval alone, never on its error rate. The interval holds all shifts that are
 * rejected neither by this test nor, since the wrong humps may be laid upon one another, by Wilcoxon's signed ranks of the
 * differences within blocks; each test has its share of the error rate (Bonferroni).
 *
 * <p>Sources: scores estimated from the pooled sample: R. Beran, Ann. Stat. 2 (1974), 63–74; aligned before they are scored: J. L.
 * Hodges, E. L. Lehmann, Ann. Math. Stat. 33 (1962), 482–497; intervals by inverting such tests: D. F. Bauer, J. Amer. Stat. Assoc.
 * 67 (1972), 687–690; random signs: E. S. Edgington, P. Onghena, Randomization Tests, 4th ed. (2007). The mixture: A. P. Dempster,
 * N. M. Laird, D. B. Rubin, J. Roy. Stat. Soc. B 39 (1977), 1–38; clipping: P. J. Huber, Ann. Math. Stat. 35 (1964), 73–101; the
 * bound that saves most of the counting: W. Hoeffding, J. Amer. Stat. Assoc. 58 (1963), 13–30.
 */
final class AlignedHumps {

    /** The part of the error rate that goes to the signed ranks. */
    private static final double GUARD = 0.25;

    /** With fewer equally likely signs than this per error rate the interval would be wider than that of {@link Ranks#shift}. */
    private static final double RESOLUTION = 32;

    /** In standard deviations of a hump. */
    private static final double CLIP = 2;

    private static final double WEIGHT_OF_RANKS = 0.3;
    private static final int ROUNDS = 15;

    /** Differences of scores are rounded to this many steps, so that their sums can be counted. */
    private static final int STEPS = 100;

    private static final int GRID = 48;
    private static final int HALVINGS = 7;

    /** Weaker evidence, in standard deviations, is never enough. */
    private static final double TOO_WEAK = 1.5;

    private final double[] base;
    private final double[] sample;
    private final double error;

    private AlignedHumps(double[] base, double[] sample, double error) {
        this.base = base;
        this.sample = sample;
        this.error = error;
    }

    /**
     * How far {@code sample} lies above {@code base}. Below some number of blocks (13 at 99 %, 18 at 99.95 %) it is that of
     * {@link Ranks#shift}.
     *
     * @param base one value per block
     * @param sample its counterparts, in the same order of blocks
     */
    static Location shift(double[] base, double[] sample, double confidence) {
        if (base.length != sample.length) {
            throw new IllegalArgumentException(
                    "%d blocks of the baseline, but %d of the subject".formatted(base.length, sample.length));
        }
        double error = 1 - confidence;
        Location ranks = Ranks.shift(base, sample, confidence);
        if (Math.scalb(error, base.length - 1) < RESOLUTION) {
            return ranks;
        }
        double[] differences = new double[base.length];
        Arrays.setAll(differences, block -> sample[block] - base[block]);
        AlignedHumps humps = new AlignedHumps(base, sample, error * (1 - GUARD));
        return Ranks.center(differences, 1 - error * GUARD)
                .interval()
                .flatMap(humps::within)
                .map(interval -> new Location(humps.center(interval, ranks.center()), Optional.of(interval)))
                // No shift explains both samples: the humps' shares differ, or their distance.
                .orElse(ranks);
    }

    /** From the first shift that isn't rejected to the last. */
    private Optional<Interval> within(Interval guard) {
        double step = (guard.high() - guard.low()) / GRID;
        int first = 0;
        while (first <= GRID && rejects(guard.low() + first * step)) {
            first++;
        }
        if (first > GRID) {
            return Optional.empty();
        }
        int last = GRID;
        while (last > first && rejects(guard.low() + last * step)) {
            last--;
        }
        double low = guard.low() + first * step;
        double high = guard.low() + last * step;
        return Optional.of(
                new Interval(first == 0 ? low : edge(low, low - step), last == GRID ? high : edge(high, high + step)));
    }

    private double edge(double accepted, double rejected) {
        double in = accepted;
        double out = rejected;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (in + out) / 2;
            if (rejects(middle)) {
                out = middle;
            } else {
                in = middle;
            }
        }
        return out;
    }

    /** Where the evidence changes from "more" to "less"; if it does more than once, where two humps fit best. */
    private double center(Interval interval, double otherwise) {
        double step = (interval.high() - interval.low()) / (GRID / 2);
        double best = Double.NEGATIVE_INFINITY;
        double center = Math.max(interval.low(), Math.min(interval.high(), otherwise));
        double left = interval.low();
        double before = sum(scoreDifferences(left));
        for (int i = 1; i <= GRID / 2; i++) {
            double right = interval.low() + i * step;
            double after = sum(scoreDifferences(right));
            if (before > 0 && after <= 0) {
                double root = root(left, right);
                double fit = fit(root);
                if (fit > best) {
                    best = fit;
                    center = root;
                }
            }
            left = right;
            before = after;
        }
        return center;
    }

    private double root(double positive, double negative) {
        double left = positive;
        double right = negative;
        for (int i = 0; i < 2 * HALVINGS; i++) {
            double middle = (left + right) / 2;
            if (sum(scoreDifferences(middle)) > 0) {
                left = middle;
            } else {
                right = middle;
            }
        }
        return (left + right) / 2;
    }

    /** The log-likelihood of two humps less what the ranks say against this shift. */
    private double fit(double shift) {
        double[] pool = pool(shift);
        double[] differences = betweenSubjects(ranks(pool));
        double squares = sumOfSquares(differences);
        double against = squares == 0 ? 0 : sum(differences) * sum(differences) / squares;
        return TwoHumps.fit(pool).logLikelihood() - against / 2;
    }

    private boolean rejects(double shift) {
        double[] differences = scoreDifferences(shift);
        double squares = sumOfSquares(differences);
        if (squares == 0) {
            return false;
        }
        double evidence = sum(differences) * sum(differences) / squares;
        if (evidence < TOO_WEAK * TOO_WEAK) {
            return false;
        }
        // The counting alone decides; Hoeffding's bound, with a reserve for the rounding, says when it isn't needed.
        return 2 * Math.exp(-evidence / 2) < error / 2 || tail(differences) * 2 <= error;
    }

    /** The chance that random signs give a sum as large as this one, on its side. */
    static double tail(double[] differences) {
        double largest = Arrays.stream(differences).map(Math::abs).max().orElse(0);
        if (largest == 0) {
            return 1;
        }
        int[] steps = Arrays.stream(differences)
                .mapToInt(difference -> (int) Math.round(difference / largest * STEPS))
                .toArray();
        int total = Arrays.stream(steps).map(Math::abs).sum();
        // A sum is at least as large as ours if those with a minus weigh at most this much.
        int limit = (total - Math.abs(Arrays.stream(steps).sum())) / 2;
        double[] chance = new double[limit + 1];
        chance[0] = 1;
        int top = 0;
        for (int step : steps) {
            int size = Math.abs(step);
            top = Math.min(limit, top + size);
            for (int weight = top; weight >= 0; weight--) {
                chance[weight] = (chance[weight] + (weight >= size ? chance[weight - size] : 0)) / 2;
            }
        }
        return sum(chance);
    }

    private double[] scoreDifferences(double shift) {
        double[] pool = pool(shift);
        double[] places = standardized(TwoHumps.fit(pool).places(pool));
        double[] ranks = standardized(ranks(pool));
        Arrays.setAll(places, i -> places[i] + WEIGHT_OF_RANKS * ranks[i]);
        return betweenSubjects(places);
    }

    private double[] pool(double shift) {
        double[] pool = Arrays.copyOf(base, 2 * base.length);
        for (int block = 0; block < base.length; block++) {
            pool[base.length + block] = sample[block] - shift;
        }
        return pool;
    }

    private double[] betweenSubjects(double[] scores) {
        double[] differences = new double[base.length];
        Arrays.setAll(differences, block -> scores[base.length + block] - scores[block]);
        return differences;
    }

    /** Twice the distance from the middle rank; equal values share theirs. */
    private static double[] ranks(double[] values) {
        double[] ordered = values.clone();
        Arrays.sort(ordered);
        double[] ranks = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int first = Arrays.binarySearch(ordered, values[i]);
            int last = first;
            while (first > 0 && ordered[first - 1] == values[i]) {
                first--;
            }
            while (last < ordered.length - 1 && ordered[last + 1] == values[i]) {
                last++;
            }
            ranks[i] = first + last - (ordered.length - 1.0);
        }
        return ranks;
    }

    private static double[] standardized(double[] values) {
        double mean = sum(values) / values.length;
        double[] centered = Arrays.stream(values).map(value -> value - mean).toArray();
        double deviation = Math.sqrt(sumOfSquares(centered) / values.length);
        return deviation == 0
                ? centered
                : Arrays.stream(centered).map(value -> value / deviation).toArray();
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static double sumOfSquares(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }

    /**
     * Two normal distributions with one variance.
     *
     * @param share of the lower one
     */
    private record TwoHumps(double share, double lower, double upper, double variance, double logLikelihood) {

        /** By expectation and maximization, from the cut into two parts with the least squares. */
        static TwoHumps fit(double[] values) {
            TwoHumps humps = cut(values);
            double least = humps.variance * 1e-4;
            for (int round = 0; round < ROUNDS; round++) {
                humps = humps.improved(values, least);
            }
            return humps;
        }

        private static TwoHumps cut(double[] values) {
            double[] ordered = values.clone();
            Arrays.sort(ordered);
            int n = ordered.length;
            double origin = ordered[n / 2];
            double total = 0;
            double squares = 0;
            for (double value : ordered) {
                total += value - origin;
                squares += (value - origin) * (value - origin);
            }
            double below = 0;
            double most = -1;
            int cut = 1;
            double sumBelow = 0;
            for (int i = 1; i < n; i++) {
                below += ordered[i - 1] - origin;
                double explained = below * below / i + (total - below) * (total - below) / (n - i);
                if (explained > most) {
                    most = explained;
                    cut = i;
                    sumBelow = below;
                }
            }
            double variance = Math.max((squares - most) / n, Math.max(squares / n * 1e-6, Double.MIN_NORMAL));
            return new TwoHumps(
                    (double) cut / n,
                    origin + sumBelow / cut,
                    origin + (total - sumBelow) / (n - cut),
                    variance,
                    Double.NEGATIVE_INFINITY);
        }

        private TwoHumps improved(double[] values, double least) {
            int n = values.length;
            double weight = 0;
            double sumLower = 0;
            double sumUpper = 0;
            double logs = 0;
            double[] chances = new double[n];
            for (int i = 0; i < n; i++) {
                double toLower = (values[i] - lower) * (values[i] - lower) / (2 * variance);
                double toUpper = (values[i] - upper) * (values[i] - upper) / (2 * variance);
                double odds = (1 - share) / share * Math.exp(Math.min(700, toLower - toUpper));
                chances[i] = 1 / (1 + odds);
                weight += chances[i];
                sumLower += chances[i] * values[i];
                sumUpper += (1 - chances[i]) * values[i];
                // ln(share·e^-toLower + (1-share)·e^-toUpper), by the larger of the two.
                logs += chances[i] > 0.5
                        ? Math.log(share / chances[i]) - toLower
                        : Math.log((1 - share) / (1 - chances[i])) - toUpper;
            }
            double inLower = Math.min(n - 0.5, Math.max(0.5, weight));
            double newLower = weight < 0.5 ? lower : sumLower / weight;
            double newUpper = n - weight < 0.5 ? upper : sumUpper / (n - weight);
            double squares = 0;
            for (int i = 0; i < n; i++) {
                squares += chances[i] * (values[i] - newLower) * (values[i] - newLower)
                        + (1 - chances[i]) * (values[i] - newUpper) * (values[i] - newUpper);
            }
            return new TwoHumps(
                    inLower / n, newLower, newUpper, Math.max(least, squares / n), logs - n * Math.log(variance) / 2);
        }

        /** How far each value lies from the middle of its hump, in standard deviations. */
        double[] places(double[] values) {
            double deviation = Math.sqrt(variance);
            return Arrays.stream(values)
                    .map(value -> {
                        double toLower = (value - lower) / deviation;
                        double toUpper = (value - upper) / deviation;
                        double odds = (1 - share)
                                / share
                                * Math.exp(Math.min(700, (toLower * toLower - toUpper * toUpper) / 2));
                        double chance = 1 / (1 + odds);
                        return chance * clipped(toLower) + (1 - chance) * clipped(toUpper);
                    })
                    .toArray();
        }

        private static double clipped(double place) {
            return Math.max(-CLIP, Math.min(CLIP, place));
        }
    }
}
