package io.github.kongperf.load.jvm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with places for random numbers: {@code ${random.int(a,b)}} stands for a whole number from a to b, both included.
 *
 * @param parts the text around the places, in UTF-8; one more than there are places
 * @param ranges of the numbers
 */
record RandomText(List<byte[]> parts, List<Range> ranges) {

    /** @param from and {@code to} are included */
    record Range(long from, long to) {
        Range {
            if (from > to || to == Long.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "${random.int(%d,%d)} draws from no range; write the smaller number first".formatted(from, to));
            }
        }

        long draw(SplittableRandom random) {
            return random.nextLong(from, to + 1);
        }
    }

    private static final Pattern PLACE = Pattern.compile("\\$\\{random\\.int\\(\\s*(-?\\d+)\\s*,\\s*(-?\\d+)\\s*\\)}");

    RandomText {
        parts = List.copyOf(parts);
        ranges = List.copyOf(ranges);
    }

    /** @throws IllegalArgumentException if a range is none */
    static RandomText of(String text) {
        List<byte[]> parts = new ArrayList<>();
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

    private static byte[] part(String text) {
        if (text.contains("${random.")) {
            throw new IllegalArgumentException(
                    "'%s' asks for something random, but only ${random.int(a,b)} is known".formatted(text));
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Range range(Matcher place) {
        try {
            return new Range(Long.parseLong(place.group(1)), Long.parseLong(place.group(2)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s has a number of more than 64 bits".formatted(place.group()), e);
        }
    }

    boolean isFixed() {
        return ranges.isEmpty();
    }

    /** Puts the text with numbers just drawn behind what {@code out} holds. */
    void render(SplittableRandom random, Bytes out) {
        out.add(parts.get(0));
        for (int i = 0; i < ranges.size(); i++) {
            out.add(ranges.get(i).draw(random));
            out.add(parts.get(i + 1));
        }
    }
}
