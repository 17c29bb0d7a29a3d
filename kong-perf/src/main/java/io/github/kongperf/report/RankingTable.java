package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult.PairResult;
import io.github.kongperf.compare.FrameDifference;
import io.github.kongperf.compare.FrameRanking;
import io.github.kongperf.report.Views.Column;
import io.github.kongperf.report.Views.Doubt;
import io.github.kongperf.report.Views.Link;
import io.github.kongperf.report.Views.Row;
import io.github.kongperf.report.Views.Table;
import io.github.kongperf.result.StackSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Frames by their share of a difference. */
final class RankingTable {

    private static final int LONGEST = 40;
    private static final int CALLERS = 3;

    private final PairResult pair;
    private final Optional<FrameRanking> ranking;

    RankingTable(PairResult pair, Optional<FrameRanking> ranking) {
        this.pair = pair;
        this.ranking = ranking;
    }

    /** Why nothing is ranked, if so. */
    List<Doubt> doubts() {
        return ranking.isPresent() && ranking.get() instanceof FrameRanking.Unranked unranked
                ? List.of(CaseSection.doubt("", unranked.why()))
                : List.of();
    }

    List<String> words() {
        if (ranking.isEmpty() || !(ranking.get() instanceof FrameRanking.Ranked ranked)) {
            return List.of();
        }
        List<String> words = new ArrayList<>();
        int differ = ranked.frames().size();
        words.add(
                "%s %s sampled often enough in %s; a difference is proven for %s, with %s confidence for all together."
                        .formatted(
                                Headline.plural(ranked.looked(), "function", "functions"),
                                ranked.looked() == 1 ? "was" : "were",
                                Headline.plural(ranked.blocks(), "block", "blocks"),
                                differ == 0 ? "none" : Numbers.count(differ),
                                Numbers.percent(ranked.confidence())));
        ranked.total()
                .ifPresent(total -> words.add(
                        "In all, CPU time differs by %s%c%s between profiled trials, with all noise of the machine."
                                .formatted(
                                        Numbers.difference(total),
                                        Numbers.SPACE,
                                        ranked.unit().words())));
        ranked.even().ifPresent(even -> words.add(Wording.sentence(even.text())));
        return words;
    }

    List<Table> tables() {
        if (ranking.isEmpty()
                || !(ranking.get() instanceof FrameRanking.Ranked ranked)
                || ranked.frames().isEmpty()) {
            return List.of();
        }
        List<FrameDifference> shown = ranked.frames().stream().limit(LONGEST).toList();
        int more = ranked.frames().size() - shown.size();
        return List.of(new Table(
                "Functions that make the difference, what grew most first%s"
                        .formatted(more > 0 ? ": the first %d, and %d more".formatted(shown.size(), more) : ""),
                List.of(
                        Column.wrapping("function"),
                        Column.number("difference", ranked.unit().words() + " [interval]"),
                        Column.number("share", "of the difference"),
                        Column.number(pair.baseline(), ranked.unit().words()),
                        Column.number(pair.subject(), ranked.unit().words()),
                        Column.number("with callees", ranked.unit().words()),
                        Column.wrapping("called by")),
                shown.stream().map(frame -> row(ranked, frame)).toList()));
    }

    private Row row(FrameRanking.Ranked ranked, FrameDifference frame) {
        return new Row(
                "",
                new Link(frame.frame(), ""),
                List.of(
                        Numbers.difference(frame.difference()),
                        share(ranked, frame),
                        Numbers.rough(frame.baseline()),
                        Numbers.rough(frame.subject()),
                        Numbers.signed(frame.inclusive()),
                        callers(frame.callers())));
    }

    private String share(FrameRanking.Ranked ranked, FrameDifference frame) {
        OptionalDouble share = Why.share(ranked, frame, pair);
        return share.isPresent() ? Numbers.roughPercent(share.getAsDouble()) : "–";
    }

    /** The nearest ones, the nearest first. */
    private static String callers(String path) {
        if (path.isEmpty()) {
            return "–";
        }
        List<String> frames = StackSamples.frames(path);
        List<String> nearest = new ArrayList<>(frames.subList(Math.max(0, frames.size() - CALLERS), frames.size()));
        java.util.Collections.reverse(nearest);
        return String.join(" ← ", nearest) + (frames.size() > CALLERS ? " ← …" : "");
    }
}
