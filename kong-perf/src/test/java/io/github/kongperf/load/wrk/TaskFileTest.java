package io.github.kongperf.load.wrk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TaskFileTest {

    private static final URI TARGET = URI.create("http://gateway:8000/base");

    @Test
    void writesRequestsWithTheirPlacesForNumbers() {
        assertThat(text(Optional.empty(), Request.get("/a"), put("/${random.int(1,5)}", "x${random.int(-3, 9)}")))
                .isEqualTo("""
                        return {
                         requests = {
                          {head = {"GET /base/a HTTP/1.1\\013\\010Host: gateway:8000\\013\\010\\013\\010"}, body = nil},
                          {head = {"PUT /base/", {1, 5}, " HTTP/1.1\\013\\010Host: gateway:8000\\013\\010k: v\\013\\010"}, body = {"x", {-3, 9}, ""}},
                         }
                        }
                        """);
    }

    @Test
    void writesWhatAScriptMayChange() {
        assertThat(text(Optional.of("wrk.method = \"POST\"\n"), put("/a", "größer")))
                .isEqualTo("""
                        return {
                         script = "wrk.method = \\034POST\\034\\010",
                         first = {method = "PUT", path = "/base/a", headers = {["k"] = "v"}, body = "gr\\195\\182\\195\\159er"}
                        }
                        """);
        assertThat(text(Optional.of("x = 1"))).isEqualTo("return {\n script = \"x = 1\",\n}\n");
    }

    @Test
    void refusesWhatWrkCannotDo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> text(Optional.empty(), new Request("HEAD", "/", Map.of(), Optional.empty())))
                .withMessage("wrk can't read answers to HEAD; ask by GET, or use load.engine: jvm");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> text(Optional.empty(), Request.get("/${random.int(1,9999999999)}")))
                .withMessageContaining("has a number beyond 2147483647");
    }

    private static Request put(String path, String body) {
        return new Request("PUT", path, Map.of("k", "v"), Optional.of(body));
    }

    private static String text(Optional<String> script, Request... requests) {
        return TaskFile.text(
                TARGET,
                new LoadOptions(
                        1,
                        1,
                        Duration.ofSeconds(1),
                        new Rate.AsFastAsPossible(),
                        Duration.ofSeconds(1),
                        List.of(requests),
                        7,
                        script,
                        OptionalInt.empty()));
    }
}
