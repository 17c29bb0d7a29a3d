/** The port through which a gateway is brought up, and taken down. */
@NullMarked
package io.github.kongperf.driver;

import org.jspecify.annotations.NullMarked;
