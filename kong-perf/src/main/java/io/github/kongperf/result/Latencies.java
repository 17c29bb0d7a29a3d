package io.github.kongperf.result;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * All latencies of a stretch of load: an immutable histogram of microseconds with three significant digits. Merging loses
 * nothing, so percentiles of parts need never be averaged.
 */
public final class Latencies {

    /** Significant decimal digits that a recorded value keeps. */
    public static final int DIGITS = 3;

    private static final Latencies NONE = new Latencies(new Histogram(DIGITS));

    private final Histogram histogram;

    private Latencies(Histogram histogram) {
        this.histogram = histogram;
    }

    public static Latencies none() {
        return NONE;
    }

    /** Copies {@code micros}, whose values are microseconds. */
    public static Latencies of(Histogram micros) {
        return new Latencies(micros.copy());
    }

    public static Latencies ofMicros(long... micros) {
        Histogram histogram = new Histogram(DIGITS);
        for (long value : micros) {
            histogram.recordValue(value);
        }
        return new Latencies(histogram);
    }

    public static Latencies merged(Collection<Latencies> parts) {
        Histogram sum = new Histogram(DIGITS);
        parts.forEach(part -> sum.add(part.histogram));
        return new Latencies(sum);
    }

    public Latencies and(Latencies other) {
        return merged(List.of(this, other));
    }

    public long count() {
        return histogram.getTotalCount();
    }

    /**
     * @param percentile from 0 to 100
     * @throws IllegalStateException if there is no latency at all: there is no number to give
     */
    public Duration percentile(double percentile) {
        requireSome();
        return micros(histogram.getValueAtPercentile(percentile));
    }

    /** @throws IllegalStateException if there is no latency at all */
    public Duration max() {
        requireSome();
        return micros(histogram.getMaxValue());
    }

    /** @throws IllegalStateException if there is no latency at all */
    public Duration mean() {
        requireSome();
        return Duration.ofNanos(Math.round(histogram.getMean() * 1000));
    }

    /** The V2 encoding of HdrHistogram, deflated, in base64. */
    public String encoded() {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(buffer.array(), length));
    }

    /** @throws IllegalArgumentException if {@code base64} is not what {@link #encoded} gives */
    public static Latencies decode(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return new Latencies(Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0));
        } catch (DataFormatException | RuntimeException e) {
            throw new IllegalArgumentException("not a histogram in HdrHistogram's V2 encoding: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Latencies that && histogram.equals(that.histogram);
    }

    @Override
    public int hashCode() {
        return histogram.hashCode();
    }

    @Override
    public String toString() {
        return count() == 0
                ? "no latencies"
                : "%d latencies, p99 %d µs".formatted(count(), percentile(99).toNanos() / 1000);
    }

    private void requireSome() {
        if (count() == 0) {
            throw new IllegalStateException("no request was answered, so there is no latency");
        }
    }

    private static Duration micros(long value) {
        return Duration.ofNanos(value * 1000);
    }
}
