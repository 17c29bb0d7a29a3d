package io.github.kongperf.maven;

import io.github.kongperf.compare.Analysis;
import io.github.kongperf.compare.Caveat;
import io.github.kongperf.compare.Comparison;
import io.github.kongperf.compare.Floor;
import io.github.kongperf.report.ReportInput;
import io.github.kongperf.report.SessionProfiles;
import io.github.kongperf.result.Calibration;
import io.github.kongperf.result.ResultFolder;
import io.github.kongperf.result.Results;
import java.util.ArrayList;
import java.util.List;

/** A session read and judged: what {@code run}, {@code verify} and {@code report} all begin with. */
record SessionReport(ReportInput input) {

    static SessionReport of(ResultFolder folder, String sessionId, String module) {
        Results results = folder.read(sessionId);
        Comparison judged = Analysis.of(results.session(), results.runs());
        List<Caveat> caveats = new ArrayList<>(judged.caveats());
        results.damages()
                .forEach(damage ->
                        caveats.add(new Caveat.DamagedFile(damage.file().toString(), damage.why())));
        List<Calibration> known = folder.calibrations(sessionId);
        // A pool of a calibration, which has its own, judges nothing.
        if (known.stream().noneMatch(calibration -> calibration.session().equals(sessionId))) {
            caveats.addAll(Floor.of(judged, known));
        }
        Comparison all = new Comparison(judged.session(), judged.cases(), judged.plannedTrials(), caveats);
        return new SessionReport(new ReportInput(
                module,
                all,
                run -> folder.errorLog(sessionId, run.id()),
                known,
                new SessionProfiles(results.profiles(), results.session().errorRate())));
    }
}
