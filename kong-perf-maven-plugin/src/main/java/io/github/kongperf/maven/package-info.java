/** The goals: thin shells over the library, and the wiring of parameters to its objects. */
@NullMarked
package io.github.kongperf.maven;

import org.jspecify.annotations.NullMarked;
