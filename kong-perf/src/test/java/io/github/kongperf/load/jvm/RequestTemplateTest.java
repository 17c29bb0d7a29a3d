package io.github.kongperf.load.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.scenario.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTemplateTest {

    private static final URI TARGET = URI.create("http://gateway:8000/base/");

    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void asksThePathBelowThatOfTheTarget() {
        assertThat(render(Request.get("/s1?a=b"))).isEqualTo("GET /base/s1?a=b HTTP/1.1~Host: gateway:8000~~");
        assertThat(render(URI.create("http://gateway"), Request.get("/s1")))
                .isEqualTo("GET /s1 HTTP/1.1~Host: gateway~~");
        assertThat(render(URI.create("http://[::1]:80/"), Request.get("/")))
                .isEqualTo("GET / HTTP/1.1~Host: [::1]:80~~");
    }

    @Test
    void keepsTheHostThatTheRequestNames() {
        assertThat(render(new Request("GET", "/", Map.of("host", "example.com"), Optional.empty())))
                .isEqualTo("GET /base/ HTTP/1.1~host: example.com~~");
    }

    @Test
    void saysHowLongABodyIsInBytes() {
        assertThat(render(new Request("POST", "/", Map.of(), Optional.of("größer"))))
                .endsWith("Content-Length: 8~~größer");
        assertThat(render(new Request("DELETE", "/", Map.of(), Optional.empty())))
                .doesNotContain("Content-Length");
        assertThat(render(new Request("POST", "/", Map.of(), Optional.empty()))).endsWith("Content-Length: 0~~");
    }

    @Test
    void measuresABodyWithRandomNumbersEachTime() {
        RequestTemplate template = RequestTemplate.of(
                TARGET,
                new Request(
                        "PUT", "/${random.int(1,3)}", Map.of(), Optional.of("{\"id\": ${random.int(-1000, 1000)}}")));
        Set<Integer> lengths = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            String request = render(template);
            assertThat(request).matches("PUT /base/[123] HTTP/1.1~Host: gateway:8000~Content-Length: \\d+~~.*");
            String body = request.substring(request.indexOf("~~") + 2);
            assertThat(body).matches("\\{\"id\": -?\\d+}");
            assertThat(request).contains("Content-Length: " + body.length() + "~");
            lengths.add(body.length());
        }
        assertThat(lengths).hasSizeGreaterThan(2);
    }

    @Test
    void leavesALengthAloneThatTheRequestSets() {
        assertThat(render(new Request("POST", "/", Map.of("content-length", "1"), Optional.of("x"))))
                .isEqualTo("POST /base/ HTTP/1.1~Host: gateway:8000~content-length: 1~~x");
    }

    @Test
    void drawsBothEndsOfARangeAndAllBetween() {
        RequestTemplate template = RequestTemplate.of(
                URI.create("http://h"), new Request("GET", "/${random.int(-1,2)}", Map.of(), Optional.empty()));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            seen.add(render(template).replaceAll("GET /(.*) HTTP.*", "$1"));
        }
        assertThat(seen).containsExactlyInAnyOrder("-1", "0", "1", "2");
    }

    @Test
    void fillsHeadersToo() {
        assertThat(render(new Request("GET", "/", Map.of("apikey", "consumer-${random.int(5,5)}"), Optional.empty())))
                .contains("apikey: consumer-5~");
    }

    @Test
    void writesTheLargestNumbers() {
        assertThat(render(Request.get("/${random.int(-9223372036854775808,-9223372036854775808)}")))
                .startsWith("GET /base/-9223372036854775808 ");
        assertThat(render(Request.get("/${random.int(9223372036854775806,9223372036854775806)}")))
                .startsWith("GET /base/9223372036854775806 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/${random.int(2,1)}",
                "/${random.int(1)}",
                "/${random.int(1,99999999999999999999)}",
                "/${random.uuid}"
            })
    void refusesARandomNumberThatIsNone(String path) {
        assertThatThrownBy(() -> render(Request.get(path)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("random.");
    }

    @Test
    void refusesWhatWouldSmuggleInAnotherRequest() {
        assertThatThrownBy(() -> render(Request.get("/a b"))).hasMessageContaining("the path, '/base/a b'");
        assertThatThrownBy(() -> render(new Request("GET", "/", Map.of("a", "b\r\nc: d"), Optional.empty())))
                .hasMessageContaining("value of header a");
        assertThatThrownBy(() -> render(new Request("GET", "/", Map.of("a:", "b"), Optional.empty())))
                .hasMessageContaining("name of a header");
        assertThatThrownBy(() -> render(new Request("GET X", "/", Map.of(), Optional.empty())))
                .hasMessageContaining("method");
    }

    private String render(Request request) {
        return render(TARGET, request);
    }

    private String render(URI target, Request request) {
        return render(RequestTemplate.of(target, request));
    }

    private String render(RequestTemplate template) {
        Bytes out = new Bytes();
        template.render(random, out);
        return new String(out.array(), 0, out.size(), StandardCharsets.UTF_8).replace("\r\n", "~");
    }
}
