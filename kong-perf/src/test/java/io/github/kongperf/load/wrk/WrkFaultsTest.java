package io.github.kongperf.load.wrk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.load.KeepingNode;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.LuaNginx;
import io.github.kongperf.node.Await;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WrkFaultsTest {

    private static final LoadOptions A_SECOND = Loads.of(2, Request.get("/test"));
    private static final LoadOptions A_MINUTE = Loads.seconds(60, A_SECOND);

    private static LuaNginx nginx;

    @TempDir
    private Path temp;

    private final Node node = new LocalNode();
    private WrkLoadGenerator wrk;

    @BeforeAll
    static void startNginx(@TempDir Path folder) throws Exception {
        nginx = LuaNginx.start(folder, "location = /test { return 200; }");
    }

    @AfterAll
    static void stopNginx() throws Exception {
        nginx.close();
    }

    @BeforeEach
    void open() throws Exception {
        wrk = on(node, List.of());
    }

    @AfterEach
    void leavesNothing() throws Exception {
        wrk.close();
        assertThat(left()).isEmpty();
    }

    @Test
    void givesWhatItHasWhenItIsStopped() throws Exception {
        WrkRunningLoad running = wrk.start(nginx.uri(), A_MINUTE);
        untilItRuns();
        Thread.sleep(500);
        Measurement measurement = running.stop();

        assertThat(measurement.duration()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
        assertThat(measurement.answers()).isGreaterThan(100);
        assertThat(running.stop()).isEqualTo(measurement);
        assertThat(running.await()).isEqualTo(measurement);
        assertThat(wrk.cpuTime().orElseThrow()).isPositive();
    }

    @Test
    void mayBeStoppedAtOnce() {
        long start = System.nanoTime();
        Measurement measurement = wrk.start(nginx.uri(), A_MINUTE).stop();

        assertThat(measurement.duration()).isLessThan(Duration.ofSeconds(3));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void endsWithinASecondWhenItIsInterrupted() throws Exception {
        WrkRunningLoad running = wrk.start(nginx.uri(), A_MINUTE);
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread waiting = new Thread(() -> {
            try {
                outcome.set(running.await());
            } catch (InterruptedException e) {
                outcome.set(e);
            }
        });
        waiting.start();
        untilItRuns();
        Thread.sleep(200);
        long start = System.nanoTime();
        waiting.interrupt();
        waiting.join(5000);

        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(left()).isEmpty();
        assertThat(running.stop().answers()).isPositive();
    }

    @Test
    void endsWhatRunsWhenItIsClosed() throws Exception {
        WrkRunningLoad running = wrk.start(nginx.uri(), A_MINUTE);
        untilItRuns();
        long start = System.nanoTime();
        wrk.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(left()).isEmpty();
        assertThatExceptionOfType(LoadFailed.class)
                .isThrownBy(running::await)
                .withMessage("%s: wrk was ended before it told what it measured".formatted(nginx.uri()));
        assertThatThrownBy(() -> wrk.start(nginx.uri(), A_SECOND)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void saysThatItWasKilled() throws Exception {
        WrkRunningLoad running = wrk.start(nginx.uri(), A_MINUTE);
        ProcessHandle process = untilItRuns();
        process.destroyForcibly();

        assertThatExceptionOfType(LoadFailed.class)
                .isThrownBy(running::await)
                .withMessage("%s: wrk was ended by signal 9; who ended it, and is there memory enough (dmesg)?"
                        .formatted(nginx.uri()));
    }

    @Test
    void tellsNoProcessToEndThatGotThePidOfAnEarlierWrk() throws Exception {
        WrkProcess process = new WrkProcess(node, temp.toString(), List.of());
        Path pidFile = temp.resolve("some.pid");
        Process other = new ProcessBuilder("sleep", "30").start();
        try {
            String stat = Files.readString(Path.of("/proc/" + other.pid() + "/stat"));
            // The 22nd field; the second one is the name in parentheses.
            long started =
                    Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19]);
            Files.writeString(pidFile, other.pid() + " " + (started - 1) + "\n");
            process.interrupt(pidFile.toString());
            assertThat(other.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();

            Files.writeString(pidFile, other.pid() + " " + started + "\n");
            process.interrupt(pidFile.toString());
            assertThat(other.waitFor(5, TimeUnit.SECONDS)).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        refuses(nobody, A_SECOND, "connection refused; is the target up, and does it listen on this port?");
        assertThat(wrk.cpuTime()).contains(Duration.ZERO);
    }

    @Test
    void saysThatAHostIsUnknown() {
        assertThatExceptionOfType(LoadFailed.class)
                .isThrownBy(() -> wrk.start(URI.create("http://nowhere.invalid:8000"), A_SECOND)
                        .await())
                .withMessageStartingWith("http://nowhere.invalid:8000: no address is known for host nowhere.invalid (")
                .withMessageEndingWith("); check its spelling, and the name service");
    }

    @Test
    void measuresNothingOfATargetThatNeverAnswers() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Measurement measurement = wrk.start(URI.create("http://127.0.0.1:" + silent.getLocalPort()), A_SECOND)
                    .await();
            assertThat(measurement.answers()).isZero();
            assertThat(measurement.latencies().count()).isZero();
        }
    }

    @Test
    void countsConnectionsThatAreLostInMidLoad() throws Exception {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        URI target = URI.create("http://127.0.0.1:" + listener.getLocalPort());
        WrkRunningLoad running = wrk.start(target, A_SECOND);
        // The first is made when wrk looks whether there is anybody.
        for (Socket socket : List.of(listener.accept(), listener.accept(), listener.accept())) {
            socket.close();
        }
        listener.close();
        Measurement measurement = running.await();

        assertThat(measurement.answers()).isZero();
        assertThat(measurement.failures()).isPositive();
    }

    @Test
    void refusesWhatWrkCannotDo() {
        refuses(
                nginx.uri(),
                A_SECOND.stretch(Duration.ofMillis(50), 1),
                "load lasts 50 ms, but wrk needs 100 ms; use load.engine: jvm for shorter ones");
        refuses(
                nginx.uri(),
                Loads.timeout(Duration.ofMillis(100), A_SECOND),
                "load.timeout is 100 ms, but wrk knows whole seconds only; round it, or use load.engine: jvm");
        refuses(
                nginx.uri(),
                new LoadOptions(
                        1,
                        1,
                        Duration.ofSeconds(1),
                        new Rate.Constant(10),
                        Duration.ofSeconds(1),
                        List.of(Request.get("/")),
                        1),
                "wrk can't keep a rate; use load.engine: jvm, or leave out load.rate");
        refuses(
                nginx.uri(),
                Loads.of(1, new Request("HEAD", "/", Map.of(), Optional.empty())),
                "wrk can't read answers to HEAD; ask by GET, or use load.engine: jvm");
        refuses(
                nginx.uri(),
                Loads.of(1, Request.get("/a b")),
                "the path, '/a b', holds characters that a request can't; encode them");
        refuses(URI.create("ftp://x"), A_SECOND, "wrk speaks HTTP only; give a target such as http://127.0.0.1:8000");
    }

    @Test
    void saysHowToGetWrk() {
        assertThatExceptionOfType(LoadFailed.class)
                .isThrownBy(() -> on(new KeepingNode(node, WrkFaultsTest::withoutWrk), List.of()))
                .withMessageStartingWith("this machine: wrk can't be run: ")
                .withMessageContaining("missing-wrk: not found")
                .withMessageEndingWith("; install it (Debian, Ubuntu: apt install wrk), or use load.engine: jvm");
    }

    private static Command withoutWrk(Command command) {
        return Command.of(command.arguments().stream()
                .map(word -> word.equals("wrk") ? "missing-wrk" : word)
                .toList());
    }

    @Test
    void saysThatACpuIsNotThere() {
        assertThatExceptionOfType(LoadFailed.class)
                .isThrownBy(() -> on(node, List.of(4000)))
                .withMessageStartingWith("this machine: wrk can't be run: taskset: ");
    }

    private void refuses(URI target, LoadOptions load, String why) {
        assertThatExceptionOfType(LoadFailed.class)
                .isThrownBy(() -> wrk.start(target, load).await())
                .withMessage(target + ": " + why);
    }

    private WrkLoadGenerator on(Node where, List<Integer> cpus) throws InterruptedException {
        return WrkLoadGenerator.on(where, temp.resolve("wrk").toString(), cpus);
    }

    private ProcessHandle untilItRuns() throws InterruptedException {
        Await.until(
                "wrk", Duration.ofSeconds(10), () -> left().isEmpty() ? Optional.of("no process") : Optional.empty());
        return left().get(0);
    }

    /** Processes that wrk's script keeps busy. */
    private List<ProcessHandle> left() {
        String script = temp.resolve("wrk").resolve("kong-perf.lua").toString();
        return ProcessHandle.allProcesses()
                .filter(process -> process.isAlive()
                        && process.info().arguments().stream()
                                .anyMatch(all -> List.of(all).contains(script))
                        && process.info().command().orElse("").endsWith("/wrk"))
                .toList();
    }
}
