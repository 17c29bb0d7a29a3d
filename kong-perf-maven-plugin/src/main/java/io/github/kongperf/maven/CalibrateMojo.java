package io.github.kongperf.maven;

import io.github.kongperf.compare.Calibrator;
import io.github.kongperf.experiment.Tally;
import io.github.kongperf.kong.BurnPlugin;
import io.github.kongperf.machine.HostConditions;
import io.github.kongperf.plan.Plan;
import io.github.kongperf.plan.PlanOptions;
import io.github.kongperf.plan.Pools;
import io.github.kongperf.report.Wording;
import io.github.kongperf.result.Calibration;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Results;
import io.github.kongperf.result.Session;
import io.github.kongperf.scenario.Durations;
import io.github.kongperf.version.KongVersion;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what can be proven on this machine: measures the first version, the same again, and the same with a plugin that burns CPU
 * time (the others have it too, burning nothing), and draws sessions from these trials. {@code run}, {@code validate}, {@code verify} and the report use what it finds.
 */
@Mojo(name = "calibrate", requiresProject = false, threadSafe = true)
public final class CalibrateMojo extends MeasuringMojo {

    private static final int PILOT_BLOCKS = 2;

    /** Fresh trials of each of the three. */
    @Parameter(property = "kong-perf.trials", defaultValue = "40")
    private int trials;

    /** Sessions that are drawn from them, of equal subjects and of the slowed one each; they have at most {@code blocks} blocks. */
    @Parameter(property = "kong-perf.drawn", defaultValue = "1000")
    private int drawn;

    /**
     * CPU time that the planted slowdown burns in each request, such as {@code 5us}. Default: 3 % of what a request takes, by two
     * trials of each case before the others.
     */
    @Parameter(property = "kong-perf.burn")
    private @Nullable String burn;

    /** Where the pages of the calibration go. */
    @Parameter(
            property = "kong-perf.calibrationReport",
            defaultValue = "${project.build.directory}/kong-perf-calibration")
    private File calibrationReport;

    @Override
    void perform() throws Fault, IOException, InterruptedException {
        if (trials < 1 || drawn < 1) {
            throw new Fault(
                    "kong-perf.trials (%d) and kong-perf.drawn (%d) must be at least 1".formatted(trials, drawn));
        }
        Optional<Duration> wanted = wanted();
        Prepared asked = prepare(OptionalLong.empty());
        int fewest = Calibrator.fewestBlocks(
                asked.driver().sharesProcess() ? Session.Pairing.BLOCKS : Session.Pairing.NONE,
                asked.plan().options().errorRate());
        if (Math.min(blocks(), trials) < fewest) {
            throw new Fault("kong-perf.blocks (%d) and kong-perf.trials (%d) must be at least %d to show a difference"
                    .formatted(blocks(), trials, fewest));
        }
        if (asked.plan().options().versions().size() > 1) {
            say("calibrating with %s, the first version".formatted(first(asked).text()));
        }
        diagnose();
        Optional<Session> unfinished = resumes() ? unfinished(asked) : Optional.empty();
        Duration slowdown;
        if (unfinished.isPresent()) {
            slowdown = Pools.slowdown(unfinished.get());
        } else if (wanted.isPresent()) {
            slowdown = wanted.get();
        } else {
            slowdown = piloted(asked);
        }
        pool(asked, slowdown, unfinished);
    }

    private Optional<Duration> wanted() throws Fault {
        if (burn == null || burn.isBlank()) {
            return Optional.empty();
        }
        try {
            Duration duration = Durations.parse(burn.strip());
            if (duration.isZero()) {
                throw new IllegalArgumentException("'%s' burns nothing".formatted(burn));
            }
            return Optional.of(duration);
        } catch (IllegalArgumentException e) {
            throw new Fault("kong-perf.burn: " + e.getMessage(), e);
        }
    }

    private static KongVersion first(Prepared asked) {
        return asked.plan().options().versions().get(0);
    }

    private static PlanOptions options(Prepared asked, int blocks, long seed) {
        PlanOptions own = asked.plan().options();
        return new PlanOptions(
                List.of(first(asked)),
                own.tags(),
                blocks,
                Optional.empty(),
                seed,
                own.errorRate(),
                own.overhead(),
                Optional.of(List.of()));
    }

    /** 3 % of the CPU time of a request. */
    private Duration piloted(Prepared asked) throws Fault, IOException, InterruptedException {
        Plan plan = Pools.alone(asked.files(), options(asked, PILOT_BLOCKS, seed(asked)));
        Prepared prepared = new Prepared(asked.driver(), plan, asked.files());
        String id = next(prepared);
        say("measuring what a request takes, for the size of the planted slowdown");
        measureAs(new Target(id, prepared, Optional.empty()), state());
        return Pools.slowdown(measured().read(id).runs())
                .orElseThrow(() -> new Fault(
                        "no trial of %s told how much CPU time a request takes; see the report, or set kong-perf.burn"
                                .formatted(first(asked).text())));
    }

    private static long seed(Prepared asked) {
        return asked.plan().options().seed();
    }

    private void pool(Prepared asked, Duration slowdown, Optional<Session> unfinished)
            throws Fault, IOException, InterruptedException {
        Plan plan = Pools.of(
                asked.files(),
                options(asked, trials, unfinished.map(Session::seed).orElse(seed(asked))),
                slowdown,
                BurnPlugin.in(calibrations().path()));
        Prepared prepared = new Prepared(asked.driver(), plan, asked.files());
        unfinished.ifPresent(session ->
                getLog().info("going on with calibration %s, begun %s".formatted(session.id(), session.started())));
        String id = unfinished.map(Session::id).orElseGet(() -> next(prepared));
        Tally tally = measureAs(new Target(id, prepared, unfinished), state());
        if (tally.failed() > 0) {
            getLog().warn("%d of %d trials failed; blocks with one of them are left out"
                    .formatted(tally.failed(), tally.all()));
        }
    }

    /** The newest pool of the same cases and size that lacks trials. */
    private Optional<Session> unfinished(Prepared asked) {
        Plan alone = Pools.alone(asked.files(), options(asked, trials, seed(asked)));
        Session wanted = session(
                new Prepared(asked.driver(), alone, asked.files()), "any", new HostConditions(), Optional.empty());
        return new Resumption(measured()).ofPool(wanted);
    }

    @Override
    ResultFolder measured() {
        return calibrations().folder();
    }

    @Override
    List<Integer> looks(int blocks) {
        return List.of(blocks);
    }

    @Override
    void begun(Session session) {}

    @Override
    void conclude(ResultFolder folder, String id) {
        Results results = folder.read(id);
        if (results.session().subjects().size() == 1) {
            return; // The pilot's.
        }
        say("drawing sessions from what was measured");
        List<Calibration> calibrations = new Calibrator(
                        results.session(), blocks(), drawn, results.session().seed())
                .of(results.runs());
        if (calibrations.isEmpty()) {
            getLog().warn(
                            "too few whole blocks for a calibration; go on with -Dkong-perf.resume, or see the reasons above");
        } else {
            folder.keep(results.session(), calibrations);
        }
        for (Calibration calibration : calibrations) {
            say("");
            say("%s, %s, by %s:"
                    .formatted(
                            calibration.scenario(),
                            calibration.caseName(),
                            calibration.metric().key()));
            Wording.calibration(calibration).forEach(line -> say("  " + line));
        }
        say("");
        say("pool: " + shown(calibrations().path().resolve(id)));
        writePages(calibrationReport, SessionReport.of(folder, id, project().getArtifactId()));
    }

    @Override
    List<String> sizes(Plan plan) {
        return List.of(option("trials", Integer.toString(trials)), option("blocks", Integer.toString(blocks())));
    }

    @Override
    String goalName() {
        return "calibrate";
    }
}
