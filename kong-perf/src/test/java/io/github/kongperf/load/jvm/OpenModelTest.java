package io.github.kongperf.load.jvm;

import static io.github.kongperf.load.jvm.ScriptedServer.OK;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.RunningLoad;
import io.github.kongperf.result.ErrorKind;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.result.Schedule;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpenModelTest {

    private final JvmLoadGenerator generator = new JvmLoadGenerator();

    @AfterEach
    void close() {
        generator.close();
    }

    @Test
    void sendsWhatIsDueAndNoMore() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> answerAfter(peer, () -> 0))) {
            Measurement measurement = generator
                    .start(server.uri(), load(10, 1000, Duration.ofMillis(500)))
                    .await();
            Schedule schedule = measurement.schedule().orElseThrow();

            assertThat(schedule.rate()).isEqualTo(1000);
            assertThat(schedule.due()).isEqualTo(500);
            assertThat(schedule.sent()).isBetween(250L, 500L);
            assertThat(requests(server)).isBetween(measurement.answers(), schedule.sent());
            assertThat(measurement.answers()).isBetween(schedule.sent() - 10, schedule.sent());
            assertThat(measurement.errors()).isEmpty();
        }
    }

    private static long requests(ScriptedServer server) {
        return server.asked().values().stream().mapToLong(List::size).sum();
    }

    @Test
    void countsTheWaitForAConnectionSinceDueButNotSinceSent() throws Exception {
        // Stands still in the first 200 of 1000 ms: of 500 requests, 100 wait for 100 ms on average; 2 connections send
        // 2 of them.
        AtomicLong first = new AtomicLong();
        Measurement measurement = load(
                peer -> answerAfter(peer, () -> {
                    long now = System.nanoTime();
                    first.compareAndSet(0, now);
                    return Math.max(0, 200 - (now - first.get()) / 1_000_000);
                }),
                load(2, 500, Duration.ofSeconds(1)));
        Schedule schedule = measurement.schedule().orElseThrow();

        assertThat(schedule.sinceDue().percentile(90)).isGreaterThan(Duration.ofMillis(60));
        assertThat(schedule.sinceDue().max()).isGreaterThan(Duration.ofMillis(190));
        assertThat(measurement.latencies().percentile(90))
                .isLessThan(schedule.sinceDue().percentile(90).dividedBy(2));
        assertThat(measurement.latencies().count()).isEqualTo(measurement.answers());
    }

    @Test
    void hidesNothingThatIsUnansweredAtTheEnd() throws Exception {
        Measurement measurement = load(ScriptedServer.Peer::waitForEnd, load(2, 1000, Duration.ofMillis(400)));
        Schedule schedule = measurement.schedule().orElseThrow();

        assertThat(measurement.answers()).isZero();
        assertThat(measurement.errors()).isEqualTo(Map.of(ErrorKind.TIMEOUT, 2L));
        assertThat(schedule.due()).isEqualTo(400);
        assertThat(schedule.sent()).isEqualTo(2);
        assertThat(schedule.kept()).isFalse();
        assertThat(schedule.sinceDue().count()).isEqualTo(400);
        assertThat(schedule.sinceDue().max()).isBetween(Duration.ofMillis(399), Duration.ofMillis(402));
        assertThat(schedule.sinceDue().percentile(50)).isBetween(Duration.ofMillis(198), Duration.ofMillis(202));
    }

    @Test
    void saysThatTheRateWasMissed() throws Exception {
        Measurement measurement = load(peer -> answerAfter(peer, () -> 10), load(2, 1000, Duration.ofMillis(500)));

        assertThat(measurement.schedule().orElseThrow().kept()).isFalse();
    }

    @Test
    void replacesIdleConnectionsThatTheTargetCloses() throws Exception {
        Measurement measurement = load(
                peer -> {
                    if (peer.request()) {
                        peer.answer(OK);
                    }
                },
                load(4, 50, Duration.ofSeconds(1)));

        // A request that crosses the close is lost; at this rate, that is rare.
        assertThat(measurement.answers()).isGreaterThan(10);
        assertThat(measurement.errors()).doesNotContainKeys(ErrorKind.READ, ErrorKind.TIMEOUT, ErrorKind.CONNECT);
    }

    @Test
    void stopsWithoutCountingWhatWasNotYetDue() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> answerAfter(peer, () -> 0))) {
            RunningLoad running = generator.start(server.uri(), load(2, 100, Duration.ofMinutes(10)));
            while (requests(server) < 10) {
                Thread.sleep(1);
            }
            Measurement measurement = running.stop();
            Schedule schedule = measurement.schedule().orElseThrow();

            // The first request of each of the threads is due at once.
            double expected = 100 * measurement.duration().toNanos() / 1e9;
            assertThat((double) schedule.due()).isBetween(0.99 * expected, expected + 2);
            assertThat(schedule.sent()).isBetween(10L, schedule.due());
        }
    }

    private interface Millis {
        long now();
    }

    private static void answerAfter(ScriptedServer.Peer peer, Millis delay)
            throws java.io.IOException, InterruptedException {
        while (peer.request()) {
            Thread.sleep(delay.now());
            peer.answer(OK);
        }
    }

    private static LoadOptions load(int connections, double rate, Duration duration) {
        return new LoadOptions(
                connections, 2, duration, new Rate.Constant(rate), Duration.ofSeconds(5), List.of(Request.get("/")), 7);
    }

    private Measurement load(ScriptedServer.Script script, LoadOptions load) throws Exception {
        try (ScriptedServer server = new ScriptedServer(script)) {
            return generator.start(server.uri(), load).await();
        }
    }
}
