/** Readings of the machine that measures, and the conditions they make. */
@NullMarked
package io.github.kongperf.machine;

import org.jspecify.annotations.NullMarked;
