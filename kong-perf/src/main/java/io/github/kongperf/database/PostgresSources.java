package io.github.kongperf.database;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the programs of a PostgreSQL come from.
 *
 * @param home a folder with {@code initdb} and {@code postgres}, or {@value #EMBEDDED}; empty: the newest that the node has,
 *     else the embedded ones
 * @param embedded what is brought along
 * @param cache where embedded ones are unpacked, on this machine
 */
public record PostgresSources(Optional<String> home, EmbeddedBinaries embedded, Path cache) {

    /** Instead of a folder: those that are brought along, whatever the node has. */
    public static final String EMBEDDED = "embedded";

    Optional<String> folder() {
        return home.filter(name -> !name.equals(EMBEDDED));
    }

    boolean onlyEmbedded() {
        return home.equals(Optional.of(EMBEDDED));
    }
}
