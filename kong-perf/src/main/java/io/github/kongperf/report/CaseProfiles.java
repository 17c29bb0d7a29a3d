package io.github.kongperf.report;

import io.github.kongperf.compare.CaseResult.PairResult;
import io.github.kongperf.compare.FrameRanking;
import io.github.kongperf.compare.ProfiledBlock;
import io.github.kongperf.flamegraph.ComparableNames;
import io.github.kongperf.result.Profile;
import io.github.kongperf.result.Session.PlannedCase;
import io.github.kongperf.result.StackSamples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The profiles of one case: what each profiler has sampled of each subject, and which frames make the differences. */
final class CaseProfiles {

    private final PlannedCase plan;
    private final List<Profile> profiles;
    private final double errorRate;
    private final Map<List<String>, FrameRanking> rankings = new HashMap<>();

    CaseProfiles(PlannedCase plan, List<Profile> profiles, double errorRate) {
        this.plan = plan;
        this.profiles = profiles;
        this.errorRate = errorRate;
    }

    /** Those that were wanted, and others of which there is something. */
    List<String> profilers() {
        Set<String> names = new LinkedHashSet<>(plan.profilers());
        profiles.forEach(profile -> names.add(profile.profiler()));
        return List.copyOf(names);
    }

    List<Profile> of(String profiler, String subject) {
        return profiles.stream()
                .filter(profile -> profile.profiler().equals(profiler)
                        && profile.id().subject().equals(subject))
                .toList();
    }

    /** All blocks as one; empty if nothing was sampled. */
    Optional<StackSamples> samples(String profiler, String subject) {
        List<StackSamples> parts = of(profiler, subject).stream()
                .flatMap(profile -> profile.sampled().stream())
                .map(Profile.Sampled::samples)
                .toList();
        return parts.isEmpty() ? Optional.empty() : Optional.of(StackSamples.merged(parts));
    }

    /** Whether there are samples of anything. */
    boolean any() {
        return profiles.stream().anyMatch(profile -> profile.sampled().isPresent());
    }

    /** Why there are no samples by a profiler at all; empty if there are some. */
    Optional<String> whyNone(String profiler) {
        List<Profile> own = profiles.stream()
                .filter(profile -> profile.profiler().equals(profiler))
                .toList();
        if (own.stream().anyMatch(profile -> profile.sampled().isPresent())) {
            return Optional.empty();
        }
        String reasons = own.stream()
                .flatMap(profile -> profile.failure().stream())
                .distinct()
                .collect(java.util.stream.Collectors.joining("; also: "));
        return Optional.of("There is no flame graph by %s: %s"
                .formatted(profiler, reasons.isEmpty() ? "the session ended before it was its turn" : reasons));
    }

    /** Which frames make the difference between two subjects; empty if one of them has no samples. */
    Optional<FrameRanking> ranking(String profiler, PairResult pair) {
        Optional<StackSamples> base = samples(profiler, pair.baseline());
        Optional<StackSamples> other = samples(profiler, pair.subject());
        if (base.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(rankings.computeIfAbsent(
                List.of(profiler, pair.baseline(), pair.subject()),
                key -> FrameRanking.of(
                        blocks(profiler, pair, ComparableNames.of(base.get(), other.get())), errorRate)));
    }

    private List<ProfiledBlock> blocks(String profiler, PairResult pair, ComparableNames names) {
        List<ProfiledBlock> blocks = new ArrayList<>();
        for (Profile base : of(profiler, pair.baseline())) {
            for (Profile other : of(profiler, pair.subject())) {
                if (base.id().block() == other.id().block()
                        && base.sampled().isPresent()
                        && other.sampled().isPresent()) {
                    blocks.add(new ProfiledBlock(
                            renamed(base.sampled().get(), names),
                            renamed(other.sampled().get(), names)));
                }
            }
        }
        return blocks;
    }

    private static Profile.Sampled renamed(Profile.Sampled sampled, ComparableNames names) {
        return new Profile.Sampled(names.of(sampled.samples()), sampled.answers(), sampled.cpu());
    }
}
