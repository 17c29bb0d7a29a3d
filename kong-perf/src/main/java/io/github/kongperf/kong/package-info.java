/** Getting a version of Kong onto a node, and running it there. */
@NullMarked
package io.github.kongperf.kong;

import org.jspecify.annotations.NullMarked;
