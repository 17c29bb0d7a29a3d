package io.github.kongperf.compare;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How many times more than Poisson's the variance of each frame is. With few blocks a frame by itself tells that badly, so frames learn
 * from each other: how dispersions are distributed over all frames is estimated first, without any form that it must have, and with it
 * what each frame's own scatter says. A frame that takes one of two speeds in each process is thus not taken for one of the many that
 * scatter little, as it would be if all were shrunk towards one value.
 *
 * <p>Sources: N. Ignatiadis, B. Sen, "Empirical partially Bayes multiple testing and compound χ² decisions", Ann. Stat. 53 (2025), 1–36
 * (the tail, and the distribution by maximum likelihood); J. Kiefer, J. Wolfowitz, Ann. Math. Stat. 27 (1956), 887–906 (the latter); S. P. Lund,
 * D. Nettleton, D. J. McCarthy, G. K. Smyth, Stat. Appl. Genet. Mol. Biol. 11 (2012), 5, article 8 (quasi-likelihood for counts).
 */
final class Dispersions {

    /** Logarithmic steps from 1, Poisson's own, below which none is taken to be. */
    private static final double LARGEST = 40;

    private static final int STEPS = 24;
    private static final int ROUNDS = 100;

    /**
     * As if so many frames more had been seen, spread over all steps with weights that fall with the dispersion: few frames must not rule
     * out what they happen not to show. This and the next by simulation (it/benchmark/frames.sh).
     */
    private static final double IMAGINED = 1;

    private static final double FALL = 1.7;

    private static final int HALVINGS = 60;
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    private static final double[] STEP = new double[STEPS];
    private static final double[] PRIOR = new double[STEPS];

    static {
        double sum = 0;
        for (int k = 0; k < STEPS; k++) {
            STEP[k] = Math.exp(Math.log(LARGEST) * k / (STEPS - 1));
            PRIOR[k] = Math.pow(STEP[k], -FALL);
            sum += PRIOR[k];
        }
        for (int k = 0; k < STEPS; k++) {
            PRIOR[k] *= IMAGINED / sum;
        }
    }

    /** Of each frame: how probable each step is. */
    private final double[][] probabilities;

    /**
     * @param scatter of each frame: its variance in units of Poisson's
     * @param degrees of freedom of each
     */
    Dispersions(double[] scatter, double[] degrees) {
        double[][] likelihoods = new double[scatter.length][STEPS];
        for (int i = 0; i < scatter.length; i++) {
            for (int k = 0; k < STEPS; k++) {
                // Scaled by its largest value, at a dispersion equal to the scatter, against underflow.
                double ratio = Math.max(scatter[i], 1e-3) / STEP[k];
                likelihoods[i][k] = Math.exp(degrees[i] / 2 * (Math.log(ratio) - ratio + 1));
            }
        }
        double[] weights = new double[STEPS];
        Arrays.fill(weights, 1.0 / STEPS);
        for (int round = 0; round < ROUNDS; round++) {
            weights = next(weights, likelihoods);
        }
        probabilities = new double[scatter.length][];
        for (int i = 0; i < scatter.length; i++) {
            probabilities[i] = posterior(weights, likelihoods[i]);
        }
    }

    /** One round of expectation and maximisation. */
    private static double[] next(double[] weights, double[][] likelihoods) {
        double[] next = PRIOR.clone();
        for (double[] likelihood : likelihoods) {
            double[] posterior = posterior(weights, likelihood);
            for (int k = 0; k < STEPS; k++) {
                next[k] += posterior[k];
            }
        }
        for (int k = 0; k < STEPS; k++) {
            next[k] /= likelihoods.length + IMAGINED;
        }
        return next;
    }

    private static double[] posterior(double[] weights, double[] likelihood) {
        double[] posterior = new double[STEPS];
        double sum = 0;
        for (int k = 0; k < STEPS; k++) {
            posterior[k] = weights[k] * likelihood[k];
            sum += posterior[k];
        }
        for (int k = 0; k < STEPS; k++) {
            posterior[k] /= sum;
        }
        return posterior;
    }

    /**
     * How probable it is that a frame without a difference shows one as large, of either sign.
     *
     * @param deviations the difference in standard deviations by Poisson
     */
    double tail(int frame, double deviations) {
        double tail = 0;
        for (int k = 0; k < STEPS; k++) {
            tail += probabilities[frame][k] * 2 * NORMAL.survivalProbability(Math.abs(deviations) / Math.sqrt(STEP[k]));
        }
        return tail;
    }

    /** The difference that has that {@link #tail}. */
    double deviations(int frame, double tail) {
        double low = 0;
        double high = 40 * Math.sqrt(LARGEST);
        for (int halving = 0; halving < HALVINGS; halving++) {
            double middle = (low + high) / 2;
            if (tail(frame, middle) > tail) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
