/** Taking stack samples of Kong's worker processes, on whatever node they run. */
@NullMarked
package io.github.kongperf.profile;

import org.jspecify.annotations.NullMarked;
