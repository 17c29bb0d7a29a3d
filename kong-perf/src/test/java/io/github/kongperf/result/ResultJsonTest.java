package io.github.kongperf.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ResultJsonTest {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private static final TrialId TRIAL = Samples.trial(1, "embedded");

    @Test
    void readsTheSessionThatItWrote() {
        Session session = Samples.session("s1");
        assertThat(ResultJson.session(ResultJson.bytes(session))).isEqualTo(session);
    }

    @Test
    void readsEveryRunThatItWrote() {
        for (Run run : Samples.everyShape()) {
            assertThat(ResultJson.run("s1", ResultJson.bytes("s1", run))).isEqualTo(run);
        }
    }

    @Test
    void givesTheSameBytesAfterReading() {
        for (Run run : Samples.everyShape()) {
            byte[] bytes = ResultJson.bytes("s1", run);
            assertThat(ResultJson.bytes("s1", ResultJson.run("s1", bytes))).isEqualTo(bytes);
        }
        byte[] session = ResultJson.bytes(Samples.session("s1"));
        assertThat(ResultJson.bytes(ResultJson.session(session))).isEqualTo(session);
    }

    @Test
    void writesLinesForPeopleInAFixedOrder() {
        assertThat(text(ResultJson.bytes("s1", Samples.failed(TRIAL)))).isEqualTo("""
                {
                  "schema": 1,
                  "session": "s1",
                  "scenario": "simple",
                  "case": "single_route",
                  "block": 1,
                  "subject": "embedded",
                  "order": 1,
                  "started": "2026-11-25T12:00:00.123456789Z",
                  "warmup_ms": 500,
                  "outcome": "failed",
                  "reason": "gateway did not come up in 60 s; see its error log",
                  "slices": [],
                  "conditions": {
                    "gateway.config": "{\\"a\\": \\"ü\\"}",
                    "host.load_before": "0.12"
                  }
                }
                """);
    }

    @Test
    void summarizesAllSlicesForPeople() {
        JsonNode summary = tree(ResultJson.bytes("s1", Samples.measured(TRIAL))).get("summary");
        assertThat(summary.get("answers").longValue()).isEqualTo(6);
        assertThat(summary.get("failures").longValue()).isEqualTo(20);
        assertThat(summary.get("throughput_per_s").doubleValue()).isEqualTo(3.0);
        assertThat(summary.get("p50_us").longValue()).isEqualTo(1000);
        assertThat(summary.get("max_us").longValue()).isEqualTo(25_007);
    }

    @Test
    void summarizesAnOpenModelFromWhenRequestsWereDue() {
        JsonNode summary =
                tree(ResultJson.bytes("s1", Samples.openModel(TRIAL))).get("summary");
        assertThat(summary.get("max_us").longValue()).isGreaterThan(900_000);
    }

    @Test
    void keepsTimesToTheNanosecond() {
        JsonNode slice = tree(ResultJson.bytes("s1", Samples.measured(TRIAL))).at("/slices/0");
        assertThat(slice.get("duration_ms").toString()).isEqualTo("1000.042317");
        assertThat(slice.at("/cpu_us/gateway").toString()).isEqualTo("1234.567");
    }

    @Test
    void ignoresFieldsThatItDoesNotKnow() {
        Run run = Samples.measured(TRIAL);
        byte[] newer = changed(ResultJson.bytes("s1", run), file -> {
            file.put("weather", "fine").putObject("moon").put("phase", 0.3);
            ((ObjectNode) file.at("/slices/0")).put("colour", 7);
            ((ObjectNode) file.at("/slices/0/cpu_us")).put("cache", 12);
        });
        assertThat(ResultJson.run("s1", newer)).isEqualTo(run);
    }

    @Test
    void doesNotBelieveTheSummary() {
        Run run = Samples.measured(TRIAL);
        byte[] edited = changed(ResultJson.bytes("s1", run), file -> file.put("summary", "much faster"));
        assertThat(ResultJson.run("s1", edited)).isEqualTo(run);
    }

    @Test
    void tellsToUpgradeForAHigherSchema() {
        byte[] newer = changed(ResultJson.bytes("s1", Samples.measured(TRIAL)), file -> file.put("schema", 2));
        assertThatThrownBy(() -> ResultJson.run("s1", newer))
                .hasMessage(
                        "has schema 2, written by a newer Kong Perf; this one reads up to 1, so upgrade it to read this");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                          | "x"                 | the file is no JSON object
            /schema                     | null                | 'schema' is missing
            /schema                     | 0                   | has schema 0, but schemas count from 1
            /session                    | "s2"                | belongs to session 's2', not to this one; move it there, or delete it
            /block                      | "1"                 | 'block' should be a whole number, not "1"
            /block                      | 1.5                 | 'block' should be a whole number, not 1.5
            /block                      | 4294967297          | 'block' should be a whole number below 2 147 483 648, not 4294967297
            /block                      | 0                   | blocks count from 1, not 0
            /started                    | "yesterday"         | 'started' should be a time such as 2026-11-25T12:00:00Z, not "yesterday"
            /outcome                    | "great"             | 'outcome' should be "measured" or "failed", not "great"
            /slices                     | []                  | a measured trial has at least one slice
            /slices                     | {}                  | 'slices' should be a list, not {}
            /slices/1                   | 7                   | 'slices[1]' is no JSON object
            /slices/1/duration_ms       | null                | 'slices[1].duration_ms' is missing
            /slices/1/duration_ms       | 0                   | a measurement takes time, not PT0S
            /slices/1/duration_ms       | 1e999999            | 'slices[1].duration_ms' should be a time in whole nanoseconds, not 1E+999999
            /slices/1/bytes_read        | -1                  | 'slices[1].bytes_read' should be a count, not -1
            /slices/1/statuses/200      | -2                  | 'slices[1].statuses.200' should be a count, not -2
            /slices/1/statuses/ok       | 2                   | 'ok' is no status code
            /slices/1/errors            | {"melted": 2}       | counts errors (melted) of a kind that this Kong Perf does not know; upgrade it to read this
            /slices/1/cpu_us/gateway    | "much"              | 'slices[1].cpu_us.gateway' should be a number, not "much"
            /conditions/host.name       | 4                   | 'conditions.host.name' should be text, not 4
            """)
    void namesWhatIsWrongWithARun(String pointer, String value, String message) {
        byte[] wrong = replaced(ResultJson.bytes("s1", Samples.measured(TRIAL)), pointer, value);
        assertThatThrownBy(() -> ResultJson.run("s1", wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /is_kong               | "no"           | 'is_kong' should be true or false, not "no"
            /looks/0               | "x"            | 'looks[0]' should be a whole number, not "x"
            /cases/0/decide        | "beauty"       | decides by 'beauty', a metric that this Kong Perf does not know; upgrade it to read this
            /cases/0/goals         | {"beauty": 1}  | has a goal 'beauty', which this Kong Perf does not know; upgrade it to read this
            /cases/1/axis/routes   | "many"         | 'cases[1].axis.routes' should be a number, not "many"
            /error_rate            | 1e400          | 'error_rate' should be a number that a double can hold, not 1E+400
            """)
    void namesWhatIsWrongWithASession(String pointer, String value, String message) {
        byte[] wrong = replaced(ResultJson.bytes(Samples.session("s1")), pointer, value);
        assertThatThrownBy(() -> ResultJson.session(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void refusesAHistogramThatIsNone() {
        byte[] wrong = replaced(
                ResultJson.bytes("s1", Samples.measured(TRIAL)), "/slices/0/latencies_hdr", "\"SGVsbG8gd29ybGQ=\"");
        assertThatThrownBy(() -> ResultJson.run("s1", wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a histogram in HdrHistogram's V2 encoding");
    }

    @Test
    void refusesAFileThatWasCutAnywhere() {
        byte[] whole = ResultJson.bytes("s1", Samples.measured(TRIAL));
        // The last two bytes are the closing brace and a line feed, and only the latter may be missing.
        for (int length = 0; length < whole.length - 1; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ResultJson.run("s1", cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesOneKeyTwice() {
        byte[] twice = text(ResultJson.bytes("s1", Samples.failed(TRIAL)))
                .replace("\"block\": 1,", "\"block\": 1, \"block\": 2,")
                .getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> ResultJson.run("s1", twice))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 6")
                .hasMessageContaining("block");
    }

    private static byte[] replaced(byte[] json, String pointer, String value) {
        if (pointer.isEmpty()) {
            return value.getBytes(StandardCharsets.UTF_8);
        }
        return changed(json, file -> {
            int slash = pointer.lastIndexOf('/');
            JsonNode parent = file.at(pointer.substring(0, slash));
            String key = pointer.substring(slash + 1);
            JsonNode node = ResultJsonTest.node(value);
            if (parent instanceof tools.jackson.databind.node.ArrayNode array) {
                array.set(Integer.parseInt(key), node);
            } else {
                ((ObjectNode) parent).set(key, node);
            }
        });
    }

    private static JsonNode node(String value) {
        return MAPPER.reader()
                .with(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree(value);
    }

    private static byte[] changed(byte[] json, Consumer<ObjectNode> change) {
        ObjectNode file = (ObjectNode) node(text(json));
        change.accept(file);
        return MAPPER.writeValueAsBytes(file);
    }

    private static JsonNode tree(byte[] json) {
        return node(text(json));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
