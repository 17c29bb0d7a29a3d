package io.github.kongperf.driver.nodes;

import io.github.kongperf.database.Database;
import io.github.kongperf.kong.KongDatabase;
import java.util.Map;
import java.util.Optional;

/**
 * What a Kong begins with.
 *
 * @param database where its entities are
 * @param own the same, if it is one of PostgreSQL
 * @param upstreamPath the path at which its first service asks the upstream, if that is known
 * @param conditions of the database
 * @param shared the name under which others use the same database
 */
record Filling(
        KongDatabase database,
        Optional<Database> own,
        Optional<String> upstreamPath,
        Map<String, String> conditions,
        Optional<String> shared) {}
