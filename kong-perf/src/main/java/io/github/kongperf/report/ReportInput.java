package io.github.kongperf.report;

import io.github.kongperf.compare.Comparison;
import io.github.kongperf.result.Calibration;
import java.util.List;

/**
 * A session to be reported.
 *
 * @param calibrations what is known of the machine on which it was measured
 * @param profiles of it
 * @param module the Maven module that measured it; shown where a report has several
 */
public record ReportInput(
        String module,
        Comparison comparison,
        LogSource logs,
        List<Calibration> calibrations,
        SessionProfiles profiles) {
    public ReportInput {
        calibrations = List.copyOf(calibrations);
    }

    /** Without a calibration, and not profiled. */
    public ReportInput(String module, Comparison comparison, LogSource logs) {
        this(module, comparison, logs, List.of(), SessionProfiles.none());
    }
}
