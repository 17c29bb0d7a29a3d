package io.github.kongperf.maven;

import io.github.kongperf.compare.Caveat;
import io.github.kongperf.compare.Comparison;
import io.github.kongperf.report.ReportInput;
import io.github.kongperf.report.Wording;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Fails the build on a missed goal, a proven regression, an invalid result, or when nothing was measured. */
@Mojo(name = "verify", defaultPhase = LifecyclePhase.VERIFY, requiresProject = false, threadSafe = true)
public final class VerifyMojo extends KongPerfMojo {

    /** Logs what it would fail on, and lets the build pass. */
    @Parameter(property = "kong-perf.failureIgnore", defaultValue = "false")
    private boolean failureIgnore;

    /** Whether a verdict that is still undecided fails the build. */
    @Parameter(property = "kong-perf.failOnUndecided", defaultValue = "false")
    private boolean failOnUndecided;

    /** Whether an invalid result fails the build. */
    @Parameter(property = "kong-perf.failOnInvalid", defaultValue = "true")
    private boolean failOnInvalid;

    @Override
    void perform() throws Fault {
        List<String> failures = new ArrayList<>();
        thisBuild()
                .failure()
                .or(() -> new RunFailure(resultPath()).message())
                .ifPresentOrElse(
                        message -> failures.add("nothing measured: kong-perf:run failed: " + message),
                        () -> judge(failures));
        if (failures.isEmpty()) {
            return;
        }
        String message = String.join("\n", failures);
        if (!failureIgnore) {
            throw new Fault("kong-perf: " + message);
        }
        message.lines().forEach(line -> getLog().warn(line + " (ignored: kong-perf.failureIgnore)"));
    }

    private void judge(List<String> failures) {
        ResultFolder folder = results();
        List<String> ids = thisBuild().sessions();
        if (ids.isEmpty()) {
            Optional<Session> newest = folder.sessions().stream().findFirst();
            if (newest.isEmpty()) {
                failures.add("nothing measured: there is no session in %s; was kong-perf:run bound to this build?"
                        .formatted(shown(resultPath())));
                return;
            }
            ids = List.of(newest.get().id());
        }
        for (String id : ids) {
            ReportInput input =
                    SessionReport.of(folder, id, project().getArtifactId()).input();
            Comparison comparison = input.comparison();
            comparison.caveats().stream()
                    .filter(caveat ->
                            caveat instanceof Caveat.MarginBelowFloor || caveat instanceof Caveat.GoalBelowFloor)
                    .forEach(caveat -> getLog().warn(Wording.plain(Wording.caveat(caveat))));
            Judgement judgement = Judgement.of(comparison);
            Verdicts.table(input).forEach(line -> getLog().info(line));
            failures.addAll(judgement.failures(failOnInvalid, failOnUndecided).stream()
                    .map(Wording::plain)
                    .toList());
            judgement
                    .warnings(failOnInvalid, failOnUndecided)
                    .forEach(warning -> getLog().warn(Wording.plain(warning)));
        }
    }
}
