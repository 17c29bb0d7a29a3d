package io.github.kongperf.scenario;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How Kong is set up.
 *
 * @param config settings as Kong names them, values as text
 * @param nodes empty: one traditional node
 */
public record Kong(
        Database database, Map<String, String> config, Content content, List<Plugin> plugins, List<Node> nodes) {
    public Kong {
        config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
        plugins = List.copyOf(plugins);
        nodes = List.copyOf(nodes);
    }

    /** @param separate whether it gets a node of its own */
    public record Database(Kind kind, boolean separate) {
        /** Where Kong keeps its entities. */
        public enum Kind {
            OFF,
            POSTGRES
        }
    }

    /**
     * What Kong is filled with; paths are absolute.
     *
     * @param entities a template of Kong's declarative format
     * @param sql statements to run on the database
     * @param dump a database dump to load
     */
    public record Content(Optional<Path> entities, Optional<Path> sql, Optional<Path> dump) {
        public static Content none() {
            return new Content(Optional.empty(), Optional.empty(), Optional.empty());
        }

        /** {@code this} where it says something, else {@code base}. */
        public Content over(Content base) {
            return new Content(entities.or(base::entities), sql.or(base::sql), dump.or(base::dump));
        }
    }

    /**
     * A plugin.
     *
     * @param from the absolute folder of its sources; empty for a bundled one
     * @param everywhere its configuration, if it is to run for each request whatever the entities are; empty: they decide.
     *     No scenario file can say this
     */
    public record Plugin(String name, Optional<Path> from, Optional<Map<String, Object>> everywhere) {
        public Plugin {
            everywhere = everywhere.map(config -> Collections.unmodifiableMap(new TreeMap<>(config)));
        }

        public Plugin(String name, Optional<Path> from) {
            this(name, from, Optional.empty());
        }
    }

    /** @param name a host name to the other nodes */
    public record Node(String name, Map<String, String> config) {
        public Node {
            config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
        }
    }

    /** Configurations, by name, of the plugins that are to run for each request; of two with one name the later one's. */
    public Map<String, Map<String, Object>> everywhere() {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        plugins.forEach(plugin -> plugin.everywhere().ifPresent(config -> all.put(plugin.name(), config)));
        return all;
    }

    /** This, changed as {@code variant} says: its settings and plugins come on top, its content instead. */
    public Kong with(Variant variant) {
        Map<String, String> settings = new LinkedHashMap<>(config);
        settings.putAll(variant.config());
        List<Plugin> all = new java.util.ArrayList<>(plugins);
        all.addAll(variant.plugins());
        return new Kong(database, settings, variant.content().over(content), all, nodes);
    }
}
