package io.github.kongperf.scenario;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The published schema of scenario files, and what it has against one. */
final class ScenarioSchema {

    private final JsonNode tree;
    private final Schema schema;
    private final SchemaWording wording;

    ScenarioSchema() {
        this.tree = JsonMapper.shared().readTree(resource());
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(tree);
        this.wording = new SchemaWording(tree);
    }

    JsonNode tree() {
        return tree;
    }

    List<Problem> problems(YamlDocument document) {
        return schema.validate(document.root()).stream()
                .filter(error -> !document.unresolved().contains(pointer(error)))
                .map(error -> problem(document, error))
                .toList();
    }

    private Problem problem(YamlDocument document, Error error) {
        String pointer = pointer(error);
        String message = wording.message(error, document.text(pointer));
        return document.problem(wording.blamed(error, pointer), message);
    }

    private static String pointer(Error error) {
        return error.getInstanceLocation().toString();
    }

    private static byte[] resource() {
        try (InputStream in = ScenarioSchema.class.getResourceAsStream("scenario-1.json")) {
            return Objects.requireNonNull(in, "scenario-1.json is missing from the jar")
                    .readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
