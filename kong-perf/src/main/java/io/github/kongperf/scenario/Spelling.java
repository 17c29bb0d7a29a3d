package io.github.kongperf.scenario;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Which of the known words a user may have meant. */
public final class Spelling {

    private Spelling() {}

    /** {@code ; did you mean 'word'?}, or {@code ; } and all words if none is near. */
    static String suggestion(String written, Collection<String> words) {
        return nearest(written, words)
                .map("; did you mean '%s'?"::formatted)
                .orElseGet(() -> "; write one of: " + String.join(", ", words));
    }

    /** The nearest of {@code words}, if it is so near that it is a slip rather than another word. */
    public static Optional<String> nearest(String written, Collection<String> words) {
        String small = written.toLowerCase(Locale.ROOT);
        return words.stream()
                .filter(word -> digits(small).equals(digits(word)))
                .filter(word -> distance(small, word.toLowerCase(Locale.ROOT)) <= tolerated(word))
                .min(Comparator.comparingInt(word -> distance(small, word.toLowerCase(Locale.ROOT))));
    }

    /** Digits are chosen, not mistyped: p95 is no slip for p90. */
    private static String digits(String word) {
        return word.replaceAll("[^0-9]", "");
    }

    private static int tolerated(String word) {
        return word.length() <= 3 ? 1 : word.length() <= 5 ? 2 : 3;
    }

    /** Letters to insert, delete, replace, or swap with their neighbour (optimal string alignment). */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(a, b, cost, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(String a, String b, int[][] cost, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
