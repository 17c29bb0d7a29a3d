/** Kong, upstream, database and load in containers. */
@NullMarked
package io.github.kongperf.driver.docker;

import org.jspecify.annotations.NullMarked;
