package io.github.kongperf.report;

import io.github.kongperf.compare.Comparison;

/**
 * A session to be reported.
 *
 * @param module the Maven module that measured it; shown where a report has several
 */
public record ReportInput(String module, Comparison comparison, LogSource logs) {}
