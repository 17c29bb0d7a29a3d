package io.github.kongperf.experiment;

import io.github.kongperf.result.Measurement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.IntPredicate;

/**
 * What a second of warm-up with each status read allows to conclude, while a generator that does not read them is at work.
 *
 * @param below400 the one status that answers below 400 had; empty if there were several, so that each must be read
 * @param fromUpstream whether the upstream had been asked for each of those answers, so that a later one without it is
 *     another answer: a redirect that the gateway makes itself, say
 */
public record StatusTally(OptionalInt below400, boolean fromUpstream) {

    /** Of a generator that reads statuses by itself. */
    public static final StatusTally NOT_NEEDED = new StatusTally(OptionalInt.empty(), false);

    /**
     * Which answers are not expected, in a sentence; empty if all are.
     *
     * @param asked in words
     */
    public static Optional<String> unexpected(Measurement answers, String asked, IntPredicate expects) {
        long count = answers.statuses().entrySet().stream()
                .filter(entry -> !expects.test(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return count == 0
                ? Optional.empty()
                : Optional.of(
                        "%d of %d answers to '%s' had a status that is not expected: %s. Does an entity route this request, and should another status be expected (load.expect)?"
                                .formatted(count, answers.answers(), asked, answers.statuses()));
    }

    /** @param upstreamRequests how many the upstream got meanwhile */
    public static StatusTally of(Measurement answers, OptionalLong upstreamRequests) {
        List<Integer> below = answers.statuses().keySet().stream()
                .filter(status -> status < 400)
                .toList();
        boolean one = below.size() == 1;
        return new StatusTally(
                one ? OptionalInt.of(below.get(0)) : OptionalInt.empty(),
                one && upstreamRequests.isPresent() && upstreamRequests.getAsLong() >= below400(answers));
    }

    /** For the conditions of a run. */
    String inWords() {
        if (below400.isEmpty()) {
            return "each read";
        }
        return "below 400 counted as %d, as each was in the warm-up%s"
                .formatted(below400.getAsInt(), fromUpstream ? "; the upstream was asked at least as often" : "");
    }

    /**
     * What contradicts the conclusion; empty if nothing does.
     *
     * @param upstreamRequests how many the upstream got during {@code answers}
     */
    public Optional<String> contradiction(Measurement answers, OptionalLong upstreamRequests) {
        long good = below400(answers);
        if (!fromUpstream || upstreamRequests.isEmpty() || upstreamRequests.getAsLong() >= good) {
            return Optional.empty();
        }
        return Optional.of(
                "%d answers were counted as %d, but the upstream was asked %d times only, though for each answer in the warm-up: some had another status, such as a redirect; use engine: jvm, which reads each, to see which"
                        .formatted(good, below400.orElse(0), upstreamRequests.getAsLong()));
    }

    private static long below400(Measurement answers) {
        return answers.statuses().entrySet().stream()
                .filter(entry -> entry.getKey() < 400)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
