package io.github.kongperf.load.wrk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.load.KeepingNode;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.LuaNginx;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.result.ErrorKind;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.scenario.Request;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WrkLoadGeneratorTest {

    private static LuaNginx nginx;

    @TempDir
    private Path temp;

    private final Node node = new LocalNode();
    private WrkLoadGenerator wrk;

    @BeforeAll
    static void startNginx(@TempDir Path folder) throws Exception {
        nginx = LuaNginx.start(folder, """
                location = /test { content_by_lua_block { ngx.shared.count:incr("all", 1, 0) ngx.say("ok") } }
                location = /count { content_by_lua_block { ngx.say(ngx.shared.count:get("all") or 0) } }
                location = /mixed { content_by_lua_block {
                  local n = ngx.shared.count:incr("mixed", 1, 0) % 3
                  ngx.status = n == 0 and 404 or n == 1 and 204 or 503
                } }
                location = /302 { return 302 /test; }
                location = /closes { return 444; }
                location = /late { content_by_lua_block {
                  if ngx.shared.count:incr("late", 1, 0) % 1000 == 0 then ngx.sleep(1.2) end
                  ngx.say("ok")
                } }
                """);
    }

    @AfterAll
    static void stopNginx() throws Exception {
        nginx.close();
    }

    @BeforeEach
    void open() throws Exception {
        wrk = WrkLoadGenerator.on(node, temp.resolve("wrk").toString(), List.of());
    }

    @AfterEach
    void close() {
        wrk.close();
    }

    @Test
    void countsWhatTheServerCounts() throws Exception {
        long before = Long.parseLong(nginx.get("/count").strip());
        WrkRunningLoad running = wrk.start(nginx.uri(), Loads.of(20, Request.get("/test")));
        Measurement measurement = running.await();

        long served = Long.parseLong(nginx.get("/count").strip()) - before;
        // What was in flight at the end is served, but counted nowhere.
        assertThat(served - measurement.answers()).isBetween(0L, 20L);
        assertThat(measurement.latencies().count()).isEqualTo(measurement.answers());
        assertThat(measurement.statuses()).containsOnlyKeys(200);
        assertThat(measurement.errors()).isEmpty();
        assertThat(measurement.duration()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1500));
        assertThat(measurement.bytesRead()).isGreaterThan(measurement.answers() * 100);
        assertThat(running.text())
                .startsWith("Running 1s test @ " + nginx.uri() + "/\n  2 threads and 20 connections\n")
                .contains("%d requests in ".formatted(measurement.answers()))
                .doesNotContain("kong-perf");
        assertThat(wrk.engine()).matches("wrk [0-9.]+");
        assertThat(wrk.readsStatuses()).isFalse();
    }

    @Test
    void addsUpItsCpuTime() throws Exception {
        assertThat(wrk.cpuTime()).contains(Duration.ZERO);
        load(Loads.of(2, Request.get("/test")));
        Duration first = wrk.cpuTime().orElseThrow();
        load(Loads.of(2, Request.get("/test")));

        assertThat(first).isBetween(Duration.ofMillis(5), Duration.ofMillis(2500));
        assertThat(wrk.cpuTime().orElseThrow()).isGreaterThan(first);
    }

    @Test
    void readsEachStatusUnlessItIsToldWhatTheyAre() throws Exception {
        Measurement read = load(Loads.each(Loads.of(4, Request.get("/mixed"))));
        Measurement told = load(Loads.of(4, Request.get("/mixed")));

        assertThat(read.statuses()).containsOnlyKeys(204, 404, 503);
        assertThat(read.statuses().getOrDefault(404, 0L) - read.statuses().getOrDefault(503, 0L))
                .isBetween(-10L, 10L);
        assertThat(told.statuses()).containsOnlyKeys(200, Measurement.UNREAD_ERROR_STATUS);
        long right = told.statuses().getOrDefault(200, 0L);
        assertThat(told.statuses().get(Measurement.UNREAD_ERROR_STATUS)).isBetween(2 * right - 20, 2 * right + 20);
        assertThat(load(Loads.each(Loads.of(4, Request.get("/302")))).statuses())
                .containsOnlyKeys(302);
    }

    @Test
    void countsLateAnswersAsTimeoutsOnly() throws Exception {
        Measurement measurement = load(Loads.seconds(3, Loads.each(Loads.of(10, Request.get("/late")))));

        assertThat(measurement.errors()).containsOnlyKeys(ErrorKind.TIMEOUT);
        assertThat(measurement.failures()).isBetween(1L, 30L);
        assertThat(measurement.latencies().count()).isEqualTo(measurement.answers());
        assertThat(measurement.latencies().max()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void countsConnectionsThatBreak() throws Exception {
        Measurement measurement = load(Loads.of(2, Request.get("/closes")));

        assertThat(measurement.answers()).isZero();
        assertThat(measurement.errors().get(ErrorKind.READ)).isPositive();
    }

    @Test
    void sendsMethodsHeadersAndBodiesWithNumbersDrawnAnew() throws Exception {
        wrk.start(
                        URI.create(nginx.uri() + "/said/base/"),
                        Loads.of(
                                4,
                                new Request(
                                        "GET",
                                        "/a?${random.int(8,9)}",
                                        Map.of("k", "${random.int(1,2)}"),
                                        Optional.empty()),
                                new Request("PUT", "/b", Map.of(), Optional.of("größer ${random.int(9,11)}")),
                                new Request("POST", "/c", Map.of("K", "3"), Optional.of("fixed"))))
                .await();

        assertThat(Set.copyOf(nginx.said().stream().map(LuaNginx.Said::request).toList()))
                .containsExactlyInAnyOrder(
                        "GET /said/base/a?8 1 ",
                        "GET /said/base/a?8 2 ",
                        "GET /said/base/a?9 1 ",
                        "GET /said/base/a?9 2 ",
                        "PUT /said/base/b  größer 9",
                        "PUT /said/base/b  größer 10",
                        "PUT /said/base/b  größer 11",
                        "POST /said/base/c 3 fixed");
    }

    @Test
    void sendsOneFixedRequestWithItsHeadersInTheirOrder() throws Exception {
        load(Loads.of(1, new Request("POST", "/said", Map.of("k", "v"), Optional.of("body"))));

        assertThat(nginx.said())
                .isNotEmpty()
                .allSatisfy(said -> assertThat(said.request()).isEqualTo("POST /said v body"));
    }

    @Test
    void asksTheSameOfTheSameSeed() throws Exception {
        LoadOptions load = Loads.of(
                2, Request.get("/said/${random.int(1,1000000)}"), Request.get("/said?${random.int(1,1000000)}"));
        Set<String> first = requestsByConnection(load);
        Set<String> second = requestsByConnection(load);
        Set<String> other = requestsByConnection(Loads.seed(8, load));

        // One connection for each thread, and no two threads ask the same.
        assertThat(first).hasSize(2).isEqualTo(second);
        assertThat(other).hasSize(2).doesNotContainAnyElementsOf(first);
    }

    private Set<String> requestsByConnection(LoadOptions load) throws InterruptedException, java.io.IOException {
        load(load);
        return nginx.said().stream()
                .collect(Collectors.groupingBy(
                        LuaNginx.Said::port, Collectors.mapping(LuaNginx.Said::request, Collectors.joining(";"))))
                .values()
                .stream()
                .collect(Collectors.toSet());
    }

    @Test
    void runsOnTheCpusThatItIsTold() throws Exception {
        KeepingNode commands = new KeepingNode(node);
        try (WrkLoadGenerator pinned =
                WrkLoadGenerator.on(commands, temp.resolve("pinned").toString(), List.of(0))) {
            pinned.start(nginx.uri(), Loads.of(2, Request.get("/test"))).await();
        }
        assertThat(commands.results())
                .anySatisfy(result -> assertThat(result.command()).contains("taskset -c 0 wrk -t2 -c2"));
    }

    @Test
    void measuresTheSameWhereItCannotReadBucketsWhereTheyLie() throws Exception {
        KeepingNode other = new KeepingNode(node, command -> command.env("KONG_PERF_TIMEOUT_MICROS", "1"));
        try (WrkLoadGenerator asking =
                WrkLoadGenerator.on(other, temp.resolve("asking").toString(), List.of())) {
            Measurement measurement =
                    asking.start(nginx.uri(), Loads.of(2, Request.get("/test"))).await();

            assertThat(measurement.answers()).isPositive();
            assertThat(measurement.latencies().count()).isEqualTo(measurement.answers());
        }
    }

    @Test
    void saysWhichConnectionsAreTooMany() throws Exception {
        assertThat(WrkLoadGenerator.tooMany(node, 100)).isEmpty();
        assertThat(WrkLoadGenerator.tooMany(node, Integer.MAX_VALUE - 100).orElseThrow())
                .startsWith(
                        "2147483547 connections need 2147483611 file descriptors, but a process on this machine may have ")
                .contains("raise the hard limit (ulimit -Hn, limits.conf), or use fewer load.connections");
    }

    private Measurement load(LoadOptions load) throws InterruptedException {
        return wrk.start(nginx.uri(), load).await();
    }
}
