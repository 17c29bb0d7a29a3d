/**
 * Kongs, their database, upstreams and the load on nodes: what all drivers have in common that bring Kong up by commands, wherever
 * these run.
 */
@NullMarked
package io.github.kongperf.driver.nodes;

import org.jspecify.annotations.NullMarked;
