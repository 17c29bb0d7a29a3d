/** What Kong proxies to: an nginx of our own, on any node. */
@NullMarked
package io.github.kongperf.upstream;

import org.jspecify.annotations.NullMarked;
