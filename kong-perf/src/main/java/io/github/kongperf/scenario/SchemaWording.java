package io.github.kongperf.scenario;

import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Says in our words what the schema has against a value, and what to write instead. */
final class SchemaWording {

    private static final Map<String, String> TYPES = Map.of(
            "string", "text",
            "integer", "a whole number",
            "number", "a number",
            "boolean", "true or false",
            "object", "a mapping ('key: value')",
            "array", "a list ('[a, b]')");

    /** What a value of a schema's definition, or a name below it, looks like. */
    private static final Map<String, String> FORMS = Map.of(
            "duration", "no duration above zero; write a number with a unit (us, ms, s, m or h), such as 3s or 500ms",
            "pause", "no duration; write a number with a unit (us, ms, s, m or h), such as 3s, 500ms or 0s",
            "percent", "no percentage between 0 and 100; write one such as 3%",
            "size", "no size above zero; write a number with a unit (KiB, MiB or GiB), such as 200MiB",
            "name", "no name; it must show something and hold no control characters",
            "host", "no host name; use small letters, digits and '-' inside, such as dp-1",
            "path", "no path; begin it with '/'",
            "settings", "no setting; write it as in kong.conf, in small letters and without KONG_",
            "headers", "no header; a name has letters, digits and '-', and a value has no line breaks",
            "matrix", "no name of an axis; use letters, digits and '_'");

    private final JsonNode schema;

    SchemaWording(JsonNode schema) {
        this.schema = schema;
    }

    /** The key that {@code error} is about: the unknown one rather than the mapping that has it. */
    String blamed(Error error, String pointer) {
        return switch (error.getKeyword()) {
            case "additionalProperties", "propertyNames" -> YamlDocument.child(pointer, error.getProperty());
            case "not" -> YamlDocument.child(pointer, excluding(error).get(1));
            default -> pointer;
        };
    }

    /** @param written the value as it stands in the file, if a scalar */
    String message(Error error, String written) {
        JsonNode limit = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "additionalProperties" -> "no such key" + Spelling.suggestion(error.getProperty(), keys(error));
            case "propertyNames" -> "is " + form(error);
            case "required" -> "has no '%1$s'; add '%1$s: …'".formatted(error.getProperty());
            case "type" -> type(error, written);
            case "enum" -> error.getInstanceNode().isNull() ? empty() : choice(written, limit);
            case "pattern" -> "'%s' is %s".formatted(written, form(error));
            case "not" ->
                "excludes '%s'; keep one of them".formatted(excluding(error).get(0));
            case "minimum" -> "is %s; write at least %s".formatted(written, limit.asString());
            case "maximum" -> "is %s; write at most %s".formatted(written, limit.asString());
            case "exclusiveMinimum" -> "is %s; write more than %s".formatted(written, limit.asString());
            case "minLength", "minItems", "minProperties" -> empty();
            case "maxLength" -> "has %d characters; use at most %s".formatted(written.length(), limit.asString());
            case "maxProperties" ->
                "has %d keys; keep %s".formatted(error.getInstanceNode().size(), limit.asString());
            case "uniqueItems" -> "names a value twice; keep one of them";
            default -> throw new IllegalStateException("no words for the schema's keyword " + error.getKeyword());
        };
    }

    private static String empty() {
        return "is empty; give it a value, or remove the key";
    }

    private String type(Error error, String written) {
        JsonNode value = error.getInstanceNode();
        if (value.isNull()) {
            return empty();
        }
        String definition = definition(error);
        if (value.isNumber() && List.of("duration", "pause", "percent", "size").contains(definition)) {
            return "'%s' is %s".formatted(written, FORMS.get(definition));
        }
        String found = found(value, written);
        String wanted = wanted(error.getSchemaNode());
        if (wanted.equals("text") && value.isValueNode()) {
            return "must be text, but is %s; quote it: \"%s\"".formatted(found, written);
        }
        String hint = definition.equals("settings") && value.isArray() ? "; write its entries as one text: a,b" : "";
        return "must be %s, but is %s%s".formatted(wanted, found, hint);
    }

    private static String wanted(JsonNode types) {
        List<String> words = new ArrayList<>();
        (types.isArray() ? types : List.of(types)).forEach(type -> words.add(TYPES.get(type.asString())));
        int last = words.size() - 1;
        return last == 0 ? words.get(0) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    private static String found(JsonNode value, String written) {
        if (value.isNumber()) {
            return "the number " + value.decimalValue().stripTrailingZeros().toPlainString();
        }
        if (value.isContainer()) {
            return value.isArray() ? "a list" : "a mapping";
        }
        return value.isBoolean() ? "the value " + written : "the text '%s'".formatted(written);
    }

    private static String choice(String written, JsonNode choices) {
        List<String> words = new ArrayList<>();
        choices.forEach(choice -> words.add(choice.asString()));
        String all = "'%s' is none of %s".formatted(written, String.join(", ", words));
        return Spelling.nearest(written, words)
                .map(word -> all + "; did you mean '%s'?".formatted(word))
                .orElse(all + "; write one of them");
    }

    private static List<String> excluding(Error error) {
        List<String> names = new ArrayList<>();
        error.getSchemaNode().path("required").forEach(name -> names.add(name.asString()));
        return names;
    }

    private Collection<String> keys(Error error) {
        return schema.at(parent(pointer(error)) + "/properties").propertyNames();
    }

    private String form(Error error) {
        String definition = definition(error);
        return FORMS.getOrDefault(definition, "not as it must be; see the scenario reference on " + definition);
    }

    /** The last step of a schema's location that is a name of ours. */
    private static String definition(Error error) {
        String pointer =
                pointer(error).replaceAll("/(type|pattern|propertyNames|items|additionalProperties|then)(?=/|$)", "");
        return pointer.substring(pointer.lastIndexOf('/') + 1);
    }

    private static String pointer(Error error) {
        String location = error.getSchemaLocation().toString();
        return location.substring(location.indexOf('#') + 1);
    }

    private static String parent(String pointer) {
        return pointer.substring(0, pointer.lastIndexOf('/'));
    }
}
