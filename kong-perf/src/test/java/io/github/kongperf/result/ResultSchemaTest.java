package io.github.kongperf.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ResultSchemaTest {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** Objects whose keys are data. */
    private static final Set<String> FREE = Set.of("statuses", "axis", "conditions", "stacks", "aborted");

    @Test
    void describesEveryShapeOfRun() {
        for (Run run : Samples.everyShape()) {
            assertThat(errors("run", written(run))).isEmpty();
        }
    }

    @Test
    void describesASession() {
        assertThat(errors("session", MAPPER.readTree(ResultJson.bytes(Samples.session("s1")))))
                .isEmpty();
    }

    @Test
    void refusesAFailureWithoutItsReason() {
        ObjectNode file = (ObjectNode) written(Samples.failed(Samples.trial(1, "a")));
        file.remove("reason");
        assertThat(errors("run", file)).singleElement().asString().contains("reason");
    }

    @Test
    void refusesAMeasuredRunWithoutSlices() {
        ObjectNode file = (ObjectNode) written(Samples.measured(Samples.trial(1, "a")));
        file.putArray("slices");
        assertThat(errors("run", file)).singleElement().asString().contains("slices");
    }

    @Test
    void refusesUnitsInText() {
        ObjectNode file = (ObjectNode) written(Samples.measured(Samples.trial(1, "a")));
        file.put("warmup_ms", "3s");
        assertThat(errors("run", file)).singleElement().asString().contains("warmup_ms");
    }

    @Test
    void namesExactlyWhatIsWrittenOfARun() {
        Set<String> written = new TreeSet<>();
        Samples.everyShape().forEach(run -> paths(written(run), "", written));
        assertThat(described("run").keySet()).isEqualTo(written);
    }

    @Test
    void namesExactlyWhatIsWrittenOfASession() {
        Set<String> written = new TreeSet<>();
        paths(MAPPER.readTree(ResultJson.bytes(Samples.session("s1"))), "", written);
        assertThat(described("session").keySet()).isEqualTo(written);
    }

    @Test
    void describesProfilesAndNamesExactlyWhatIsWrittenOfThem() {
        Set<String> written = new TreeSet<>();
        for (Profile profile : List.of(
                Samples.profile(Samples.trial(1, "a"), "lua"), Samples.failedProfile(Samples.trial(1, "a"), "perf"))) {
            JsonNode file = MAPPER.readTree(ResultJson.bytes("s1", profile));
            assertThat(errors("profile", file)).isEmpty();
            paths(file, "", written);
        }
        assertThat(described("profile").keySet()).isEqualTo(written);
    }

    @Test
    void knowsEveryMetricThatCanDecide() {
        List<String> keys = new ArrayList<>();
        schema("session")
                .at("/properties/cases/items/properties/decide/enum")
                .forEach(key -> keys.add(key.stringValue()));
        assertThat(keys)
                .containsExactlyElementsOf(java.util.Arrays.stream(Metric.values())
                        .map(Metric::key)
                        .toList());
    }

    @Test
    void describesEachPropertyInWords() {
        for (String name : List.of("run", "session", "profile")) {
            assertThat(described(name))
                    .allSatisfy((path, description) ->
                            assertThat(description).as(path).endsWith("."));
        }
    }

    @Test
    void hasTheAddressesThatArePublished() {
        assertThat(schema("run").get("$id").stringValue()).isEqualTo("https://kongperf.github.io/schema/run-1.json");
        assertThat(schema("session").get("$id").stringValue())
                .isEqualTo("https://kongperf.github.io/schema/session-1.json");
        assertThat(schema("profile").get("$id").stringValue())
                .isEqualTo("https://kongperf.github.io/schema/profile-1.json");
    }

    private static JsonNode written(Run run) {
        return MAPPER.readTree(ResultJson.bytes("s1", run));
    }

    private static List<Error> errors(String schema, JsonNode file) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema(schema))
                .validate(file, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    }

    private static JsonNode schema(String name) {
        try (InputStream in = ResultJson.class.getResourceAsStream(name + "-1.json")) {
            return MAPPER.readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Paths of all properties of a written file, list indices left out. */
    private static void paths(JsonNode node, String path, Set<String> into) {
        node.properties().forEach(property -> {
            String at = path + "/" + property.getKey();
            into.add(at);
            if (!FREE.contains(property.getKey())) {
                paths(property.getValue(), at, into);
            }
        });
        if (node.isArray()) {
            node.forEach(element -> paths(element, path, into));
        }
    }

    /** Descriptions of all properties that a schema describes, by their paths. */
    private static Map<String, String> described(String name) {
        Map<String, String> paths = new TreeMap<>();
        JsonNode schema = schema(name);
        described(schema, schema, "", paths);
        return paths;
    }

    private static void described(JsonNode root, JsonNode schema, String path, Map<String, String> into) {
        if (schema.has("$ref")) {
            described(root, root.at(schema.get("$ref").stringValue().substring(1)), path, into);
        }
        if (schema.has("items")) {
            described(root, schema.get("items"), path, into);
        }
        schema.path("properties").properties().forEach(property -> {
            String at = path + "/" + property.getKey();
            into.put(at, property.getValue().path("description").stringValue(""));
            described(root, property.getValue(), at, into);
        });
    }
}
