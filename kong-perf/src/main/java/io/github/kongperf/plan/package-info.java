/** Scenarios, versions and variants as blocks of trials, before anything starts. */
@NullMarked
package io.github.kongperf.plan;

import org.jspecify.annotations.NullMarked;
