package io.github.kongperf.result;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a JSON object, read strictly: what is missing or of another kind is an {@link IllegalArgumentException}
 * that names the field. Fields that nobody asks for may be there.
 *
 * @param where the path of the object in its file, ending in a dot unless it is the whole file
 */
record Fields(JsonNode object, String where) {

    Fields {
        if (!object.isObject()) {
            String what = where.isEmpty() ? "the file" : "'" + where.substring(0, where.length() - 1) + "'";
            throw new IllegalArgumentException(what + " is no JSON object");
        }
    }

    /** Refuses a file of another session. */
    void ofSession(String id) {
        if (!text("session").equals(id)) {
            throw new IllegalArgumentException(
                    "belongs to session '%s', not to this one; move it there, or delete it".formatted(text("session")));
        }
    }

    boolean has(String key) {
        return object.hasNonNull(key);
    }

    String text(String key) {
        return text(key, value(key));
    }

    Optional<String> maybeText(String key) {
        return has(key) ? Optional.of(text(key)) : Optional.empty();
    }

    boolean flag(String key) {
        JsonNode value = value(key);
        return require(value.isBoolean(), key, "true or false", value).booleanValue();
    }

    long whole(String key) {
        return whole(key, value(key));
    }

    int smallWhole(String key) {
        return smallWhole(key, value(key));
    }

    /** A whole number that is not negative. */
    long count(String key) {
        return count(key, value(key));
    }

    double number(String key) {
        return number(key, value(key));
    }

    Duration millis(String key) {
        return duration(key, value(key), 6);
    }

    Duration micros(String key) {
        return duration(key, value(key), 3);
    }

    Instant instant(String key) {
        JsonNode value = value(key);
        try {
            return Instant.parse(text(key, value));
        } catch (DateTimeException e) {
            throw refusal(key, "a time such as 2026-11-25T12:00:00Z", value);
        }
    }

    Fields fields(String key) {
        return new Fields(value(key), where + key + ".");
    }

    List<Fields> list(String key) {
        return elements(key, (name, element) -> new Fields(element, where + name + "."));
    }

    List<String> texts(String key) {
        return elements(key, this::text);
    }

    List<Integer> wholes(String key) {
        return elements(key, this::smallWhole);
    }

    Map<String, String> textsByName() {
        return byName(this::text);
    }

    Map<String, Double> numbersByName() {
        return byName(this::number);
    }

    Map<String, Long> countsByName() {
        return byName(this::count);
    }

    Map<String, Duration> microsByName() {
        return byName((key, value) -> duration(key, value, 3));
    }

    private <T> Map<String, T> byName(BiFunction<String, JsonNode, T> read) {
        Map<String, T> values = new LinkedHashMap<>();
        object.properties().forEach(entry -> values.put(entry.getKey(), read.apply(entry.getKey(), entry.getValue())));
        return values;
    }

    private <T> List<T> elements(String key, BiFunction<String, JsonNode, T> read) {
        JsonNode array = value(key);
        require(array.isArray(), key, "a list", array);
        List<T> values = new ArrayList<>();
        for (JsonNode element : array) {
            values.add(read.apply("%s[%d]".formatted(key, values.size()), element));
        }
        return values;
    }

    private JsonNode value(String key) {
        if (!has(key)) {
            throw new IllegalArgumentException("'%s%s' is missing".formatted(where, key));
        }
        return object.get(key);
    }

    private String text(String key, JsonNode value) {
        return require(value.isString(), key, "text", value).stringValue();
    }

    private long whole(String key, JsonNode value) {
        return require(value.isIntegralNumber() && value.canConvertToLong(), key, "a whole number", value)
                .longValue();
    }

    private int smallWhole(String key, JsonNode value) {
        long whole = whole(key, value);
        require(whole == (int) whole, key, "a whole number below 2 147 483 648", value);
        return (int) whole;
    }

    private long count(String key, JsonNode value) {
        long whole = whole(key, value);
        require(whole >= 0, key, "a count", value);
        return whole;
    }

    private double number(String key, JsonNode value) {
        double number =
                require(value.isNumber(), key, "a number", value).decimalValue().doubleValue();
        require(Double.isFinite(number), key, "a number that a double can hold", value);
        return number;
    }

    /** @param digits how many decimal digits the unit is above a nanosecond */
    private Duration duration(String key, JsonNode value, int digits) {
        BigDecimal number = require(value.isNumber(), key, "a number", value).decimalValue();
        try {
            return Duration.ofNanos(number.movePointRight(digits).longValueExact());
        } catch (ArithmeticException e) {
            throw refusal(key, "a time in whole nanoseconds", value);
        }
    }

    private JsonNode require(boolean right, String key, String wanted, JsonNode value) {
        if (!right) {
            throw refusal(key, wanted, value);
        }
        return value;
    }

    private IllegalArgumentException refusal(String key, String wanted, JsonNode value) {
        String text = value.toString();
        return new IllegalArgumentException("'%s%s' should be %s, not %s"
                .formatted(where, key, wanted, text.length() > 80 ? text.substring(0, 80) + "…" : text));
    }
}
