package io.github.kongperf.result;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How results are written as JSON, and read again. The schemas beside this class describe it.
 *
 * <p>The same value gives the same bytes, and reading gives back an equal value. A field that is unknown is ignored, so that
 * fields can be added; whatever makes old readers go wrong needs a new schema number.
 */
final class ResultJson {

    static final int SCHEMA = 1;

    private static final String SCHEMA_KEY = "schema";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            // Times are exact to the nanosecond, which a double is not.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final ObjectWriter WRITER = MAPPER.writer()
            .with(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                            .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                            .withArrayEmptySeparator("")
                            .withObjectEmptySeparator(""))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private ResultJson() {}

    static byte[] bytes(Session session) {
        return bytes(SessionJson.write(session));
    }

    static byte[] bytes(String sessionId, Run run) {
        return bytes(RunJson.write(sessionId, run));
    }

    /** @throws IllegalArgumentException if {@code bytes} are no session; the message says why */
    static Session session(byte[] bytes) {
        return SessionJson.read(read(bytes));
    }

    /** @throws IllegalArgumentException if {@code bytes} are no run of this session; the message says why */
    static Run run(String sessionId, byte[] bytes) {
        return RunJson.read(sessionId, read(bytes));
    }

    static byte[] bytes(String sessionId, Profile profile) {
        return bytes(ProfileJson.write(sessionId, profile));
    }

    /** @throws IllegalArgumentException if {@code bytes} are no profile of this session; the message says why */
    static Profile profile(String sessionId, byte[] bytes) {
        return ProfileJson.read(sessionId, read(bytes));
    }

    static byte[] bytes(List<Calibration> calibrations) {
        return bytes(CalibrationJson.write(calibrations));
    }

    /** @throws IllegalArgumentException if {@code bytes} are no calibrations; the message says why */
    static List<Calibration> calibrations(byte[] bytes) {
        return CalibrationJson.read(read(bytes));
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode file() {
        return object().put(SCHEMA_KEY, SCHEMA);
    }

    static BigDecimal millis(Duration duration) {
        return plain(BigDecimal.valueOf(duration.toNanos(), 6));
    }

    static BigDecimal micros(Duration duration) {
        return plain(BigDecimal.valueOf(duration.toNanos(), 3));
    }

    static BigDecimal number(double value) {
        return plain(new BigDecimal(Double.toString(value)));
    }

    /** Without zeros at the end, and without an exponent. */
    static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private static byte[] bytes(ObjectNode file) {
        return (WRITER.writeValueAsString(file) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Fields read(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException(
                    "is empty; its disk was full, or the machine stopped while it was written");
        }
        Fields file = new Fields(parse(bytes), "");
        long schema = file.whole(SCHEMA_KEY);
        if (schema > SCHEMA) {
            throw new IllegalArgumentException(
                    "has schema %d, written by a newer Kong Perf; this one reads up to %d, so upgrade it to read this"
                            .formatted(schema, SCHEMA));
        }
        if (schema < 1) {
            throw new IllegalArgumentException("has schema %d, but schemas count from 1".formatted(schema));
        }
        return file;
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "is no JSON at line %d: %s".formatted(e.getLocation().getLineNr(), e.getOriginalMessage()), e);
        }
    }
}
