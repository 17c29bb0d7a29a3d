package io.github.kongperf.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Compares what frames cost with what the frames that did not change cost, in the same trial: a slower machine makes all of them slower,
 * and cancels out. Which frames those are is found by taking out the one with the clearest difference, again and again until none is left
 * whose difference would count; what is added to one frame then doesn't make all others look cheaper, as shares of the whole would.
 *
 * <p>Sources: S. Anders, W. Huber, Genome Biol. 11 (2010), R106 (samples are made comparable by what did not change); K. Kadota,
 * T. Nishiyama, K. Shimizu, Algorithms Mol. Biol. 7 (2012), 5 (taking out what differs before).
 * Several frames are paid for by Bonferroni's inequality.
 */
final class FrameCosts {

    /** With fewer samples in all trials together, no frame could be proven to differ. */
    private static final long FEWEST_SAMPLES = 20;

    /**
     * Of the error rate: the rest is kept for frames that have one of two costs in each process, which by chance may be the lower one in
     * all trials of one side. By simulation (it/benchmark/frames.sh).
     */
    private static final double SPENT = 0.65;

    /** What is compared with must be so large a part of each side's samples. */
    private static final double SMALLEST_REFERENCE = 0.3;

    private final List<ProfiledBlock> blocks;
    private final double errorRate;
    private final FrameCounts counts;
    private final List<String> frames;
    private final double[][] all;

    /** Samples of the frames that are taken for unchanged. */
    private final double[][] reference;

    private final boolean[] changed;

    FrameCosts(List<ProfiledBlock> blocks, double errorRate) {
        this.blocks = blocks;
        this.errorRate = errorRate;
        this.counts = new FrameCounts(blocks);
        this.frames = counts.withAtLeast(FEWEST_SAMPLES);
        this.all = counts.all();
        this.reference = counts.all();
        this.changed = new boolean[frames.size()];
    }

    /** Of one frame: samples for each sample of the reference without it, and how sure they are. */
    private record Rates(double baseline, double subject, double deviation, double scatter, double degrees) {
        double difference() {
            return subject - baseline;
        }

        double deviations() {
            return difference() / deviation;
        }
    }

    FrameRanking.Ranked ranked() {
        List<Rates> rates = rates();
        Dispersions dispersions = dispersions(rates);
        for (int next = clearest(rates, dispersions); next >= 0; next = clearest(rates, dispersions)) {
            takeOut(next);
            rates = rates();
            dispersions = dispersions(rates);
        }
        boolean costs = blocks.stream().allMatch(ProfiledBlock::hasCosts);
        Optional<Difference> total = costs ? Optional.of(total()) : Optional.empty();
        return new FrameRanking.Ranked(
                costs ? CostUnit.MICROSECONDS_PER_REQUEST : CostUnit.PERCENTAGE_POINTS,
                blocks.size(),
                frames.size(),
                1 - errorRate,
                differing(rates, dispersions, costs ? cost(0) : 100, total),
                total,
                costs ? Optional.of(even()) : Optional.empty());
    }

    /** The unchanged frame with the most improbable difference; -1 if none is improbable enough, or too little would be left. */
    private int clearest(List<Rates> rates, Dispersions dispersions) {
        int clearest = -1;
        double least = level();
        for (int i = 0; i < frames.size(); i++) {
            double tail = dispersions.tail(i, rates.get(i).deviations());
            if (!changed[i] && tail < least && leavesEnough(i)) {
                clearest = i;
                least = tail;
            }
        }
        return clearest;
    }

    private double level() {
        return SPENT * errorRate / frames.size();
    }

    private boolean leavesEnough(int frame) {
        for (int side = 0; side < 2; side++) {
            double left = sum(reference, side) - counts.samples(frames.get(frame), side);
            if (left < SMALLEST_REFERENCE * sum(all, side)) {
                return false;
            }
        }
        return true;
    }

    private void takeOut(int frame) {
        changed[frame] = true;
        for (int block = 0; block < reference.length; block++) {
            for (int side = 0; side < 2; side++) {
                reference[block][side] -= counts.samples(frames.get(frame), block, side);
            }
        }
    }

    private List<Rates> rates() {
        List<Rates> rates = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            rates.add(rates(i));
        }
        return rates;
    }

    private Rates rates(int frame) {
        double[] rate = new double[2];
        double variance = 0;
        double scatter = 0;
        double degrees = 0;
        for (int side = 0; side < 2; side++) {
            double others = others(frame, side);
            rate[side] = counts.samples(frames.get(frame), side) / others;
            variance += rate[side] * (1 + rate[side]) / others;
            if (rate[side] > 0) {
                scatter += scatter(frame, side, rate[side]);
                degrees += blocks.size() - 1.0;
            }
        }
        return new Rates(rate[0], rate[1], Math.sqrt(variance), scatter / degrees, degrees);
    }

    /** Pearson's statistic of the trials of one side. */
    private double scatter(int frame, int side, double rate) {
        double sum = 0;
        for (int block = 0; block < blocks.size(); block++) {
            double expected = rate * others(frame, block, side);
            double away = counts.samples(frames.get(frame), block, side) - expected;
            sum += away * away / (expected * (1 + rate));
        }
        return sum;
    }

    private double others(int frame, int side) {
        double sum = 0;
        for (int block = 0; block < blocks.size(); block++) {
            sum += others(frame, block, side);
        }
        return sum;
    }

    private double others(int frame, int block, int side) {
        double own = changed[frame] ? 0 : counts.samples(frames.get(frame), block, side);
        return Math.max(reference[block][side] - own, 1);
    }

    private static Dispersions dispersions(List<Rates> rates) {
        return new Dispersions(
                rates.stream().mapToDouble(Rates::scatter).toArray(),
                rates.stream().mapToDouble(Rates::degrees).toArray());
    }

    private List<FrameDifference> differing(
            List<Rates> rates, Dispersions dispersions, double cost, Optional<Difference> total) {
        List<FrameDifference> differing = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            Rates of = rates.get(i);
            double width = of.deviation() * dispersions.deviations(i, level());
            if (Math.abs(of.difference()) > width) {
                differing.add(difference(i, of, width, cost * others(i, 0) / sum(all, 0), cost, total));
            }
        }
        differing.sort(Comparator.comparingDouble(
                        (FrameDifference frame) -> -frame.difference().value())
                .thenComparing(FrameDifference::frame));
        return differing;
    }

    /** @param unit what one sample for each of the reference's costs */
    private FrameDifference difference(
            int index, Rates rates, double width, double unit, double cost, Optional<Difference> total) {
        String frame = frames.get(index);
        Difference difference = new Difference(
                unit * (rates.difference() - width), unit * rates.difference(), unit * (rates.difference() + width));
        double whole = total.filter(proven -> proven.low() > 0 || proven.high() < 0)
                .map(Difference::value)
                .orElse(0.0);
        double inclusive =
                counts.withCalled(frame, 1) / sum(reference, 1) - counts.withCalled(frame, 0) / sum(reference, 0);
        return new FrameDifference(
                frame,
                unit * rates.baseline(),
                unit * rates.subject(),
                difference,
                whole == 0 ? OptionalDouble.empty() : OptionalDouble.of(difference.value() / whole),
                cost * sum(reference, 0) / sum(all, 0) * inclusive,
                counts.callers(frame, rates.difference() > 0 ? 1 : 0));
    }

    /** Student's interval of the differences within blocks. */
    private Difference total() {
        double[] differences = new double[blocks.size()];
        for (int block = 0; block < differences.length; block++) {
            differences[block] = cost(block, 1) - cost(block, 0);
        }
        return student(differences);
    }

    private EvenChange even() {
        double[] ratios = new double[blocks.size()];
        for (int block = 0; block < ratios.length; block++) {
            ratios[block] = Math.log(unchanged(block, 1) / unchanged(block, 0));
        }
        Difference ratio = student(ratios);
        return new EvenChange(new Estimate(
                Math.expm1(ratio.low()), Math.expm1(ratio.value()), Math.expm1(ratio.high()), 1 - errorRate));
    }

    private double unchanged(int block, int side) {
        return cost(block, side) * Math.max(reference[block][side], 1) / all[block][side];
    }

    private Difference student(double[] values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        int degrees = values.length - 1;
        double width = TDistribution.of(degrees).inverseSurvivalProbability(errorRate / 2)
                * Math.sqrt(squares / degrees / values.length);
        return new Difference(mean - width, mean, mean + width);
    }

    private double cost(int block, int side) {
        return blocks.get(block).side(side).cpuPerAnswer().orElseThrow();
    }

    private double cost(int side) {
        double sum = 0;
        for (int block = 0; block < blocks.size(); block++) {
            sum += cost(block, side);
        }
        return sum / blocks.size();
    }

    private static double sum(double[][] of, int side) {
        double sum = 0;
        for (double[] block : of) {
            sum += block[side];
        }
        return sum;
    }
}
