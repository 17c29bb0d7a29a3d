package io.github.kongperf.driver.nodes;

import io.github.kongperf.driver.Profiled;
import io.github.kongperf.node.CleanUp;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.profile.Probe;
import io.github.kongperf.profile.Profiler;
import io.github.kongperf.profile.ProfilerFailed;
import io.github.kongperf.profile.Workers;
import io.github.kongperf.result.StackSamples;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Attaches profilers to Kongs that are up. */
final class Attaching {

    private final Sites sites;
    private final Profilers profilers;
    private final Consumer<String> step;
    /** Profilers that lack nothing: looked at once in a session, for all their places are alike. */
    private final Set<String> whole = new HashSet<>();

    /** @param step is told each step that takes long, in a few words */
    Attaching(Sites sites, Profilers profilers, Consumer<String> step) {
        this.sites = sites;
        this.profilers = profilers;
        this.step = step;
    }

    /** @throws ProfilerFailed if it can't be done; nothing of it is left */
    Probe attach(KongNode kong, Profiled how, Duration within) throws InterruptedException {
        List<Long> pids = kong.workers();
        if (how.workers().isPresent() && how.workers().getAsInt() < pids.size()) {
            pids = pids.subList(0, how.workers().getAsInt());
        }
        Site place;
        try {
            place = profilers.isPartOfKong(how.profiler())
                    ? new Site(kong.site().work(), kong.site().installed())
                    : sites.beside(kong.site(), step);
        } catch (NodeFailed e) {
            throw new ProfilerFailed("making a place for %s: %s".formatted(how.profiler(), e.getMessage()), e);
        }
        String folder = place.work().fresh("p");
        try {
            place.node().run(Command.of("mkdir", "-p", folder)).orFail("making a folder for " + how.profiler());
            Profiler profiler = profilers.of(how, place.node(), kong.node());
            requireWhole(profiler, how);
            Probe probe = profiler.attach(new Workers(pids, kong.kong().plan().prefix(), folder), within);
            return new Placed(probe, place, folder);
        } catch (NodeFailed e) {
            throw down(place, folder, new ProfilerFailed(how.profiler() + ": " + e.getMessage(), e));
        } catch (InterruptedException e) {
            throw down(place, folder, e);
        } catch (RuntimeException e) {
            throw down(place, folder, e);
        }
    }

    private void requireWhole(Profiler profiler, Profiled how) throws InterruptedException {
        String key = how.profiler() + how.sample();
        if (whole.contains(key)) {
            return;
        }
        List<String> missing = profiler.missing();
        if (!missing.isEmpty()) {
            throw new ProfilerFailed(String.join("; ", missing));
        }
        whole.add(key);
    }

    private static <E extends Exception> E down(Site place, String folder, E failure) {
        try {
            giveBack(place, folder);
        } catch (RuntimeException left) {
            failure.addSuppressed(left);
        }
        return failure;
    }

    private static void giveBack(Site place, String folder) {
        CleanUp.all(
                () -> {
                    if (!place.disposable()) {
                        place.work().remove(folder);
                    }
                },
                place.closing());
    }

    /** A probe, and the place that it has. */
    private record Placed(Probe probe, Site place, String folder) implements Probe {

        @Override
        public void begin(Duration length, Duration within) throws InterruptedException {
            probe.begin(length, within);
        }

        @Override
        public StackSamples await() throws InterruptedException {
            return probe.await();
        }

        @Override
        public void close() {
            CleanUp.all(probe::close, () -> giveBack(place, folder));
        }
    }
}
