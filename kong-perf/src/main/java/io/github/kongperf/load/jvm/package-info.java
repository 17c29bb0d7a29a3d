/** Load from inside a Java process, on Netty. */
@NullMarked
package io.github.kongperf.load.jvm;

import org.jspecify.annotations.NullMarked;
