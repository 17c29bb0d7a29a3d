/** Results and verdicts as pages. */
@NullMarked
package io.github.kongperf.report;

import org.jspecify.annotations.NullMarked;
