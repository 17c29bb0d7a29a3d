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
 * distributions with one variance, both moved by what each block has in common (another normal one), is fitted to the pool,
 * without regard to who is who. So the pairing of a block helps as far as its trials correlate: on a machine whose speed changes,
 * that is most, on a quiet one nothing. A block's score is how much further its second trial lies from the middle of its hump
 * than the first (the derivative of the log-likelihood with respect to the shift), clipped, plus a little of the difference of
 * their ranks for noise that has but one hump. Within a block the two trials are exchangeable if {@code d} is true, so the difference of their
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
    private static final double GUARD = 0.1;

    /** With fewer equally likely signs than this per error rate the interval would be wider than that of {@link Ranks#shift}. */
    private static final double RESOLUTION = 32;

    /** From here on differences within blocks vary less than differences of any two trials. */
    private static final double CORRELATED = 0.5;

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

    /** Of the log-likelihood: with less, one hump is as good an explanation. */
    private static final double BELIEVED = 3;

    /** Of the log-likelihood: e^8 to 1, which equal trials with one hump hardly ever reach by two more parameters. */
    private static final double CLEARLY = 8;

    /** In standard deviations of a hump. */
    private static final double FAR = 3;

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
     * {@link Ranks#center} of the differences where the trials of a block correlate, and of {@link Ranks#shift} where they don't;
     * which of both does not depend on who is who.
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
        double[] differences = new double[base.length];
        Arrays.setAll(differences, block -> sample[block] - base[block]);
        if (Math.scalb(error, base.length - 1) < RESOLUTION) {
            Location paired = Ranks.center(differences, confidence);
            boolean better = paired.interval().isPresent()
                    && new AlignedHumps(base, sample, error).blocks(paired.center()).correlation > CORRELATED;
            return better ? paired : ranks;
        }
        AlignedHumps humps = new AlignedHumps(base, sample, error * (1 - GUARD));
        return Ranks.center(differences, 1 - error * GUARD)
                .interval()
                .flatMap(humps::within)
                .map(interval -> new Location(humps.center(interval, ranks.center()), Optional.of(interval)))
                // No shift explains both samples: the humps' shares differ, or their distance.
                .orElse(ranks);
    }

    /**
     * In which humps the trials lie.
     *
     * @param apart distance of the humps
     * @param baseHigh trials of the baseline that lie in the upper one
     * @param sampleHigh trials of the subject that do
     * @param onlyBase blocks in which the baseline's does and the subject's does not
     * @param onlySample blocks in which it is the other way round
     */
    record Humps(double apart, int baseHigh, int sampleHigh, int onlyBase, int onlySample) {}

    /**
     * Where the trials lie, if there are clearly two humps: two must explain them much better than one does, and must lie far
     * apart.
     *
     * @param shift by which the subject's trials are to be moved back
     */
    static Optional<Humps> humps(double[] base, double[] sample, double shift) {
        Blocks blocks = new AlignedHumps(base, sample, 0).blocks(shift);
        TwoHumps humps = TwoHumps.fit(blocks);
        double better = humps.logLikelihood() - blocks.logLikelihood();
        double apart = Math.abs(humps.upper() - humps.lower());
        if (better < CLEARLY || apart < FAR * Math.sqrt(humps.ofDifferences() / 2)) {
            return Optional.empty();
        }
        return Optional.of(humps.sorted(blocks));
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
        Blocks blocks = blocks(shift);
        double[] differences = blocks.ranks();
        double squares = sumOfSquares(differences);
        double against = squares == 0 ? 0 : sum(differences) * sum(differences) / squares;
        return TwoHumps.fit(blocks).logLikelihood() - against / 2;
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
        Blocks blocks = blocks(shift);
        TwoHumps humps = TwoHumps.fit(blocks);
        // Two humps are seen in most samples of one; believing in them costs what the wrong ones explain away.
        double[] scores = standardized(
                humps.logLikelihood() - blocks.logLikelihood() < BELIEVED ? blocks.places() : humps.places(blocks));
        double[] ranks = standardized(blocks.ranks());
        Arrays.setAll(scores, block -> scores[block] + WEIGHT_OF_RANKS * ranks[block]);
        return scores;
    }

    private Blocks blocks(double shift) {
        double[] moved = new double[sample.length];
        Arrays.setAll(moved, block -> sample[block] - shift);
        return Blocks.of(base, moved);
    }

    private static double[] standardized(double[] differences) {
        double deviation = Math.sqrt(sumOfSquares(differences) / differences.length);
        return deviation == 0
                ? differences
                : Arrays.stream(differences)
                        .map(difference -> difference / deviation)
                        .toArray();
    }

    /**
     * Two trials in each block, which may have something in common: their middles, the second less the first, and how far trials
     * of a block correlate (not below 0), which is the same whichever of both is the first.
     */
    private static final class Blocks {
        private final double[] middles;
        private final double[] differences;
        private final double correlation;

        private Blocks(double[] middles, double[] differences, double correlation) {
            this.middles = middles;
            this.differences = differences;
            this.correlation = correlation;
        }

        static Blocks of(double[] first, double[] second) {
            int n = first.length;
            double[] middles = new double[n];
            double[] differences = new double[n];
            Arrays.setAll(middles, block -> (first[block] + second[block]) / 2);
            Arrays.setAll(differences, block -> second[block] - first[block]);
            double mean = sum(middles) / n;
            double between = Arrays.stream(middles)
                    .map(middle -> (middle - mean) * (middle - mean))
                    .sum();
            double within = sumOfSquares(differences) / 4;
            double correlation = between + within == 0 ? 0 : (between - within) / (between + within);
            return new Blocks(middles, differences, Math.max(0, correlation));
        }

        int count() {
            return middles.length;
        }

        /** How much higher the second trial of each block lies, in standard deviations; with one hump. */
        double[] places() {
            double deviation = Math.sqrt(sumOfSquares(differences) / count());
            return deviation == 0
                    ? differences
                    : Arrays.stream(differences)
                            .map(difference -> clipped(difference / deviation))
                            .toArray();
        }

        /** With one hump, as {@link TwoHumps#logLikelihood} is with two. */
        double logLikelihood() {
            int n = count();
            double mean = sum(middles) / n;
            double differenceVariance = sumOfSquares(differences) / n;
            double middleVariance = Math.max(
                    differenceVariance / 4,
                    Arrays.stream(middles)
                                    .map(middle -> (middle - mean) * (middle - mean))
                                    .sum()
                            / n);
            return -n - n * Math.log(middleVariance * differenceVariance) / 2;
        }

        /**
         * All values less what the trials of a block seem to have in common: the middles drawn towards one another as far as the
         * trials correlate (the best linear prediction of a random effect: C. R. Henderson, Biometrics 31 (1975), 423–447).
         *
         * @return the first of each block, then the second ones
         */
        double[] adjusted() {
            int n = count();
            double mean = sum(middles) / n;
            double own = (1 - correlation) / (1 + correlation);
            double[] values = new double[2 * n];
            for (int block = 0; block < n; block++) {
                double middle = mean + own * (middles[block] - mean);
                values[block] = middle - differences[block] / 2;
                values[n + block] = middle + differences[block] / 2;
            }
            return values;
        }

        /** How much higher the second trial of each block ranks among all. */
        double[] ranks() {
            double[] ranks = AlignedHumps.ranks(adjusted());
            double[] between = new double[count()];
            Arrays.setAll(between, block -> ranks[count() + block] - ranks[block]);
            return between;
        }
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
     * Two normal distributions with one variance, moved by what a block has in common.
     *
     * <p>The middle and the difference of a block are independent, given in which humps its trials are: so the common part, however
     * large, bears on the middle alone, and the difference tells which pairs of humps are possible.
     *
     * @param share of the lower one
     * @param ofMiddles variance of the middle of two trials around that of their humps
     * @param ofDifferences variance of the difference of two trials around that of their humps
     */
    private record TwoHumps(
            double share, double lower, double upper, double ofMiddles, double ofDifferences, double logLikelihood) {

        private static final int PAIRS = 4;

        /** Both low, the second high, the first high, both high. */
        private static final double[] MIDDLE = {-0.5, 0, 0, 0.5};

        private static final double[] DIFFERENCE = {0, 1, -1, 0};
        private static final int[] LOW = {2, 1, 1, 0};

        /** By expectation and maximization, from the cut into two parts with the least squares. */
        static TwoHumps fit(Blocks blocks) {
            TwoHumps humps = cut(blocks);
            double least = humps.ofDifferences * 1e-4;
            for (int round = 0; round < ROUNDS; round++) {
                humps = humps.improved(blocks, least);
            }
            return humps;
        }

        private static TwoHumps cut(Blocks blocks) {
            double[] ordered = blocks.adjusted();
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
                    variance / 2 + variance * blocks.correlation / Math.max(1e-3, 1 - blocks.correlation),
                    variance * 2,
                    Double.NEGATIVE_INFINITY);
        }

        private TwoHumps improved(Blocks blocks, double least) {
            int n = blocks.count();
            double low = 0;
            double sumMiddles = 0;
            double places = 0;
            double placeSquares = 0;
            double placesMiddles = 0;
            double turns = 0;
            double turnsDifferences = 0;
            double logs = 0;
            double[][] chances = new double[n][];
            for (int block = 0; block < n; block++) {
                double[] chance = new double[PAIRS];
                logs += chances(blocks, block, chance);
                chances[block] = chance;
                sumMiddles += blocks.middles[block];
                for (int pair = 0; pair < PAIRS; pair++) {
                    low += chance[pair] * LOW[pair];
                    places += chance[pair] * MIDDLE[pair];
                    placeSquares += chance[pair] * MIDDLE[pair] * MIDDLE[pair];
                    placesMiddles += chance[pair] * MIDDLE[pair] * blocks.middles[block];
                    turns += chance[pair] * DIFFERENCE[pair] * DIFFERENCE[pair];
                    turnsDifferences += chance[pair] * DIFFERENCE[pair] * blocks.differences[block];
                }
            }
            // Least squares of both, each weighed by its precision.
            double weight = (placeSquares - places * places / n) / ofMiddles + turns / ofDifferences;
            double apart = weight <= 0
                    ? upper - lower
                    : ((placesMiddles - places * sumMiddles / n) / ofMiddles + turnsDifferences / ofDifferences)
                            / weight;
            double center = (sumMiddles - apart * places) / n;
            double middles = 0;
            double differences = 0;
            for (int block = 0; block < n; block++) {
                for (int pair = 0; pair < PAIRS; pair++) {
                    double middle = blocks.middles[block] - center - apart * MIDDLE[pair];
                    double difference = blocks.differences[block] - apart * DIFFERENCE[pair];
                    middles += chances[block][pair] * middle * middle;
                    differences += chances[block][pair] * difference * difference;
                }
            }
            if (middles < differences / 4) {
                // Less than nothing in common: then it is nothing, and both tell of the same variance.
                double variance = (2 * middles + differences / 2) / 2;
                middles = variance / 2;
                differences = variance * 2;
            }
            return new TwoHumps(
                    Math.min(2 * n - 0.5, Math.max(0.5, low)) / (2 * n),
                    center - apart / 2,
                    center + apart / 2,
                    Math.max(least / 4, middles / n),
                    Math.max(least, differences / n),
                    logs - n * Math.log(ofMiddles * ofDifferences) / 2);
        }

        /**
         * How likely it is that the trials of a block are in these humps.
         *
         * @param chance is filled in
         * @return the logarithm of how likely the block is, but for the variances
         */
        private double chances(Blocks blocks, int block, double[] chance) {
            double apart = upper - lower;
            double most = Double.NEGATIVE_INFINITY;
            for (int pair = 0; pair < PAIRS; pair++) {
                double middle = blocks.middles[block] - (lower + upper) / 2 - apart * MIDDLE[pair];
                double difference = blocks.differences[block] - apart * DIFFERENCE[pair];
                chance[pair] = LOW[pair] * Math.log(share)
                        + (2 - LOW[pair]) * Math.log(1 - share)
                        - middle * middle / (2 * ofMiddles)
                        - difference * difference / (2 * ofDifferences);
                most = Math.max(most, chance[pair]);
            }
            double sum = 0;
            for (int pair = 0; pair < PAIRS; pair++) {
                chance[pair] = Math.exp(chance[pair] - most);
                sum += chance[pair];
            }
            for (int pair = 0; pair < PAIRS; pair++) {
                chance[pair] /= sum;
            }
            return most + Math.log(sum);
        }

        /** Each trial in the hump in which it most likely is. */
        Humps sorted(Blocks blocks) {
            double[] chance = new double[PAIRS];
            int[] counts = new int[PAIRS];
            for (int block = 0; block < blocks.count(); block++) {
                chances(blocks, block, chance);
                int likeliest = 0;
                for (int pair = 1; pair < PAIRS; pair++) {
                    likeliest = chance[pair] > chance[likeliest] ? pair : likeliest;
                }
                counts[likeliest]++;
            }
            // With a negative distance lower is the upper one.
            return upper >= lower
                    ? new Humps(upper - lower, counts[2] + counts[3], counts[1] + counts[3], counts[2], counts[1])
                    : new Humps(lower - upper, counts[1] + counts[0], counts[2] + counts[0], counts[1], counts[2]);
        }

        /** How much higher the second trial of each block lies within its hump than the first, in standard deviations. */
        double[] places(Blocks blocks) {
            double deviation = Math.sqrt(ofDifferences);
            double[] chance = new double[PAIRS];
            double[] places = new double[blocks.count()];
            for (int block = 0; block < places.length; block++) {
                chances(blocks, block, chance);
                for (int pair = 0; pair < PAIRS; pair++) {
                    places[block] += chance[pair]
                            * clipped((blocks.differences[block] - (upper - lower) * DIFFERENCE[pair]) / deviation);
                }
            }
            return places;
        }
    }

    private static double clipped(double place) {
        return Math.max(-CLIP, Math.min(CLIP, place));
    }
}
