package io.github.kongperf.driver.local;

import io.github.kongperf.kong.KongDatabase;
import java.util.Map;
import java.util.Optional;

/**
 * What a Kong begins with.
 *
 * @param database where its entities are
 * @param upstreamPath the path at which its first service asks the upstream, if that is known
 * @param conditions of the database
 */
record Filling(KongDatabase database, Optional<String> upstreamPath, Map<String, String> conditions) {}
