package io.github.kongperf.load.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrivalsTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void spacesTheRequestsOfAllThreadsEvenly() {
        long[] all = IntStream.range(0, 3)
                .mapToObj(thread -> new Arrivals(1000, thread, 3))
                .flatMapToLong(arrivals -> LongStream.range(0, 4).map(arrivals::at))
                .sorted()
                .toArray();

        assertThat(all)
                .containsExactly(LongStream.range(0, 12).map(i -> i * 1_000_000).toArray());
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 1, 20, 20000",
        "1000, 3, 20, 20000",
        "0.5, 2, 1, 1",
        "0.5, 2, 2, 1",
        "0.5, 2, 3, 2",
        "333.3, 7, 3, 1000"
    })
    void hasAsManyRequestsDueAsTheRateSays(double rate, int threads, long seconds, long expected) {
        long due = IntStream.range(0, threads)
                .mapToLong(thread -> new Arrivals(rate, thread, threads).before(seconds * SECOND))
                .sum();

        assertThat(due).isEqualTo(expected);
    }

    @Test
    void hasNothingDueBeforeItBegins() {
        assertThat(new Arrivals(1000, 0, 1).before(0)).isZero();
        assertThat(new Arrivals(1000, 0, 1).before(1)).isEqualTo(1);
        assertThat(new Arrivals(1000, 1, 2).before(1)).isZero();
    }
}
