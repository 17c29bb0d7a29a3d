package io.github.kongperf.driver;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * That a subject is brought up to be profiled.
 *
 * @param profiler its name
 * @param node which of several gateways; empty: the first one that has a proxy
 * @param workers how many of its worker processes, at least 1; empty: all
 */
public record Profiled(String profiler, Optional<String> node, OptionalInt workers) {}
