package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.kong.StandInKong.Answer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in keeps the contract that the framework relies on with Kong, without a database. */
class StandInTest {

    private static final String ENTITIES = """
            _format_version: "1.1"
            services:
            - name: self
              url: http://127.0.0.1:%d/base
              routes:
              - {name: r1, paths: [/s1-r1]}
            - name: dead
              url: http://127.0.0.1:1
              routes:
              - name: dead
                paths:
                - /dead
            routes:
            - name: base
              paths: [/base]
              plugins:
              - name: request-termination
                config: {status_code: 200, message: here}
            """;

    private static Path tree = Path.of("");

    @TempDir
    private Path folder;

    @BeforeAll
    static void checkOut() {
        tree = StandIn.tree("2.8.1");
    }

    private StandInKong kong() throws IOException {
        StandInKong kong = new StandInKong(folder, StandIn.home(), tree);
        return kong.entities(ENTITIES.formatted(kong.port));
    }

    @Test
    void saysThatItIsNotKong() throws Exception {
        assertThat(kong().kong("version")).isEqualTo(new Answer(0, "2.8.1 (kong stand-in for tests, not Kong)\n"));
    }

    @Test
    void proxiesARouteAndNamesItself() throws Exception {
        try (StandInKong kong = kong().start()) {
            HttpResponse<String> answer = kong.get("/s1-r1");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"message\":\"here\"}");
            assertThat(answer.headers().firstValue("Via")).contains("kong-stand-in/2.8.1 (not Kong)");
            HttpResponse<String> none = kong.get("/none");
            assertThat(none.statusCode()).isEqualTo(404);
            assertThat(none.body()).isEqualTo("{\"message\":\"no Route matched with those values\"}");
            assertThat(none.headers().firstValue("Server")).contains("kong-stand-in/2.8.1 (not Kong)");
        }
    }

    @Test
    void triesADeadUpstreamSixTimes() throws Exception {
        try (StandInKong kong = kong().start()) {
            assertThat(kong.get("/dead").statusCode()).isEqualTo(502);
            assertThat(kong.log().lines())
                    .filteredOn(line -> line.contains("[error]"))
                    .hasSize(6)
                    .allSatisfy(line -> assertThat(line)
                            .contains("connect() failed (111: Connection refused) while connecting to upstream"));
        }
    }

    @Test
    void endsWithTheCodesOfKong() throws Exception {
        try (StandInKong kong = kong()) {
            assertThat(kong.kong("quit").text()).contains("no such prefix: " + kong.prefix());
            kong.start();
            assertThat(kong.kong("health").code()).isZero();
            assertThat(kong.kong("start").code()).isEqualTo(1);
            assertThat(kong.kong("quit").code()).isZero();
            assertThat(kong.kong("health").code()).isEqualTo(1);
            assertThat(kong.kong("stop").code()).isEqualTo(1);
        }
    }

    @Test
    void saysThatAPortIsTaken() throws Exception {
        try (StandInKong first = kong().start();
                StandInKong second = new StandInKong(folder.resolve("second"), StandIn.home(), tree)) {
            Answer answer = second.entities(ENTITIES.formatted(1))
                    .set("KONG_PROXY_LISTEN", "127.0.0.1:" + first.port)
                    .kong("start");
            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.text())
                    .contains("bind() to 127.0.0.1:%d failed (98: Address already in use)".formatted(first.port));
        }
    }

    @Test
    void refusesALevelThatDoesNotExist() throws Exception {
        Answer answer = kong().set("KONG_LOG_LEVEL", "foo").kong("start");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.text())
                .contains(
                        "log_level has an invalid value: 'foo' (debug, info, notice, warn, error, crit, alert, emerg)");
    }

    @Test
    void readsFormat3OnlyAsKong3() throws Exception {
        String text = ENTITIES.formatted(1).replace("\"1.1\"", "\"3.0\"");
        Answer refused = kong().entities(text).kong("start");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.text()).contains("in '_format_version': expected one of: 1.1, 2.1");
        try (StandInKong kong =
                new StandInKong(folder, StandIn.home(StandIn.RESTY_3), StandIn.tree("3.9.0")).entities(text)) {
            kong.start();
            assertThat(kong.get("/base").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void showsWhenItIsNotOnItsOpenResty() throws Exception {
        Answer answer = new StandInKong(folder, StandIn.home(), StandIn.tree("3.9.0"))
                .entities(ENTITIES.formatted(1).replace("\"1.1\"", "\"3.0\""))
                .kong("start");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.text()).contains("could not find OpenResty 'nginx' executable", "1.25.3.2");
    }

    @Test
    void repositoryIsTheSameEachTime() throws Exception {
        Path again = folder.resolve("again");
        Process process = new ProcessBuilder("../it/stand-in/make-repository.sh", again.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        String ref = ".git/refs/heads/main";
        assertThat(Files.readString(again.resolve(ref)))
                .isEqualTo(Files.readString(StandIn.repository().resolve(ref)));
    }
}
