/** Upstream and a plain reverse proxy inside this process. Not Kong. */
@NullMarked
package io.github.kongperf.driver.embedded;

import org.jspecify.annotations.NullMarked;
