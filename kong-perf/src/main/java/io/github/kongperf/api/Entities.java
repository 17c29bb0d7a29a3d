package io.github.kongperf.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * Entities that every Kong started from now on begins with, in the order in which they are inserted. They reach Kong in its
 * declarative format, before it starts, so all its workers know them at once.
 */
public final class Entities {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<Entity> all = new ArrayList<>();

    Entities() {}

    public Inserts services() {
        return of("services");
    }

    public Inserts routes() {
        return of("routes");
    }

    public Inserts consumers() {
        return of("consumers");
    }

    public Inserts plugins() {
        return of("plugins");
    }

    public Inserts upstreams() {
        return of("upstreams");
    }

    public Inserts targets() {
        return of("targets");
    }

    /** @param collection the name that Kong's declarative format has for it: {@code keyauth_credentials} */
    public Inserts of(String collection) {
        return new Inserts(collection);
    }

    /** Forgets all. */
    public void clear() {
        all.clear();
    }

    /** Inserts entities of one kind. */
    public final class Inserts {
        private final String collection;

        private Inserts(String collection) {
            this.collection = collection;
        }

        /**
         * Inserts one.
         *
         * @param fields as Kong names them. A value may be an {@link Entity} inserted before; an {@code id} may be given
         * @throws IllegalArgumentException if a value is an entity that was not inserted here
         */
        public Entity insert(Map<String, ?> fields) {
            Map<String, Object> own = new LinkedHashMap<>(fields);
            Object id = own.remove("id");
            for (Map.Entry<String, Object> field : own.entrySet()) {
                if (field.getValue() instanceof Entity other && !all.contains(other)) {
                    throw new IllegalArgumentException("%s.%s is an entity that was not inserted here; insert it first"
                            .formatted(collection, field.getKey()));
                }
            }
            Entity entity =
                    new Entity(collection, id == null ? UUID.randomUUID().toString() : id.toString(), own);
            all.add(entity);
            return entity;
        }

        /** Inserts one from names and values in turn: {@code insert("name", "s1", "url", uri)}. */
        public Entity insert(Object... namesAndValues) {
            if (namesAndValues.length % 2 != 0) {
                throw new IllegalArgumentException(
                        "%d names and values: each name needs a value".formatted(namesAndValues.length));
            }
            Map<String, Object> fields = new LinkedHashMap<>();
            for (int i = 0; i < namesAndValues.length; i += 2) {
                fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
            }
            return insert(fields);
        }
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** The same as a template that fills in the version of the format. */
    String template() {
        String all = declarative("");
        String head = "{\"_format_version\":\"\"";
        return "{\"_format_version\":\"${kong.formatVersion}\"<#noparse>" + all.substring(head.length())
                + "</#noparse>";
    }

    /**
     * All of them in Kong's declarative format, as JSON, which is YAML, too. An entity stands inside the first one that it
     * refers to: the format of every version reads that.
     *
     * @param formatVersion such as {@code 2.1}
     */
    String declarative(String formatVersion) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("_format_version", formatVersion);
        Map<Entity, Map<String, Object>> written = new LinkedHashMap<>();
        for (Entity entity : all) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", entity.id());
            Map<String, Object> parent = root;
            for (Map.Entry<String, Object> field : entity.fields().entrySet()) {
                if (!(field.getValue() instanceof Entity other)) {
                    fields.put(field.getKey(), field.getValue());
                } else if (parent == root) {
                    parent = written.getOrDefault(other, root);
                } else {
                    fields.put(field.getKey(), other.id());
                }
            }
            written.put(entity, fields);
            list(parent, entity.collection()).add(fields);
        }
        return JSON.writeValueAsString(root);
    }

    @Override
    public String toString() {
        return all.stream()
                .collect(Collectors.groupingBy(Entity::collection, LinkedHashMap::new, Collectors.counting()))
                .toString();
    }

    @SuppressWarnings("unchecked") // only this class puts lists under the names of collections
    private static List<Object> list(Map<String, Object> parent, String collection) {
        return (List<Object>) parent.computeIfAbsent(collection, name -> new ArrayList<>());
    }
}
