package io.github.kongperf.load;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with places for random numbers: {@code ${random.int(a,b)}} stands for a whole number from a to b, both included.
 *
 * @param parts the text around the places; one more than there are places
 * @param ranges of the numbers
 */
public record RandomText(List<String> parts, List<Range> ranges) {

    /** @param from and {@code to} are included */
    public record Range(long from, long to) {
        public Range {
            if (from > to || to == Long.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "${random.int(%d,%d)} draws from no range; write the smaller number first".formatted(from, to));
            }
        }
    }

    private static final Pattern PLACE = Pattern.compile("\\$\\{random\\.int\\(\\s*(-?\\d+)\\s*,\\s*(-?\\d+)\\s*\\)}");

    public RandomText {
        parts = List.copyOf(parts);
        ranges = List.copyOf(ranges);
        if (parts.size() != ranges.size() + 1) {
            throw new IllegalArgumentException(
                    "%d places need a part more, not %d".formatted(ranges.size(), parts.size()));
        }
    }

    /** @throws IllegalArgumentException if a range is none, or something else is asked for that is random */
    public static RandomText of(String text) {
        List<String> parts = new ArrayList<>();
        List<Range> ranges = new ArrayList<>();
        Matcher place = PLACE.matcher(text);
        int end = 0;
        while (place.find()) {
            parts.add(part(text.substring(end, place.start())));
            ranges.add(range(place));
            end = place.end();
        }
        parts.add(part(text.substring(end)));
        return new RandomText(parts, ranges);
    }

    private static String part(String text) {
        if (text.contains("${random.")) {
            throw new IllegalArgumentException(
                    "'%s' asks for something random, but only ${random.int(a,b)} is known".formatted(text));
        }
        return text;
    }

    private static Range range(Matcher place) {
        try {
            return new Range(Long.parseLong(place.group(1)), Long.parseLong(place.group(2)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s has a number of more than 64 bits".formatted(place.group()), e);
        }
    }

    public boolean isFixed() {
        return ranges.isEmpty();
    }
}
