/** Load from wrk, with its synthetic samples taken out. */
@NullMarked
package io.github.kongperf.load.wrk;

import org.jspecify.annotations.NullMarked;
