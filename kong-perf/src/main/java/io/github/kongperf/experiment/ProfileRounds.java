package io.github.kongperf.experiment;

import io.github.kongperf.plan.Block;
import io.github.kongperf.plan.Plan;
import io.github.kongperf.plan.ProfileBlock;
import io.github.kongperf.plan.Subject;
import io.github.kongperf.plan.Workload;
import io.github.kongperf.profile.Probe;
import io.github.kongperf.result.Profile;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Session;
import io.github.kongperf.result.StackSamples;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Profiles what a plan wants profiled, in trials that are never measured. What can't be profiled is a profile with its reason; a
 * profiler that fails with all subjects of a round is not tried again with that case.
 */
final class ProfileRounds {

    /** To get a profiler ready. */
    private static final Duration ATTACH = Duration.ofSeconds(30);

    /** For it to begin to sample: SystemTap compiles a kernel module first. */
    private static final Duration BEGIN = Duration.ofMinutes(2);

    private final Stage stage;
    private final ResultFolder folder;
    private final Session session;
    private final Supplier<Map<String, String>> conditions;
    private final Progress progress;
    private final Clock clock;
    private int done;

    /** A case, and a profiler that is of no use to it. */
    private record Hopeless(Workload workload, String profiler) {}

    ProfileRounds(
            Stage stage,
            ResultFolder folder,
            Session session,
            Supplier<Map<String, String>> conditions,
            Progress progress,
            Clock clock) {
        this.stage = stage;
        this.folder = folder;
        this.session = session;
        this.conditions = conditions;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Profiles all that has no profile yet.
     *
     * @throws InterruptedException when interrupted; everything that was up is down again
     */
    void carryOut(Plan plan) throws InterruptedException {
        List<ProfileBlock> rounds = plan.profiles();
        if (rounds.isEmpty()) {
            return;
        }
        List<Profile> known = folder.read(session.id()).profiles();
        int all = rounds.stream()
                .mapToInt(round -> round.block().subjects().size())
                .sum();
        Set<Hopeless> hopeless = new HashSet<>();
        for (ProfileBlock round : rounds) {
            Hopeless key = new Hopeless(round.block().workload(), round.profiler());
            List<Subject> left = round.block().subjects().stream()
                    .filter(subject -> known.stream().noneMatch(profile -> isOf(profile, round, subject)))
                    .toList();
            done += round.block().subjects().size() - left.size();
            if (left.isEmpty()) {
                continue;
            }
            if (isHopeless(round, known)) {
                hopeless.add(key);
            }
            if (hopeless.contains(key)) {
                done += left.size();
            } else if (!profile(round, left, all)) {
                hopeless.add(key);
            }
        }
    }

    /** Whether an earlier run of the session has found out that none of the subjects can be profiled so. */
    private static boolean isHopeless(ProfileBlock round, List<Profile> known) {
        List<Profile> own =
                known.stream().filter(profile -> isLike(profile, round)).toList();
        return own.size() >= round.block().subjects().size()
                && own.stream().noneMatch(profile -> profile.sampled().isPresent());
    }

    private static boolean isOf(Profile profile, ProfileBlock round, Subject subject) {
        return isLike(profile, round)
                && profile.id().block() == round.block().number()
                && profile.id().subject().equals(subject.name());
    }

    /** Of the same case and profiler. */
    private static boolean isLike(Profile profile, ProfileBlock round) {
        Workload workload = round.block().workload();
        return profile.profiler().equals(round.profiler())
                && profile.id().scenario().equals(workload.scenario())
                && profile.id().caseName().equals(workload.name());
    }

    /** @return whether one of them could be profiled */
    private boolean profile(ProfileBlock round, List<Subject> subjects, int all) throws InterruptedException {
        Block block = round.block();
        boolean sampled = false;
        for (List<Subject> together :
                Stage.together(new Block(block.workload(), block.number(), subjects, block.seed()))) {
            List<Trial> trials = new ArrayList<>();
            Map<Trial, Probe> probes = new LinkedHashMap<>();
            Map<Trial, Profile.Outcome> outcomes = new LinkedHashMap<>();
            try {
                sample(round, together, trials, probes, outcomes);
            } finally {
                close(probes);
                Stage.closeAll(trials);
            }
            for (Trial trial : trials) {
                Profile profile = profile(round, trial, outcomes);
                folder.append(session, profile);
                sampled |= profile.sampled().isPresent();
                progress.profile(block, profile, ++done, all);
            }
        }
        return sampled;
    }

    private Profile profile(ProfileBlock round, Trial trial, Map<Trial, Profile.Outcome> outcomes) {
        Profile.Outcome outcome = outcomes.get(trial);
        return new Profile(
                trial.id(),
                round.profiler(),
                trial.started(),
                trial.conditions(),
                outcome == null ? new Profile.Failed(trial.failure().orElse("nothing was sampled")) : outcome);
    }

    private void sample(
            ProfileBlock round,
            List<Subject> subjects,
            List<Trial> trials,
            Map<Trial, Probe> probes,
            Map<Trial, Profile.Outcome> outcomes)
            throws InterruptedException {
        Block block = round.block();
        for (Subject subject : subjects) {
            Trial trial = new Trial(block, subject, trials.size(), clock, conditions.get());
            trials.add(trial);
            stage.start(trial, Setups.of(block.workload(), subject).forProfilers());
        }
        stage.ask(block, trials);
        for (Trial trial : trials) {
            progress.doing(
                    block,
                    "attaching %s to %s"
                            .formatted(round.profiler(), trial.subject().name()));
            Stage.attempt(trial, () -> probes.put(trial, trial.up().attach(Setups.how(round), ATTACH)));
        }
        stage.warm(block, trials);
        Duration length = block.workload().work().profile().duration();
        for (Trial trial : trials) {
            progress.doing(block, "profiling %s by %s".formatted(trial.subject().name(), round.profiler()));
            Stage.attempt(trial, () -> {
                Probe probe = java.util.Objects.requireNonNull(probes.get(trial));
                probe.begin(length.plus(Probe.LATE), BEGIN);
                Trial.Loaded loaded = trial.load(length);
                StackSamples samples = probe.await();
                outcomes.put(trial, new Profile.Sampled(samples, loaded.answers(), loaded.cpu()));
            });
        }
    }

    /** What a profiler leaves behind is not worth the profile. */
    private static void close(Map<Trial, Probe> probes) {
        probes.forEach((trial, probe) -> {
            try {
                probe.close();
            } catch (RuntimeException e) {
                trial.fail("ending the profiler: " + Stage.reason(e));
            }
        });
    }
}
