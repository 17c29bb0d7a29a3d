package io.github.kongperf.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void givesPercentilesToThreeDigits() {
        Histogram histogram = new Histogram(Latencies.DIGITS);
        for (long micros = 1; micros <= 100_000; micros++) {
            histogram.recordValue(micros);
        }
        Latencies latencies = Latencies.of(histogram);
        assertThat(latencies.count()).isEqualTo(100_000);
        assertWithin(latencies.percentile(50), 50_000);
        assertWithin(latencies.percentile(99), 99_000);
        assertWithin(latencies.percentile(100), 100_000);
        assertWithin(latencies.max(), 100_000);
        assertWithin(latencies.mean(), 50_000);
    }

    @Test
    void keepsMergedWhatItsPartsHeld() {
        Latencies merged = Latencies.merged(List.of(Latencies.ofMicros(10, 20), Latencies.ofMicros(30, 40_000_000)));
        assertThat(merged).isEqualTo(Latencies.ofMicros(40_000_000, 30, 20, 10));
        assertThat(Latencies.ofMicros(10, 20).and(Latencies.ofMicros(30, 40_000_000)))
                .isEqualTo(merged)
                .hasSameHashCodeAs(merged);
    }

    @Test
    void mergesPercentilesThatAveragingWouldMiss() {
        Latencies fast = Latencies.ofMicros(new long[99]);
        Latencies slow = Latencies.ofMicros(1000);
        assertThat(fast.and(slow).percentile(99)).isEqualTo(Duration.ZERO);
        assertThat(fast.and(slow).max()).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void doesNotChangeWithTheHistogramThatItWasMadeOf() {
        Histogram histogram = new Histogram(Latencies.DIGITS);
        Latencies latencies = Latencies.of(histogram);
        histogram.recordValue(1);
        assertThat(latencies.count()).isZero();
    }

    @Test
    void decodesWhatItEncoded() {
        for (Latencies latencies :
                List.of(Latencies.none(), Latencies.ofMicros(0), Latencies.ofMicros(1, 1, 77, 3_600_000_000L))) {
            assertThat(Latencies.decode(latencies.encoded())).isEqualTo(latencies);
        }
    }

    @Test
    void encodesInTheFormatOfHdrHistogram() throws Exception {
        byte[] bytes =
                java.util.Base64.getDecoder().decode(Latencies.ofMicros(5, 6).encoded());
        // What base64 makes HISTFA of: the V2 compressed cookie, as the other implementations of HdrHistogram write it.
        assertThat(java.nio.ByteBuffer.wrap(bytes).getInt()).isEqualTo(0x1c849314);
        assertThat(Histogram.decodeFromCompressedByteBuffer(java.nio.ByteBuffer.wrap(bytes), 0)
                        .getTotalCount())
                .isEqualTo(2);
    }

    @Test
    void refusesWhatIsNoHistogram() {
        for (String text : List.of("", "!", "AAAA", "HISTFAAA")) {
            assertThatThrownBy(() -> Latencies.decode(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("not a histogram");
        }
    }

    @Test
    void hasNoNumberWhereNothingWasAnswered() {
        Latencies none = Latencies.none();
        assertThatThrownBy(() -> none.percentile(99)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(none::max).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(none::mean).isInstanceOf(IllegalStateException.class);
        assertThat(none).hasToString("no latencies");
    }

    private static void assertWithin(Duration actual, long micros) {
        assertThat(actual.toNanos() / 1e3).isBetween(micros * 0.999, micros * 1.001);
    }
}
