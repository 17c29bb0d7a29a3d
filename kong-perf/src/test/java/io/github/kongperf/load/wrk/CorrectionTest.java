package io.github.kongperf.load.wrk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CorrectionTest {

    @Test
    void takesOutWhatWrkAdds() {
        // 1000 µs every 100: 900, 800, … 200 are made up, 100 is not.
        NavigableMap<Long, Long> measured = new TreeMap<>();
        measured.put(90L, 5L);
        measured.put(300L, 2L);
        measured.put(1000L, 1L);

        long[] corrected = correctedByWrk(measured, 100);

        assertThat(corrected[900]).isEqualTo(1);
        assertThat(corrected[300]).isEqualTo(3);
        assertThat(corrected[200]).isEqualTo(3);
        assertThat(corrected[100]).isZero();
        assertThat(new Correction(100).undo(asMap(corrected, 0))).isEqualTo(measured);
    }

    @Test
    void invertsTheCorrectionOfAnyHistogram() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 2000; round++) {
            int range = 1 << random.nextInt(3, 13);
            int interval = random.nextInt(1, range + 10);
            NavigableMap<Long, Long> measured = new TreeMap<>();
            int size = random.nextInt(1, 60);
            for (int i = 0; i < size; i++) {
                // Some dense and low, some far up, as latencies are.
                long micros = random.nextInt(0, random.nextBoolean() ? range : Math.max(1, range / 8));
                measured.merge(micros, random.nextLong(1, 1L << random.nextInt(1, 30)), Long::sum);
            }
            long[] corrected = correctedByWrk(measured, interval);

            assertThat(new Correction(interval).undo(asMap(corrected, 0)))
                    .as("round %d, interval %d", round, interval)
                    .isEqualTo(measured);
            // wrk tells nothing below the smallest that it measured, although it adds there.
            assertThat(new Correction(interval).undo(asMap(corrected, measured.firstKey())))
                    .as("round %d, interval %d, from the smallest", round, interval)
                    .isEqualTo(measured);
        }
    }

    @Test
    void refusesWhatTheCorrectionCannotHaveMade() {
        NavigableMap<Long, Long> impossible = new TreeMap<>();
        impossible.put(200L, 1L);
        impossible.put(300L, 2L);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Correction(100).undo(impossible))
                .withMessage("1 latencies of 200 µs are fewer than the 2 of 300 µs would have added");
        assertThatIllegalArgumentException().isThrownBy(() -> new Correction(0));
    }

    /** What wrk's loop does, step by step. */
    private static long[] correctedByWrk(NavigableMap<Long, Long> measured, int interval) {
        int max = Math.toIntExact(measured.lastKey());
        long[] data = new long[max + 1];
        measured.forEach((micros, count) -> data[micros.intValue()] = count);
        for (int n = 2 * interval; n <= max; n++) {
            long count = data[n];
            int m = n - interval;
            while (count != 0 && m > interval) {
                data[m] += count;
                m -= interval;
            }
        }
        return data;
    }

    private static NavigableMap<Long, Long> asMap(long[] data, long from) {
        NavigableMap<Long, Long> map = new TreeMap<>();
        for (int micros = (int) from; micros < data.length; micros++) {
            if (data[micros] != 0) {
                map.put((long) micros, data[micros]);
            }
        }
        return map;
    }
}
