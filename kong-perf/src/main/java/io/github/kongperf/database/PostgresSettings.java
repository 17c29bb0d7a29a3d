package io.github.kongperf.database;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** PostgreSQL's settings, by name, as they are kept with the conditions of a run. */
public record PostgresSettings(Map<String, String> values) {

    private static final Map<String, String> STANDARD = Map.ofEntries(
            // The data lives for a session: nothing has to outlive a crash, and the disk is not what is measured.
            Map.entry("fsync", "off"),
            Map.entry("synchronous_commit", "off"),
            Map.entry("full_page_writes", "off"),
            Map.entry("wal_level", "minimal"),
            Map.entry("max_wal_senders", "0"),
            Map.entry("max_wal_size", "2GB"),
            Map.entry("max_connections", "500"),
            Map.entry("shared_buffers", "128MB"),
            Map.entry("huge_pages", "off"),
            // Files in the data folder: nothing of it stays in /dev/shm, however it ends.
            Map.entry("dynamic_shared_memory_type", "mmap"),
            Map.entry("update_process_title", "off"),
            Map.entry("logging_collector", "off"),
            Map.entry("log_destination", "stderr"),
            Map.entry("log_min_messages", "warning"),
            // A statement can hold a password.
            Map.entry("log_min_error_statement", "panic"));

    public PostgresSettings {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** What Kong gets unless told otherwise: fast and forgetful, with room for 500 connections. */
    public static PostgresSettings standard() {
        return new PostgresSettings(STANDARD);
    }

    /** With this one instead of what it was. */
    public PostgresSettings with(String name, String value) {
        Map<String, String> all = new TreeMap<>(values);
        all.put(name, value);
        return new PostgresSettings(all);
    }
}
