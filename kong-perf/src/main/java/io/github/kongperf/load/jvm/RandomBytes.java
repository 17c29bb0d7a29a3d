package io.github.kongperf.load.jvm;

import io.github.kongperf.load.RandomText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Text with places for random numbers, ready to be written.
 *
 * @param parts the text around the places, in UTF-8; one more than there are places
 * @param ranges of the numbers
 */
record RandomBytes(List<byte[]> parts, List<RandomText.Range> ranges) {

    RandomBytes {
        parts = List.copyOf(parts);
        ranges = List.copyOf(ranges);
    }

    static RandomBytes of(RandomText text) {
        return new RandomBytes(
                text.parts().stream()
                        .map(part -> part.getBytes(StandardCharsets.UTF_8))
                        .toList(),
                text.ranges());
    }

    /** Puts the text with numbers just drawn behind what {@code out} holds. */
    void render(SplittableRandom random, Bytes out) {
        out.add(parts.get(0));
        for (int i = 0; i < ranges.size(); i++) {
            RandomText.Range range = ranges.get(i);
            out.add(random.nextLong(range.from(), range.to() + 1));
            out.add(parts.get(i + 1));
        }
    }
}
