package io.github.kongperf.experiment;

import io.github.kongperf.plan.Plan;
import io.github.kongperf.plan.ProfileBlock;
import io.github.kongperf.plan.Subject;
import io.github.kongperf.plan.Workload;
import io.github.kongperf.result.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a session has of the profiles that its plan wants. */
public final class ProfilesKept {

    private final List<Profile> profiles;

    public ProfilesKept(List<Profile> profiles) {
        this.profiles = new ArrayList<>(profiles);
    }

    void add(Profile profile) {
        profiles.add(profile);
    }

    /** The subjects of a round that have neither samples nor a reason for having none. */
    List<Subject> lacking(ProfileBlock round) {
        return round.block().subjects().stream()
                .filter(subject -> profiles.stream()
                        .noneMatch(profile -> isLike(profile, round)
                                && profile.id().block() == round.block().number()
                                && profile.id().subject().equals(subject.name())))
                .toList();
    }

    /** Whether that profiler has failed with all subjects of a block of that case: then it is not tried again. */
    boolean isHopeless(ProfileBlock round) {
        Map<Integer, List<Profile>> blocks = profiles.stream()
                .filter(profile -> isLike(profile, round))
                .collect(Collectors.groupingBy(profile -> profile.id().block()));
        return blocks.values().stream()
                .anyMatch(block -> block.size() >= round.block().subjects().size()
                        && block.stream().allMatch(profile -> profile.sampled().isEmpty()));
    }

    /** Whether nothing is missing that would still be tried. */
    public boolean isComplete(Plan plan) {
        return plan.profiles().stream().allMatch(round -> lacking(round).isEmpty() || isHopeless(round));
    }

    /** Of the same case and profiler. */
    private static boolean isLike(Profile profile, ProfileBlock round) {
        Workload workload = round.block().workload();
        return profile.profiler().equals(round.profiler())
                && profile.id().scenario().equals(workload.scenario())
                && profile.id().caseName().equals(workload.name());
    }
}
