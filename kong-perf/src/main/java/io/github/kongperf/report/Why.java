package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult.PairResult;
import io.github.kongperf.compare.CostUnit;
import io.github.kongperf.compare.Difference;
import io.github.kongperf.compare.FrameDifference;
import io.github.kongperf.compare.FrameRanking;
import io.github.kongperf.result.Metric;
import io.github.kongperf.result.StackSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Where a difference lies, in a sentence for each profiler. */
final class Why {

    private Why() {}

    /** {@code why, by lua: slow kong/plugins/x/handler.lua costs 4.8 [4.1, 5.5] µs per request more, 87 % of the difference}. */
    static List<String> of(CaseProfiles profiles, PairResult pair) {
        List<String> sentences = new ArrayList<>();
        for (String profiler : profiles.profilers()) {
            profiles.ranking(profiler, pair)
                    .flatMap(ranking -> sentence(ranking, pair))
                    .ifPresent(sentence -> sentences.add("why, by %s: %s".formatted(profiler, sentence)));
        }
        return sentences;
    }

    private static Optional<String> sentence(FrameRanking ranking, PairResult pair) {
        if (!(ranking instanceof FrameRanking.Ranked ranked)) {
            return Optional.empty();
        }
        return largest(ranked)
                .map(frame -> sentence(ranked, frame, pair))
                .or(() -> ranked.spreadEvenly().map(even -> Wording.spaced(even.text())));
    }

    /** What grew most; if nothing did, what shrank most. */
    private static Optional<FrameDifference> largest(FrameRanking.Ranked ranked) {
        List<FrameDifference> frames = ranked.frames();
        if (frames.isEmpty()) {
            return Optional.empty();
        }
        FrameDifference first = frames.get(0);
        return Optional.of(first.difference().value() > 0 ? first : frames.get(frames.size() - 1));
    }

    private static String sentence(FrameRanking.Ranked ranked, FrameDifference frame, PairResult pair) {
        boolean grew = frame.difference().value() > 0;
        int others = ranked.frames().size() - 1;
        return "%s costs %s%c%s %s%s%s"
                .formatted(
                        named(frame),
                        Numbers.magnitude(frame.difference()),
                        Numbers.SPACE,
                        ranked.unit().words(),
                        grew ? "more" : "less",
                        inWords(share(ranked, frame, pair)),
                        others == 0
                                ? ""
                                : "; %s differ%s"
                                        .formatted(
                                                Headline.plural(others, "other function", "other functions"),
                                                others == 1 ? "s" : ""));
    }

    /** A library alone says little. */
    private static String named(FrameDifference frame) {
        List<String> callers = frame.callers().isEmpty() ? List.of() : StackSamples.frames(frame.callers());
        return frame.frame().startsWith("[") && !callers.isEmpty()
                ? "%s, called by %s,".formatted(frame.frame(), callers.get(callers.size() - 1))
                : frame.frame();
    }

    private static String inWords(OptionalDouble share) {
        return share.isPresent() ? ", %s of the difference".formatted(Numbers.roughPercent(share.getAsDouble())) : "";
    }

    /** Of the measured difference in CPU time per request, if that is proven; else of that of the profiled trials, if that is. */
    static OptionalDouble share(FrameRanking.Ranked ranked, FrameDifference frame, PairResult pair) {
        Difference measured = pair.differences().get(Metric.CPU);
        return ranked.unit() == CostUnit.MICROSECONDS_PER_REQUEST
                        && measured != null
                        && measured.low() * measured.high() > 0
                ? OptionalDouble.of(frame.shareOf(measured.value()))
                : frame.share();
    }
}
