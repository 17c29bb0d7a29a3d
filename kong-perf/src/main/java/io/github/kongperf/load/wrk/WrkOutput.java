package io.github.kongperf.load.wrk;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a wrk that ran our script has printed.
 *
 * @param text what a person would have seen
 * @param numbers those that there is one of: {@code requests}, {@code errors_read}, …
 * @param statuses how many answers had which status; empty unless each was read
 * @param buckets counts by latency in microseconds, with what wrk has added
 */
record WrkOutput(
        String text, Map<String, Long> numbers, Map<Integer, Long> statuses, NavigableMap<Long, Long> buckets) {

    private static final String BEGIN = "\n-- kong-perf begin --\n";
    private static final String END = "\n-- kong-perf end --\n";
    private static final int MOST_DIGITS = 18;
    private static final Set<String> NUMBERS = Set.of(
            "cpu_us",
            "duration_us",
            "requests",
            "bytes",
            "errors_connect",
            "errors_read",
            "errors_write",
            "errors_timeout",
            "errors_status");

    WrkOutput {
        numbers = Map.copyOf(numbers);
        statuses = Map.copyOf(statuses);
        buckets = Collections.unmodifiableNavigableMap(new TreeMap<>(buckets));
    }

    /** Whether our script came to its end; if not, wrk failed in some way, and there is nothing to parse. */
    static boolean isWhole(String output) {
        return output.contains(BEGIN) && output.indexOf(END, output.indexOf(BEGIN)) > 0;
    }

    /** @throws IllegalArgumentException if it is not whole, or a line is none that our script writes */
    static WrkOutput parse(String output) {
        if (!isWhole(output)) {
            throw new IllegalArgumentException("cut off: '%s'".formatted(output));
        }
        int begin = output.indexOf(BEGIN);
        int end = output.indexOf(END, begin);
        Map<String, Long> numbers = new TreeMap<>();
        Map<Integer, Long> statuses = new TreeMap<>();
        NavigableMap<Long, Long> buckets = new TreeMap<>();
        for (String line : output.substring(begin + BEGIN.length(), end).split("\n", -1)) {
            String[] words = line.split(" ", -1);
            if (words.length == 2 && NUMBERS.contains(words[0])) {
                once(line, numbers.put(words[0], count(line, words[1])));
            } else if (words.length == 3 && words[0].equals("bucket")) {
                once(line, buckets.put(count(line, words[1]), count(line, words[2])));
            } else if (words.length == 3 && words[0].equals("status")) {
                once(line, statuses.put((int) count(line, words[1]), count(line, words[2])));
            } else {
                throw unexpected(line);
            }
        }
        String text = output.substring(0, begin) + "\n" + output.substring(end + END.length());
        return new WrkOutput(text.strip() + "\n", numbers, statuses, buckets);
    }

    /** @throws IllegalArgumentException if it is missing */
    long number(String name) {
        return Optional.ofNullable(numbers.get(name))
                .orElseThrow(() -> new IllegalArgumentException("'%s' is missing".formatted(name)));
    }

    private static long count(String line, String digits) {
        if (digits.isEmpty() || digits.length() > MOST_DIGITS) {
            throw unexpected(line);
        }
        // Not by a pattern: there are tens of thousands after each second of load.
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw unexpected(line);
            }
            number = 10 * number + digit;
        }
        return number;
    }

    private static void once(String line, @Nullable Long earlier) {
        if (earlier != null) {
            throw unexpected(line);
        }
    }

    private static IllegalArgumentException unexpected(String line) {
        return new IllegalArgumentException("unexpected line '%s'".formatted(line));
    }
}
