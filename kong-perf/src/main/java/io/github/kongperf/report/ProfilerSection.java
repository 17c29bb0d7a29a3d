package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult;
import io.github.kongperf.compare.CaseResult.PairResult;
import io.github.kongperf.compare.CaseResult.SubjectResult;
import io.github.kongperf.compare.Caveat;
import io.github.kongperf.compare.ProfileDoubt;
import io.github.kongperf.flamegraph.DifferentialPage;
import io.github.kongperf.flamegraph.FlameGraphPage;
import io.github.kongperf.flamegraph.FrameKind;
import io.github.kongperf.flamegraph.Icicle;
import io.github.kongperf.report.Views.Doubt;
import io.github.kongperf.report.Views.Link;
import io.github.kongperf.result.Metric;
import io.github.kongperf.result.Profile;
import io.github.kongperf.result.StackSamples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What one profiler found out about one case. */
final class ProfilerSection {

    /** Below it a frame of a picture within a page can't be pointed at. */
    private static final Icicle.Settings PICTURE = new Icicle.Settings(0.7, 18, 960);

    private static final double ROW = 19;
    private static final int LONGEST_TOOLTIP = 160;

    private final ScenarioResults results;
    private final CaseResult result;
    private final CaseProfiles profiles;
    private final String profiler;
    private final Graphs graphs;

    /** Keeps a graph, and gives the link to it. */
    @FunctionalInterface
    interface Graphs {
        String link(String name, String html);
    }

    ProfilerSection(ScenarioResults results, CaseResult result, CaseProfiles profiles, String profiler, Graphs graphs) {
        this.results = results;
        this.result = result;
        this.profiles = profiles;
        this.profiler = profiler;
        this.graphs = graphs;
    }

    Views.Profiler view() {
        Map<String, StackSamples> samples = new LinkedHashMap<>();
        result.subjects().stream()
                .map(SubjectResult::name)
                .forEach(name -> profiles.samples(profiler, name).ifPresent(found -> samples.put(name, found)));
        return new Views.Profiler(
                "kp-profiler-" + profiler,
                "By " + profiler,
                ProfilerWording.about(profiler),
                failures(),
                doubts(samples),
                result.pairs().stream()
                        .flatMap(pair -> pair(pair, samples).stream())
                        .toList(),
                new VmTables(samples).tables(),
                samples.entrySet().stream()
                        .map(entry -> graph(entry.getKey(), entry.getValue()))
                        .toList());
    }

    /** Why subjects have no samples, each reason once. */
    private List<String> failures() {
        Map<String, List<String>> bySubject = new LinkedHashMap<>();
        for (SubjectResult subject : result.subjects()) {
            profiles.of(profiler, subject.name()).stream()
                    .flatMap(profile -> profile.failure().stream())
                    .forEach(reason -> bySubject
                            .computeIfAbsent(reason, key -> new ArrayList<>())
                            .add(subject.name()));
        }
        List<String> failures = new ArrayList<>();
        bySubject.forEach((reason, subjects) -> failures.add("No samples in %s of %s: %s"
                .formatted(
                        Headline.plural(subjects.size(), "trial", "trials"),
                        String.join(", ", subjects.stream().distinct().toList()),
                        reason)));
        if (failures.isEmpty()) {
            profiles.whyNone(profiler).ifPresent(failures::add);
        }
        return failures;
    }

    private List<Doubt> doubts(Map<String, StackSamples> samples) {
        List<Caveat> doubts = new ArrayList<>();
        samples.forEach((subject, found) -> {
            doubts.addAll(ProfileDoubt.of(subject, found));
            costs(subject).ifPresent(doubts::add);
        });
        return doubts.stream().map(caveat -> CaseSection.doubt("", caveat)).toList();
    }

    private Optional<ProfileDoubt> costs(String subject) {
        OptionalDouble profiled = profiles.of(profiler, subject).stream()
                .flatMap(profile -> profile.sampled().stream())
                .map(Profile.Sampled::cpuPerAnswer)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .average();
        Optional<Double> measured = result.subjects().stream()
                .filter(found -> found.name().equals(subject))
                .flatMap(found -> Optional.ofNullable(found.summaries().get(Metric.CPU)).stream())
                .map(summary -> summary.center())
                .findFirst();
        return profiled.isPresent() && measured.isPresent()
                ? ProfileDoubt.CostsDiffer.of(subject, profiled.getAsDouble(), measured.get())
                : Optional.empty();
    }

    private Optional<Views.ProfiledPair> pair(PairResult pair, Map<String, StackSamples> samples) {
        StackSamples base = samples.get(pair.baseline());
        StackSamples other = samples.get(pair.subject());
        if (base == null || other == null) {
            return Optional.empty();
        }
        String title = "%s against %s".formatted(pair.subject(), pair.baseline());
        DifferentialPage pages = DifferentialPage.of(
                title(title),
                new DifferentialPage.Side(pair.baseline(), base),
                new DifferentialPage.Side(pair.subject(), other));
        String name = "%s-%s-against-%s".formatted(profiler, pair.subject(), pair.baseline());
        RankingTable ranking = new RankingTable(pair, profiles.ranking(profiler, pair));
        return Optional.of(new Views.ProfiledPair(
                title,
                ranking.doubts(),
                ranking.words(),
                ranking.tables(),
                List.of(
                        new Link("What grew or is new", graphs.link(name, pages.grown())),
                        new Link("What shrank or is gone", graphs.link(name + "-gone", pages.vanished())))));
    }

    private Views.Graph graph(String subject, StackSamples samples) {
        String title = based(subject);
        return new Views.Graph(
                title,
                "%s, %d per second of CPU time, over %s; %s rooted"
                        .formatted(
                                Numbers.counted(samples.samples(), "sample"),
                                samples.frequency(),
                                Numbers.duration(samples.duration()),
                                Numbers.roughPercent(samples.rootedShare())),
                icicle(title, samples),
                new Link(
                        "Interactive flame graph of " + subject,
                        graphs.link(profiler + "-" + subject, FlameGraphPage.of(samples, title(title)))));
    }

    private String title(String what) {
        return "%s: %s, %s: %s"
                .formatted(profiler, results.scenario(), result.plan().name(), what);
    }

    /** A commit or a working tree runs on the native parts of another version. */
    private String based(String subject) {
        String version = results.session().subjects().stream()
                .filter(known -> known.name().equals(subject))
                .map(known -> known.version())
                .findFirst()
                .orElse("");
        return profiles.of(profiler, subject).stream()
                .flatMap(profile -> profile.conditions().base(version).stream())
                .findFirst()
                .map(base -> "%s (based on %s)".formatted(subject, base))
                .orElse(subject);
    }

    private static Views.Svg icicle(String title, StackSamples samples) {
        Icicle icicle = Icicle.of(samples, PICTURE);
        Drawing drawing = new Drawing();
        for (Icicle.Rectangle frame : icicle.rectangles()) {
            drawing.rectangle(
                    style(frame.kind()),
                    frame.x(),
                    frame.row() * ROW,
                    frame.width(),
                    ROW - 1,
                    tooltip(frame),
                    frame.label());
        }
        int left = icicle.narrower() + icicle.deeper();
        String more = left == 0
                ? ""
                : "; %s too narrow or too deep to be drawn".formatted(Headline.plural(left, "frame is", "frames are"));
        return drawing.done(
                "kp-chart kp-icicle", Math.max(1, icicle.rows()) * ROW + 2, "Where CPU time goes in " + title + more);
    }

    private static String tooltip(Icicle.Rectangle frame) {
        String name = frame.name().length() <= LONGEST_TOOLTIP
                ? frame.name()
                : frame.name().substring(0, LONGEST_TOOLTIP) + "…";
        return "%s: %s, %s"
                .formatted(name, Numbers.roughPercent(frame.share()), Numbers.counted(frame.samples(), "sample"));
    }

    /** The style of a kind of frame. */
    static String style(FrameKind kind) {
        return "kp-frame-" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
