/** What is put under test: a version of Kong, however it is named. */
@NullMarked
package io.github.kongperf.version;

import org.jspecify.annotations.NullMarked;
