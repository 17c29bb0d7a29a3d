package io.github.kongperf.flamegraph;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two profiles as if both had the same number of samples: a power of ten, a million or more, and not less than either has. So
 * counts only grow and no rare stack is lost.
 *
 * <p>The arithmetic is in integers: each count becomes the whole part of {@code count * total / sum}, and the samples that are then missing go, one
 * each, to the stacks with the largest remainders, of equal ones to the first by name (Hamilton's method). Both sums are exactly
 * {@code total}, and no count is off by a sample of it, that is, by a millionth of the profile.
 *
 * @param total samples that each now has
 */
record EqualTotals(long total, Map<String, Long> base, Map<String, Long> other) {

    private static final long LEAST = 1_000_000;

    /**
     * @throws IllegalArgumentException if one has no samples
     * @throws ArithmeticException if one has more than 10<sup>18</sup>
     */
    static EqualTotals of(Map<String, Long> base, Map<String, Long> other) {
        long total = LEAST;
        while (total < Math.max(sum(base), sum(other))) {
            total = Math.multiplyExact(total, 10L);
        }
        return new EqualTotals(total, scaled(base, total), scaled(other, total));
    }

    private static Map<String, Long> scaled(Map<String, Long> stacks, long total) {
        BigInteger sum = BigInteger.valueOf(sum(stacks));
        if (sum.signum() == 0) {
            throw new IllegalArgumentException("a profile without samples has no difference to another");
        }
        Map<String, Long> scaled = new TreeMap<>();
        List<Remainder> remainders = new ArrayList<>();
        new TreeMap<>(stacks).forEach((stack, count) -> {
            BigInteger[] parts = BigInteger.valueOf(count)
                    .multiply(BigInteger.valueOf(total))
                    .divideAndRemainder(sum);
            scaled.put(stack, parts[0].longValueExact());
            remainders.add(new Remainder(stack, parts[1]));
        });
        remainders.sort(Comparator.comparing(Remainder::size).reversed().thenComparing(Remainder::stack));
        long missing = total - sum(scaled);
        remainders.stream().limit(missing).forEach(remainder -> scaled.merge(remainder.stack(), 1L, Long::sum));
        return scaled;
    }

    private static long sum(Map<String, Long> stacks) {
        return stacks.values().stream().mapToLong(Long::longValue).reduce(0, Math::addExact);
    }

    private record Remainder(String stack, BigInteger size) {}
}
