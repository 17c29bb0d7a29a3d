package io.github.kongperf.load.wrk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.load.KeepingNode;
import io.github.kongperf.load.LuaNginx;
import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.result.Latencies;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.scenario.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The correction of a real wrk, taken out again, against what a real server knows. */
@Timeout(60)
class StallTest {

    private static final int CONNECTIONS = 10;

    @TempDir
    private Path temp;

    @Test
    void showsAStallToThoseWhomItMetAndToNobodyElse() throws Exception {
        KeepingNode node = new KeepingNode(new LocalNode());
        // What comes 1.0 to 1.7 s after the first request waits until 1.7 s; the server counts whom that cost more than
        // 300 ms.
        try (LuaNginx nginx = LuaNginx.start(temp.resolve("nginx"), """
                        location = /test { content_by_lua_block {
                          local count, now = ngx.shared.count, ngx.now()
                          count:incr("all", 1, 0)
                          count:add("start", now)
                          local since = now - count:get("start")
                          if since >= 1 and since < 1.7 then
                            ngx.sleep(1.7 - since)
                            if since < 1.35 then count:incr("stalled", 1, 0) end
                          end
                          ngx.say("ok")
                        } }
                        location = /all { content_by_lua_block { ngx.say(ngx.shared.count:get("all")) } }
                        location = /stalled { content_by_lua_block { ngx.say(ngx.shared.count:get("stalled")) } }
                        """);
                WrkLoadGenerator wrk =
                        WrkLoadGenerator.on(node, temp.resolve("wrk").toString(), List.of())) {
            Measurement measurement = wrk.start(
                            nginx.uri(),
                            Loads.timeout(
                                    Duration.ofSeconds(3),
                                    Loads.seconds(3, Loads.of(CONNECTIONS, Request.get("/test")))))
                    .await();
            long served = Long.parseLong(nginx.get("/all").strip());
            long stalled = Long.parseLong(nginx.get("/stalled").strip());
            Latencies synthetic = asWrkTellsThem(node);

            assertThat(stalled).isBetween(1L, (long) CONNECTIONS);
            // Besides, a busy machine may hold up each connection once.
            assertThat(above(measurement.latencies())).isBetween(stalled, stalled + CONNECTIONS);
            assertThat(measurement.latencies().count()).isEqualTo(measurement.answers());
            assertThat(served - measurement.answers()).isBetween(0L, (long) CONNECTIONS);
            assertThat(measurement.latencies().percentile(99)).isLessThan(Duration.ofMillis(100));

            // Without the correction being undone, thousands that nobody sent would have waited.
            assertThat(above(synthetic)).isGreaterThan(100 * stalled);
            assertThat(synthetic.count()).isGreaterThan(measurement.answers() + 100 * stalled);
            assertThat(synthetic.percentile(99)).isGreaterThan(Duration.ofMillis(100));
        }
    }

    private static Latencies asWrkTellsThem(KeepingNode node) {
        String output = node.results().stream()
                .map(result -> result.out())
                .filter(WrkOutput::isWhole)
                .findFirst()
                .orElseThrow();
        Histogram histogram = new Histogram(Latencies.DIGITS);
        WrkOutput.parse(output).buckets().forEach(histogram::recordValueWithCount);
        return Latencies.of(histogram);
    }

    /** How many took 300 ms or more, found by asking for ever higher percentiles. */
    private static long above(Latencies latencies) {
        long count = latencies.count();
        long low = 0;
        long high = count;
        while (low < high) {
            long middle = (low + high + 1) / 2;
            boolean shorter = latencies.percentile(100.0 * middle / count).toMillis() < 300;
            low = shorter ? middle : low;
            high = shorter ? high : middle - 1;
        }
        return count - low;
    }
}
