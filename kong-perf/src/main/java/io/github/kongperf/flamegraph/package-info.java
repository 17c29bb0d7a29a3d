/** Stack samples as flame graphs: HTML and SVG, of one subject or of the difference of two. Pure. */
@NullMarked
package io.github.kongperf.flamegraph;

import org.jspecify.annotations.NullMarked;
