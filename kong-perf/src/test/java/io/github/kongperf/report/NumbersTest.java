package io.github.kongperf.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.compare.Estimate;
import io.github.kongperf.compare.Summary;
import io.github.kongperf.result.Metric;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    @Test
    void putsNoBreakableSpaceIntoANumber() {
        assertThat(Numbers.valueWithUnit(Metric.THROUGHPUT, 21402.6)).isEqualTo("21\u00a0403\u00a0req/s");
        assertThat(Numbers.valueWithUnit(Metric.P99, 1.0204)).isEqualTo("1.02\u00a0ms");
        assertThat(Numbers.change(new Estimate(0.076, 0.081, 0.085, 0.99)))
                .isEqualTo("8.1\u00a0%\u00a0[7.6,\u00a08.5]");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0704, 0.070",
        "0.4812, 0.481",
        "1.0249, 1.02",
        "20.04, 20.0",
        "104.2, 104",
        "2000, 2 000",
        "0, 0",
        "0.0004, 0.0004"
    })
    void givesALatencyThreeDigitsButNoNanoseconds(double millis, String text) {
        assertThat(Wording.plain(Numbers.value(Metric.P50, millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.014, 0.021, 0.028, '2.1 % [1.4, 2.8]'",
        "-0.006, 0.012, 0.031, '1.2 % [-0.6, 3.1]'",
        "-0.3, 0.04, 0.5, '4 % [-30, 50]'",
        "0.0001, 0.0003, 0.0005, '0.03 % [0.01, 0.05]'",
        "0.0002, 0.007, 0.014, '0.7 % [0.02, 1.4]'",
        "0.1, 0.1, 0.1, '10.0 % [10.0, 10.0]'"
    })
    void takesDigitsFromTheInterval(double low, double change, double high, String text) {
        assertThat(Wording.plain(Numbers.change(new Estimate(low, change, high, 0.99))))
                .isEqualTo(text);
    }

    @Test
    void neverPrintsZeroForWhatIsNot() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            double value = random.nextGaussian() * Math.pow(10, random.nextInt(8) - 6);
            assertThat(Numbers.fixed(value, random.nextInt(4))).containsPattern("[1-9]");
        }
    }

    @Test
    void keepsOrderWhenItRounds() {
        Random random = new Random(8);
        for (int i = 0; i < 2000; i++) {
            double width = Math.pow(10, -random.nextInt(5));
            double[] values = random.doubles(3, -width, width).sorted().toArray();
            String[] printed = Wording.plain(Numbers.change(new Estimate(values[0], values[1], values[2], 0.99)))
                    .split(" % \\[|, |\\]", -1);
            assertThat(number(printed[1])).isLessThanOrEqualTo(number(printed[0]));
            assertThat(number(printed[0])).isLessThanOrEqualTo(number(printed[2]));
        }
    }

    @Test
    void takesDigitsOfACenterFromItsBounds() {
        assertThat(center(21403.4, 21210.2, 21590.1)).isEqualTo("21 403 [21 210, 21 590]");
        assertThat(center(21.434, 21.402, 21.471)).isEqualTo("21.43 [21.40, 21.47]");
    }

    @ParameterizedTest
    @CsvSource({
        "250, 250 ms",
        "2000, 2 s",
        "1500, 1.5 s",
        "45000, 45 s",
        "1260000, 21 min",
        "11100000, 3 h 5 min",
        "7200000, 2 h"
    })
    void saysDurationsAsOneWould(long millis, String text) {
        assertThat(Wording.plain(Numbers.duration(Duration.ofMillis(millis)))).isEqualTo(text);
    }

    private static String center(double center, double low, double high) {
        return Wording.plain(Numbers.center(new Summary(
                Metric.THROUGHPUT,
                List.of(new Summary.TrialValue(1, center)),
                center,
                center,
                Optional.of(new Summary.Bounds(low, high, 0.99)))));
    }

    private static double number(String text) {
        return Double.parseDouble(text.replace(" ", ""));
    }
}
