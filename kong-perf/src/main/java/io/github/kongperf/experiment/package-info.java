/** Carries out a plan, block by block. */
@NullMarked
package io.github.kongperf.experiment;

import org.jspecify.annotations.NullMarked;
