/** The port through which load is put on a target. */
@NullMarked
package io.github.kongperf.load;

import org.jspecify.annotations.NullMarked;
