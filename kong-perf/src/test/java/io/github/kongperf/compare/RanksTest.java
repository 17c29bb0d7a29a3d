package io.github.kongperf.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.kongperf.result.Session;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RanksTest {

    @Test
    void findsTheShiftOfHollanderAndWolfe() {
        // Permeability of the human chorioamnion, Hollander and Wolfe (1999), example 4.1 to 4.4: estimate -0.305; R's
        // wilcox.test(x, y, conf.int = TRUE) gives [-0.76, 0.15] as its 95 % interval.
        double[] atTerm = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
        double[] earlier = {1.15, 0.88, 0.90, 0.74, 1.21};
        Ranks.Location shift = Ranks.shift(atTerm, earlier, 0.95);
        assertThat(shift.center()).isCloseTo(-0.305, within(1e-9));
        assertThat(shift.interval().orElseThrow().low()).isCloseTo(-0.76, within(1e-9));
        assertThat(shift.interval().orElseThrow().high()).isCloseTo(0.15, within(1e-9));
    }

    @Test
    void hasNoIntervalForFewerThanFiveOfEachAtOnePercent() {
        double[] four = {1, 2, 3, 4};
        assertThat(Ranks.shift(four, four, 0.99).interval()).isEmpty();
        assertThat(Ranks.fewestBlocks(Session.Pairing.NONE, 0.99)).isEqualTo(5);
    }

    @Test
    void holdsTheTruthAsOftenAsItSays() {
        Random random = new Random(4711);
        int sessions = 4000;
        int held = 0;
        for (int session = 0; session < sessions; session++) {
            double[] base = speeds(random, 8, 0);
            double[] slower = speeds(random, 8, 0.03);
            Ranks.Interval interval = Ranks.shift(base, slower, 0.95).interval().orElseThrow();
            if (interval.low() <= 0.03 && 0.03 <= interval.high()) {
                held++;
            }
        }
        // An exact interval holds at least what it says; two standard errors are 0.7 %.
        assertThat((double) held / sessions).isBetween(0.943, 0.985);
    }

    /** Two humps 8 % apart, three in ten lucky, as equal LuaJIT processes have them. */
    private static double[] speeds(Random random, int count, double shift) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = shift + (random.nextDouble() < 0.3 ? 0.08 : 0) + 0.01 * random.nextGaussian();
        }
        return values;
    }
}
