/** What a user asked for: scenario files in, checked values or all their problems out. */
@NullMarked
package io.github.kongperf.scenario;

import org.jspecify.annotations.NullMarked;
