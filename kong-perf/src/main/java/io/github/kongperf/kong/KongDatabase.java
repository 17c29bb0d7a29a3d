package io.github.kongperf.kong;

import java.util.Map;
import java.util.Optional;

/** Where a Kong keeps its entities. */
public sealed interface KongDatabase {

    /** The settings that say so. */
    Map<String, String> settings();

    /** The password to it, if there is one; it is in no setting. */
    default Optional<String> password() {
        return Optional.empty();
    }

    /** @param declarative a file on the node that it begins with; empty: with nothing */
    record Off(Optional<String> declarative) implements KongDatabase {
        @Override
        public Map<String, String> settings() {
            return declarative
                    .map(file -> Map.of("database", "off", "declarative_config", file))
                    .orElse(Map.of("database", "off"));
        }
    }

    /** @param host where the node reaches it */
    record Postgres(String host, int port, String user, String secret, String database) implements KongDatabase {
        @Override
        public Map<String, String> settings() {
            return Map.of(
                    "database",
                    "postgres",
                    "pg_host",
                    host,
                    "pg_port",
                    String.valueOf(port),
                    "pg_user",
                    user,
                    "pg_database",
                    database);
        }

        @Override
        public Optional<String> password() {
            return secret.isEmpty() ? Optional.empty() : Optional.of(secret);
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "postgres://%s@%s:%d/%s".formatted(user, host, port, database);
        }
    }
}
