/** The functions of Kong's own performance framework in Java, for those who write their measurements as tests. */
@NullMarked
package io.github.kongperf.api;

import org.jspecify.annotations.NullMarked;
