package io.github.kongperf.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.result.Metric;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the schema, the reader and the records in step; {@code full.yaml} has every key, with no value that is a default. */
class SchemaTest {

    @TempDir
    Path folder;

    private final JsonNode schema = new ScenarioSchema().tree();

    @Test
    void theFullScenariosHaveEveryKeyOfTheSchema() {
        Set<String> used = new TreeSet<>();
        for (ScenarioFile file : TestFiles.read("full").scenarios()) {
            file.positions().keySet().forEach(pointer -> used.add(lastStep(pointer)));
        }

        assertThat(used).containsAll(keys(schema));
    }

    /** A key that could be taken away without a trace would be one that the reader ignores. */
    @ParameterizedTest
    @ValueSource(strings = {"full.yaml", "nginx.yaml"})
    void everyKeyOfTheFullScenariosMatters(String name) throws IOException {
        copy(TestFiles.RESOURCES.resolve("full"), folder);
        JsonNode root = YamlDocument.parse(Path.of(name), Files.readString(folder.resolve(name)))
                .root();
        Scenario full =
                TestFiles.readText(folder, root.toString()).scenarios().get(0).scenario();

        List<String> ignored = new ArrayList<>();
        for (String pointer : pointers(root, "")) {
            Reading without = TestFiles.readText(folder, without(root, pointer).toString());
            if (without.problems().isEmpty()
                    && without.scenarios().get(0).scenario().equals(full)) {
                ignored.add(pointer);
            }
        }

        assertThat(ignored).isEmpty();
    }

    @Test
    void everyComponentOfTheRecordsIsSetByAKey() {
        Map<String, Set<Object>> values = new TreeMap<>();
        for (String name : List.of("full", "minimal.yaml", "simple.yaml")) {
            TestFiles.read(name).scenarios().forEach(file -> collect(file.scenario(), values));
        }

        // The one that a calibration sets, and no file.
        assertThat(values.remove("Plugin.everywhere")).containsExactly(Optional.empty());
        assertThat(values).hasSizeGreaterThan(40);
        assertThat(values).allSatisfy((component, seen) -> assertThat(seen).hasSizeGreaterThan(1));
    }

    @Test
    void theDefaultsOfTheSchemaAreThoseOfTheReader() throws IOException {
        copy(TestFiles.RESOURCES.resolve("full"), folder);
        String plain =
                "scenario: s\ncases: [ { name: a, during: [ { every: 1s, request: { path: / } } ] }, { name: b } ]\n";
        Scenario implied = TestFiles.scenario(folder, plain).scenario();
        String spelled = """
                scenario: s
                tags: []
                upstream: { ports: 1, respond: { status: 200, body: "", headers: {}, delay: 0s } }
                kong: { database: { kind: "off", separate: false }, config: {}, plugins: [] }
                variants: []
                cases:
                  - name: a
                    tags: []
                    load: { path: /, connections: 100, threads: 5, duration: 3s, warmup: 3s, timeout: 2s, target: proxy }
                    profile: []
                    order: side-by-side
                    during: [ { every: 1s, request: { path: /, method: GET, headers: {}, target: admin } } ]
                  - { name: b, during: [], profile: { profilers: [], duration: 10s, blocks: 5 } }
                """;

        assertThat(TestFiles.scenario(folder, spelled).scenario()).isEqualTo(implied);
        JsonNode written = YamlDocument.parse(Path.of("s.yaml"), spelled).root();
        Map<String, Set<String>> defaults = defaults(schema);
        defaults.put("kind", defaults.remove("database")); // off is the short form of {kind: off}
        assertThat(defaults)
                .hasSizeGreaterThan(20)
                .allSatisfy((key, values) -> assertThat(valuesOf(key, written)).containsAll(values));
    }

    @Test
    void everyKeyHasATitleOrDescription() {
        assertThat(undocumented(schema, "")).isEmpty();
    }

    @Test
    void metricsAreThoseOfTheResults() {
        List<String> metrics = Arrays.stream(Metric.values()).map(Metric::key).toList();

        assertThat(texts(schema.at("/$defs/metric/enum"))).containsExactlyElementsOf(metrics);
        assertThat(schema.at("/$defs/case/properties/goals/properties").propertyNames())
                .containsExactlyInAnyOrderElementsOf(metrics);
    }

    @Test
    void isPublishedUnderItsAddress() {
        assertThat(schema.path("$id").asString()).isEqualTo("https://kongperf.github.io/schema/scenario-1.json");
        assertThat(schema.path("$schema").asString()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
    }

    private static Set<String> keys(JsonNode node) {
        Set<String> keys = new TreeSet<>(node.path("properties").propertyNames());
        node.forEach(child -> keys.addAll(keys(child)));
        return keys;
    }

    private static Map<String, Set<String>> defaults(JsonNode node) {
        Map<String, Set<String>> defaults = new TreeMap<>();
        for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
            JsonNode own = property.getValue().path("default");
            String target = property.getValue().path("$ref").asString("").replace("#", "");
            JsonNode value = own.isMissingNode() && !target.isEmpty() ? rootOf().at(target + "/default") : own;
            if (!value.isMissingNode()) {
                defaults.computeIfAbsent(property.getKey(), key -> new TreeSet<>())
                        .add(value.toString());
            }
        }
        node.forEach(child -> defaults(child)
                .forEach((key, values) ->
                        defaults.computeIfAbsent(key, k -> new TreeSet<>()).addAll(values)));
        return defaults;
    }

    private static JsonNode rootOf() {
        return new ScenarioSchema().tree();
    }

    private static Set<String> valuesOf(String key, JsonNode root) {
        Set<String> values = new TreeSet<>();
        pointers(root, "").stream()
                .filter(pointer -> lastStep(pointer).equals(key))
                .forEach(pointer -> values.add(root.at(pointer).toString()));
        return values;
    }

    private static List<String> undocumented(JsonNode node, String at) {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
            JsonNode value = property.getValue();
            String target = value.path("$ref").asString("").replace("#", "");
            JsonNode shared = target.isEmpty() ? value : rootOf().at(target);
            if (!value.has("description") && !shared.has("description")) {
                found.add(at + "/" + property.getKey());
            }
        }
        node.properties().forEach(child -> found.addAll(undocumented(child.getValue(), at + "/" + child.getKey())));
        return found;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asString()));
        return texts;
    }

    /** All pointers below {@code node} that lead to a value of a key. */
    private static List<String> pointers(JsonNode node, String at) {
        List<String> pointers = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String child = YamlDocument.child(at, entry.getKey());
            pointers.add(child);
            pointers.addAll(pointers(entry.getValue(), child));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            pointers.addAll(pointers(node.get(i), at + "/" + i));
        }
        return pointers;
    }

    private static JsonNode without(JsonNode root, String pointer) {
        JsonNode copy = root.deepCopy();
        JsonNode parent = copy.at(pointer.substring(0, pointer.lastIndexOf('/')));
        if (parent instanceof ObjectNode mapping) {
            mapping.remove(lastStep(pointer));
        }
        return copy;
    }

    private static String lastStep(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1);
    }

    private static void collect(Object value, Map<String, Set<Object>> values) {
        if (value instanceof Optional<?> optional) {
            optional.ifPresent(inside -> collect(inside, values));
        } else if (value instanceof Collection<?> list) {
            list.forEach(inside -> collect(inside, values));
        } else if (value instanceof Record record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                Object part = read(record, component);
                String name = record.getClass().getSimpleName() + "." + component.getName();
                values.computeIfAbsent(name, key -> new HashSet<>()).add(part);
                collect(part, values);
            }
        }
    }

    private static Object read(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException failure) {
            throw new LinkageError("a record has an accessor for each component", failure);
        }
    }

    static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
