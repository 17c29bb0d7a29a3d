/** What was measured, and the folder that keeps it. */
@NullMarked
package io.github.kongperf.result;

import org.jspecify.annotations.NullMarked;
