package io.github.kongperf.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An entity of Kong that was inserted. It can be the value of another one's field: the service of a route, say.
 *
 * @param collection the plural that Kong uses: {@code services}
 * @param id a UUID
 * @param fields as given, without the id
 */
public record Entity(String collection, String id, Map<String, Object> fields) {
    public Entity {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
