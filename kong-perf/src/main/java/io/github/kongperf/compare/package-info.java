/** Samples, intervals and verdicts. Pure. */
@NullMarked
package io.github.kongperf.compare;

import org.jspecify.annotations.NullMarked;
