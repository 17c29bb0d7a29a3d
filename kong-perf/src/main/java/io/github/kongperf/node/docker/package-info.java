/** A container as a node, by the API of its engine. */
@NullMarked
package io.github.kongperf.node.docker;

import org.jspecify.annotations.NullMarked;
