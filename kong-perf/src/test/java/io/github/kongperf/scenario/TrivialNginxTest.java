package io.github.kongperf.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.scenario.TrivialNginx.Location;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrivialNginxTest {

    @Test
    void readsTheExampleOfTheDesign() {
        assertThat(TrivialNginx.parse("location = /test { return 200; }\n"))
                .hasValueSatisfying(all -> assertThat(all).containsExactly(new Location("/test", true, 200, "")));
    }

    @Test
    void readsSeveralLocationsWithTextsAndComments() {
        String snippet = """
                # one
                location / { return 200 "hello; {world}"; } # two
                location =/a{return 404 'it is "gone"';}
                location /b {
                    return 503 busy;
                }
                """.replace("=/a{", "= /a{");

        assertThat(TrivialNginx.parse(snippet))
                .hasValueSatisfying(all -> assertThat(all)
                        .containsExactly(
                                new Location("/", false, 200, "hello; {world}"),
                                new Location("/a", true, 404, "it is \"gone\""),
                                new Location("/b", false, 503, "busy")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing",
                "location / { proxy_pass http://x; }",
                "location ~ ^/a { return 200; }",
                "location ^~ /a { return 200; }",
                "location @a { return 200; }",
                "location / { return 200 $uri; }",
                "location / { return 200 \"host $host\"; }",
                "location / { return 302 /other; }",
                "location / { return 444; }",
                "location / { return http://x; }",
                "location / { return 200 a b; }",
                "location / { return 200 }",
                "location / { return 200; } }",
                "location / { return 200; ",
                "location / \"{\" return 200; }",
                "location / { return 200 \"open; }",
                "location / { add_header A b; return 200; }",
                "error_page 500 /x; location / { return 200; }"
            })
    void leavesEverythingElseToNginx(String snippet) {
        assertThat(TrivialNginx.parse(snippet)).isEmpty();
    }
}
