package io.github.kongperf.kong;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The versions of OpenResty on which a Kong runs: both ends are among them. As in {@code _DEPENDENCIES.nginx}, which Kong gives to
 * {@code set()} of the rock {@code version}.
 */
record NginxRange(String from, String to) {

    boolean contains(String openresty) {
        return compare(from, openresty) <= 0 && compare(openresty, to) <= 0;
    }

    /** In words: {@code 1.25.3.2}, or {@code 1.15.8.1 to 1.15.8.3}. */
    String text() {
        return from.equals(to) ? from : "%s to %s".formatted(from, to);
    }

    private static int compare(String one, String other) {
        int[] left = numbers(one);
        int[] right = numbers(other);
        return IntStream.range(0, Math.max(left.length, right.length))
                .map(i -> Integer.compare(i < left.length ? left[i] : 0, i < right.length ? right[i] : 0))
                .filter(difference -> difference != 0)
                .findFirst()
                .orElse(0);
    }

    private static int[] numbers(String version) {
        return Stream.of(version.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
    }
}
