package io.github.kongperf.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.result.Conditions;
import io.github.kongperf.result.Outcome;
import io.github.kongperf.result.Run;
import io.github.kongperf.result.TrialId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogGroupsTest {

    @Test
    void countsLinesThatDifferInWhatSaysNothing() {
        LogGroups groups = new LogGroups();
        groups.add(
                run(1, "a"),
                List.of(
                        "2026/11/24 08:43:42 [error] 18468#0: *17 connect() failed (111: Connection refused), client: 127.0.0.1, upstream: \"http://127.0.0.1:54321/test\"",
                        "2026/11/24 08:43:43 [error] 18469#0: *18 connect() failed (111: Connection refused), client: 127.0.0.1, upstream: \"http://127.0.0.1:54322/test\"",
                        "2026/11/24 08:43:42 [notice] 18468#0: start worker process 18470"));
        groups.add(
                run(1, "b"),
                List.of("2026/11/24 08:43:42 [notice] 2#0: start worker process 18471", "no line of nginx"));
        assertThat(groups.groups())
                .containsExactly(
                        new LogGroups.Group(
                                "error",
                                "connect() failed (111: Connection refused), client: 127.0.0.1, upstream: \"http://127.0.0.1:<port>/test\"",
                                2,
                                Map.of("a", 2L),
                                1),
                        new LogGroups.Group("notice", "start worker process <number>", 2, Map.of("a", 1L, "b", 1L), 2),
                        new LogGroups.Group("", "no line of nginx", 1, Map.of("b", 1L), 1));
    }

    @Test
    void keepsWhatTellsLinesApart() {
        assertThat(LogGroups.same("upstream prematurely closed connection, status 502, 3.9.1"))
                .isEqualTo("upstream prematurely closed connection, status 502, 3.9.1");
        assertThat(LogGroups.same("open() \"/tmp/kong-perf-1a2b3c4d/k-xy-3/0/kong/logs/x\" failed"))
                .isEqualTo("open() \"<prefix>/logs/x\" failed");
        assertThat(LogGroups.same("entity 4f1c2a9e-1d2b-4c3d-8e4f-5a6b7c8d9e0f at 0x7ffe"))
                .isEqualTo("entity <uuid> at 0x…");
    }

    private static Run run(int block, String subject) {
        return new Run(
                new TrialId("s", "c", block, subject),
                0,
                Instant.EPOCH,
                Duration.ZERO,
                Conditions.none(),
                new Outcome.Failed("x", List.of()));
    }
}
