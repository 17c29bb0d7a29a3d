/** A place where commands run and files go. All that brings something up is written once, on top of it. */
@NullMarked
package io.github.kongperf.node;

import org.jspecify.annotations.NullMarked;
