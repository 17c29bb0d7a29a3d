package io.github.kongperf.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;

final class DispersionsTest {

    @Test
    void manyFramesThatScatterAlikeAreJudgedByTheNormalDistribution() {
        Random random = new Random(1);
        Dispersions dispersions = dispersions(random, 2000, 8, frame -> 1);
        // Tables: 2 * (1 - Phi(1.96)) = 0.05, 2 * (1 - Phi(3.2905)) = 0.001.
        assertThat(dispersions.tail(0, 1.96)).isCloseTo(0.05, within(0.004));
        assertThat(dispersions.tail(0, 3.2905)).isCloseTo(0.001, within(0.0006));
    }

    @Test
    void whereVariancesAreInverseChiSquareItIsTheModeratedTTest() {
        // G. K. Smyth, Stat. Appl. Genet. Mol. Biol. 3 (2004), article 3: variances are d0 s0^2 / chi^2 with d0 degrees
        // of freedom; then
        // the posterior variance is (d0 s0^2 + d s^2) / (d0 + d), and the difference over its root has Student's t with
        // d0 + d.
        int d0 = 12;
        int d = 8;
        double s0 = 6;
        Random random = new Random(2);
        double[] scatter = new double[3000];
        for (int i = 0; i < scatter.length; i++) {
            scatter[i] = d0 * s0 / chiSquare(random, d0) * chiSquare(random, d) / d;
        }
        scatter[0] = 4;
        scatter[1] = 9;
        Dispersions dispersions = new Dispersions(scatter, filled(scatter.length, d));
        for (int frame : new int[] {0, 1}) {
            double posterior = (d0 * s0 + d * scatter[frame]) / (d0 + d);
            for (double t : new double[] {2, 3, 4}) {
                double student = 2 * TDistribution.of(d0 + d).survivalProbability(t);
                assertThat(dispersions.tail(frame, t * Math.sqrt(posterior))).isBetween(student / 1.35, student * 1.35);
            }
        }
    }

    @Test
    void estimatesWhatAnotherOptimiserDoes() {
        // Of the same penalised likelihood, maximised by scipy 1.17 (L-BFGS-B over a softmax).
        Dispersions dispersions =
                new Dispersions(new double[] {0.6, 0.9, 1.1, 1.4, 0.8, 2.2, 12}, new double[] {8, 8, 8, 8, 8, 4, 8});
        assertThat(dispersions.tail(0, 3)).isCloseTo(0.005291, within(0.0002));
        assertThat(dispersions.tail(5, 3)).isCloseTo(0.030704, within(0.001));
        assertThat(dispersions.tail(6, 8)).isCloseTo(0.018134, within(0.001));
    }

    @Test
    void oneFrameThatScattersIsNotTakenForOneOfTheManyThatDoNot() {
        double[] scatter = filled(100, 1);
        scatter[7] = 12;
        Dispersions dispersions = new Dispersions(scatter, filled(100, 8));
        assertThat(dispersions.tail(0, 5)).isLessThan(1e-4);
        assertThat(dispersions.tail(7, 5)).isGreaterThan(0.1);
    }

    @Test
    void neverTakesADispersionForLessThanThatOfSamples() {
        Dispersions dispersions = new Dispersions(filled(50, 0), filled(50, 8));
        assertThat(dispersions.tail(0, 1.96)).isGreaterThanOrEqualTo(0.0499);
    }

    @Test
    void theWidthOfAnIntervalIsWhereTheTailIsWhatWasAskedFor() {
        Dispersions dispersions = new Dispersions(new double[] {0.5, 1, 2, 8}, filled(4, 8));
        for (int frame = 0; frame < 4; frame++) {
            assertThat(dispersions.tail(frame, dispersions.deviations(frame, 1e-4)))
                    .isCloseTo(1e-4, within(1e-9));
        }
    }

    private interface Truth {
        double of(int frame);
    }

    private static Dispersions dispersions(Random random, int frames, int degrees, Truth truth) {
        double[] scatter = new double[frames];
        for (int i = 0; i < frames; i++) {
            scatter[i] = truth.of(i) * chiSquare(random, degrees) / degrees;
        }
        scatter[0] = truth.of(0);
        return new Dispersions(scatter, filled(frames, degrees));
    }

    private static double chiSquare(Random random, int degrees) {
        double sum = 0;
        for (int i = 0; i < degrees; i++) {
            double normal = random.nextGaussian();
            sum += normal * normal;
        }
        return sum;
    }

    private static double[] filled(int length, double value) {
        double[] values = new double[length];
        Arrays.fill(values, value);
        return values;
    }
}
