package io.github.kongperf.experiment;

import io.github.kongperf.plan.Block;
import io.github.kongperf.plan.Plan;
import io.github.kongperf.plan.ProfileBlock;
import io.github.kongperf.plan.Subject;
import io.github.kongperf.profile.Probe;
import io.github.kongperf.result.Profile;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Session;
import io.github.kongperf.result.StackSamples;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        ProfilesKept kept = new ProfilesKept(folder.read(session.id()).profiles());
        int all = rounds.stream()
                .mapToInt(round -> round.block().subjects().size())
                .sum();
        for (ProfileBlock round : rounds) {
            List<Subject> left = kept.isHopeless(round) ? List.of() : kept.lacking(round);
            done += round.block().subjects().size() - left.size();
            if (!left.isEmpty()) {
                profile(round, left, kept, all);
            }
        }
    }

    private void profile(ProfileBlock round, List<Subject> subjects, ProfilesKept kept, int all)
            throws InterruptedException {
        Block block = round.block();
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
                kept.add(profile);
                progress.profile(block, profile, ++done, all);
            }
        }
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
