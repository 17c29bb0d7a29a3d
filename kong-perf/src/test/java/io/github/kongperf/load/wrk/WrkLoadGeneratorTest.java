package io.github.kongperf.load.wrk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.node.Node;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WrkLoadGeneratorTest {

    @TempDir
    Path temp;

    private final Node node = new ProcessNode();
    private WrkLoadGenerator wrk;

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
        try (LuaNginx nginx = LuaNginx.start(temp.resolve("nginx"), """
                location = /test { content_by_lua_block { ngx.shared.count:incr("all", 1, 0) ngx.say("ok") } }
                location = /count { content_by_lua_block { ngx.say(ngx.shared.count:get("all")) } }
                """)) {
            WrkRunningLoad running = wrk.start(nginx.uri(), load(20, Request.get("/test")));
            Measurement measurement = running.await();
            System.out.println(measurement + "\n" + running.text() + wrk.cpuTime() + wrk.engine());
            long served = Long.parseLong(nginx.get("/count").strip());
            assertThat(served - measurement.answers()).isBetween(0L, 20L);
            assertThat(measurement.latencies().count()).isEqualTo(measurement.answers());
        }
    }

    private static LoadOptions load(int connections, Request... requests) {
        return new LoadOptions(
                connections,
                2,
                Duration.ofSeconds(1),
                new Rate.AsFastAsPossible(),
                Duration.ofSeconds(2),
                List.of(requests),
                7,
                Optional.empty(),
                OptionalInt.of(200));
    }
}
