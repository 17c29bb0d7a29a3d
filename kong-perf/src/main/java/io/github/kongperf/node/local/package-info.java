/** This machine as a node: the only room that starts processes. */
@NullMarked
package io.github.kongperf.node.local;

import org.jspecify.annotations.NullMarked;
