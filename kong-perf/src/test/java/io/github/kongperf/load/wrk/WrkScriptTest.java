package io.github.kongperf.load.wrk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.LuaNginx;
import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.scenario.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class WrkScriptTest {

    private static LuaNginx nginx;
    private static WrkLoadGenerator wrk;

    @BeforeAll
    static void start(@TempDir Path temp) throws Exception {
        nginx = LuaNginx.start(temp.resolve("nginx"), "location = /test { return 200; }");
        wrk = WrkLoadGenerator.on(new LocalNode(), temp.resolve("wrk").toString(), List.of());
    }

    @AfterAll
    static void stop() throws Exception {
        wrk.close();
        nginx.close();
    }

    @Test
    void callsWhateverAScriptDefinesAsWrkDoes() throws Exception {
        WrkRunningLoad running = wrk.start(nginx.uri(), Loads.each(Loads.script(4, """
                        local threads = {}
                        function setup(thread)
                          table.insert(threads, thread)
                          thread:set("number", #threads)
                        end
                        function init(args)
                          answers = 0
                          url = args[0]
                        end
                        function request()
                          return wrk.format("GET", "/said/by-thread-" .. number)
                        end
                        function response(status, headers, body)
                          if status == 200 and headers["Server"]:find("nginx") then answers = answers + 1 end
                        end
                        function delay() return 2 end
                        function done(summary, latency, requests)
                          local answers = 0
                          for _, thread in ipairs(threads) do answers = answers + thread:get("answers") end
                          print("answers: " .. answers .. " of " .. summary.requests .. ", max " .. latency.max)
                          print("url: " .. threads[1]:get("url"))
                        end
                        """)));
        Measurement measurement = running.await();

        assertThat(measurement.statuses()).containsOnlyKeys(200);
        assertThat(running.text())
                .contains("answers: %1$d of %1$d, max ".formatted(measurement.answers()))
                .contains("url: " + nginx.uri());
        assertThat(nginx.said().stream().map(LuaNginx.Said::request).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("GET /said/by-thread-1  ", "GET /said/by-thread-2  ");
        // Each of 4 connections waits for 2 ms before each request.
        assertThat(measurement.throughput()).isLessThan(2000);
    }

    @Test
    void letsAScriptChangeTheOnlyRequest() throws Exception {
        load(Loads.script(
                "wrk.method = \"POST\"; wrk.body = \"hello\"; wrk.headers[\"K\"] = wrk.headers[\"X\"] .. \"!\"",
                Loads.of(1, new Request("GET", "/said/a", Map.of("X", "y"), Optional.empty()))));

        assertThat(nginx.said())
                .isNotEmpty()
                .allSatisfy(said -> assertThat(said.request()).isEqualTo("POST /said/a y! hello"));
    }

    @Test
    void loadsTheTargetIfNothingSaysWhatToRequest() throws Exception {
        wrk.start(URI.create(nginx.uri() + "/said/target?a=b"), Loads.script(1, "-- nothing"))
                .await();

        assertThat(nginx.said())
                .isNotEmpty()
                .allSatisfy(said -> assertThat(said.request()).isEqualTo("GET /said/target?a=b  "));
    }

    @Test
    void drawsTheSameForTheSameSeedThoughAScriptSeedsByTheClock() throws Exception {
        LoadOptions load = Loads.script(2, """
                math.randomseed(os.time() * os.clock() * 1e6)
                function init() math.randomseed(os.clock() * 1e9) end
                function request() return wrk.format("GET", "/said/" .. math.random(1000000)) end
                """);
        Set<String> first = requestsByConnection(load);

        assertThat(first).hasSize(2).isEqualTo(requestsByConnection(load));
        assertThat(requestsByConnection(Loads.seed(8, load))).hasSize(2).doesNotContainAnyElementsOf(first);
    }

    private static Set<String> requestsByConnection(LoadOptions load) throws InterruptedException, IOException {
        load(load);
        return nginx.said().stream()
                .collect(Collectors.groupingBy(
                        LuaNginx.Said::port, Collectors.mapping(LuaNginx.Said::request, Collectors.joining(";"))))
                .values()
                .stream()
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    x = = 1                                            | load.script:2: unexpected symbol near '='
                    nothing.x = 1                                      | load.script:2: attempt to index global 'nothing' (a nil value)
                    error("my words", 1)                               | load.script:2: my words
                    function setup() nothing() end                     | load.script:2: attempt to call global 'nothing' (a nil value)
                    function init() nothing() end                      | load.script:2: attempt to call global 'nothing' (a nil value)
                    function request() return nothing.x end            | load.script:2: attempt to index global 'nothing' (a nil value)
                    function response() return nothing.x end           | load.script:2: attempt to index global 'nothing' (a nil value)
                    function done() return nothing.x end               | load.script:2: attempt to index global 'nothing' (a nil value)
                    """)
    void tellsTheLineAtWhichAScriptFails(String line, String why) {
        assertThatExceptionOfType(LoadFailed.class)
                .isThrownBy(() -> load(Loads.script("-- first line\n" + line, Loads.of(2, Request.get("/test")))))
                .withMessage(nginx.uri() + ": the script failed: " + why + "; correct it (load.script)");
    }

    @Test
    void refusesAScriptThatSendsSeveralRequestsAtOnce() {
        assertThatExceptionOfType(LoadFailed.class)
                .isThrownBy(() -> load(Loads.script(
                        2, "function request() return wrk.format('GET', '/test') .. wrk.format('GET', '/test') end")))
                .withMessageContaining(
                        "a script that sends several requests at once (pipelining) can't be measured, so let request() give one request");
    }

    @Test
    void saysWhatIsWrongWithARequestThatIsNone() {
        assertThatExceptionOfType(LoadFailed.class)
                .isThrownBy(() -> load(Loads.script(1, "function request() return 'GET' end")))
                .withMessageContaining("incomplete request at 1:4");
    }

    @Test
    void endsAScriptThatNeverAnswers() throws Exception {
        WrkRunningLoad running = wrk.start(nginx.uri(), Loads.script(1, "function request() while true do end end"));
        long start = System.nanoTime();
        Thread.sleep(300);
        assertThatExceptionOfType(LoadFailed.class).isThrownBy(running::stop);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    private static Measurement load(LoadOptions load) throws InterruptedException {
        return wrk.start(nginx.uri(), load).await();
    }
}
