/** Kong, upstream, database and load as processes of this machine. */
@NullMarked
package io.github.kongperf.driver.local;

import org.jspecify.annotations.NullMarked;
