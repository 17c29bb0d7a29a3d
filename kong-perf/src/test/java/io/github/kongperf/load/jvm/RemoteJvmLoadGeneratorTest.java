package io.github.kongperf.load.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.kongperf.load.KeepingNode;
import io.github.kongperf.load.LoadFailed;
import io.github.kongperf.load.LoadOptions;
import io.github.kongperf.load.LuaNginx;
import io.github.kongperf.load.RunningLoad;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.result.Measurement;
import io.github.kongperf.scenario.Rate;
import io.github.kongperf.scenario.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class RemoteJvmLoadGeneratorTest {

    private static LuaNginx nginx;
    private static RemoteJvmLoadGenerator generator;
    private static String folder;

    @TempDir
    private Path temp;

    private final Node node = new LocalNode();

    @BeforeAll
    static void start(@TempDir Path shared) throws Exception {
        nginx = LuaNginx.start(shared.resolve("nginx"), "location = /test { return 204; }");
        folder = shared.resolve("generator").toString();
        generator = RemoteJvmLoadGenerator.here(new LocalNode(), folder, List.of(0));
    }

    @AfterAll
    static void stop() throws Exception {
        generator.close();
        nginx.close();
        assertThat(processes(folder)).isEmpty();
    }

    @Test
    void measuresInTheClosedModel() throws Exception {
        Duration before = generator.cpuTime().orElseThrow();
        Measurement measurement =
                generator.start(nginx.uri(), closed(Request.get("/test"))).await();

        assertThat(measurement.duration()).isEqualTo(Duration.ofMillis(500));
        assertThat(measurement.statuses()).containsOnlyKeys(204);
        assertThat(measurement.answers()).isGreaterThan(500);
        assertThat(measurement.latencies().count()).isEqualTo(measurement.answers());
        assertThat(measurement.errors()).isEmpty();
        assertThat(measurement.schedule()).isEmpty();
        assertThat(generator.cpuTime().orElseThrow().minus(before))
                .isBetween(Duration.ofMillis(10), Duration.ofMillis(2000));
        assertThat(generator.engine()).matches("jvm \\(Netty 4\\..*\\)");
        assertThat(generator.readsStatuses()).isTrue();
    }

    @Test
    void measuresInTheOpenModel() throws Exception {
        Measurement measurement = generator
                .start(
                        nginx.uri(),
                        new LoadOptions(
                                4,
                                2,
                                Duration.ofMillis(500),
                                new Rate.Constant(200),
                                Duration.ofSeconds(2),
                                List.of(Request.get("/test")),
                                1))
                .await();

        assertThat(measurement.schedule().orElseThrow().due()).isEqualTo(100);
        assertThat(measurement.schedule().orElseThrow().sinceDue().count()).isBetween(90L, 100L);
    }

    @Test
    void asksWhatItIsTold() throws Exception {
        generator
                .start(
                        nginx.uri(),
                        closed(new Request("PUT", "/said/${random.int(1,2)}", Map.of("k", "ö"), Optional.of("größer"))))
                .await();

        assertThat(nginx.said().stream().map(LuaNginx.Said::request).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("PUT /said/1 ö größer", "PUT /said/2 ö größer");
    }

    @Test
    void runsOnTheCpusThatItIsTold() throws Exception {
        generator.start(nginx.uri(), closed(Request.get("/test"))).await();
        long pid = processes(folder).get(0);

        assertThat(Files.readString(Path.of("/proc/" + pid + "/status"))).contains("Cpus_allowed_list:\t0\n");
        assertThat(Files.readString(Path.of("/proc/" + pid + "/cmdline"))).doesNotContainPattern("[0-9a-f]{48}");
    }

    @Test
    void tellsWhyALoadFailed() throws Exception {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        refuses(
                nobody,
                closed(Request.get("/")),
                ": all 10 connections failed: connection refused; is the target up, and does it listen on this port?");
        refuses(
                URI.create("https://127.0.0.1"),
                closed(Request.get("/")),
                ": the jvm generator speaks plain HTTP only; give a target such as http://127.0.0.1:8000, or use engine wrk");
    }

    @Test
    void givesWhatItHasWhenItIsStopped() throws Exception {
        RunningLoad running = generator.start(nginx.uri(), aMinute());
        generator.start(nginx.uri(), closed(Request.get("/test"))).await();
        Measurement measurement = running.stop();

        assertThat(measurement.duration()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(10));
        assertThat(measurement.answers()).isGreaterThan(100);
        assertThat(running.await()).isEqualTo(measurement);
    }

    @Test
    void endsWithinASecondWhenItIsInterrupted() throws Exception {
        RunningLoad running = generator.start(nginx.uri(), aMinute());
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread waiting = new Thread(() -> {
            try {
                outcome.set(running.await());
            } catch (InterruptedException e) {
                outcome.set(e);
            }
        });
        waiting.start();
        generator.start(nginx.uri(), closed(Request.get("/test"))).await();
        long start = System.nanoTime();
        waiting.interrupt();
        waiting.join(5000);

        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(running.stop().answers()).isPositive();
    }

    @Test
    void failsALoadWhoseProcessIsKilledAndGivesTheNextOneANewProcess() throws Exception {
        String own = temp.resolve("killed").toString();
        try (RemoteJvmLoadGenerator killed = cold(own)) {
            RunningLoad running = killed.start(nginx.uri(), aMinute());
            killed.start(nginx.uri(), closed(Request.get("/test"))).await();
            ProcessHandle.of(processes(own).get(0)).orElseThrow().destroyForcibly();

            assertThatExceptionOfType(LoadFailed.class)
                    .isThrownBy(running::await)
                    .withMessage(
                            nginx.uri()
                                    + ": the load generator (Java on this machine) ended with 137; is there memory enough (dmesg)? The next load gets a new one");
            assertThat(processes(own)).isEmpty();
            assertThat(killed.start(nginx.uri(), closed(Request.get("/test")))
                            .await()
                            .answers())
                    .isPositive();
        }
        assertThat(processes(own)).isEmpty();
    }

    @Test
    void bringsItsJarsToAnotherMachine() throws Exception {
        String own = temp.resolve("remote").toString();
        KeepingNode other = new KeepingNode(node);
        try (RemoteJvmLoadGenerator remote = RemoteJvmLoadGenerator.on(other, own, List.of())) {
            assertThat(remote.start(nginx.uri(), closed(Request.get("/test")))
                            .await()
                            .answers())
                    .isPositive();
            long pid = processes(own).get(0);
            assertThat(Files.readString(Path.of("/proc/" + pid + "/cmdline")))
                    .contains(own + "/lib/netty-transport-")
                    .doesNotContain(".m2");
        }
        assertThat(processes(own)).isEmpty();
    }

    @Test
    void saysWhichJavaItNeeds() {
        assertThatExceptionOfType(LoadFailed.class)
                .isThrownBy(() -> RemoteJvmLoadGenerator.on(
                        new KeepingNode(
                                node, command -> withJava("echo 'openjdk version \"11.0.2\" 2019-01-15' >&2", command)),
                        temp.resolve("old").toString(),
                        List.of()))
                .withMessage(
                        "load.engine: jvm needs Java 17 on this machine, but its java is version 11; install a newer one, or use load.engine: wrk");
        assertThatExceptionOfType(LoadFailed.class)
                .isThrownBy(() -> RemoteJvmLoadGenerator.on(
                        new KeepingNode(node, command -> withJava("echo 'java: not found' >&2; exit 127", command)),
                        temp.resolve("none").toString(),
                        List.of()))
                .withMessage(
                        "load.engine: jvm needs Java 17 on this machine, but java can't be run there: java: not found; install it (Debian: apt install openjdk-17-jre-headless), or use load.engine: wrk");
    }

    private Command withJava(String script, Command command) {
        try {
            Path java = Files.createDirectories(temp.resolve("programs")).resolve("java");
            Files.writeString(java, "#!/bin/sh\n" + script + "\n");
            assertThat(java.toFile().setExecutable(true)).isTrue();
            return command.env("PATH", java.getParent() + ":/usr/bin:/bin");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refuses(URI target, LoadOptions load, String why) {
        assertThatExceptionOfType(LoadFailed.class)
                .isThrownBy(() -> generator.start(target, load).await())
                .withMessage(target + why);
    }

    private RemoteJvmLoadGenerator cold(String own) throws InterruptedException {
        return RemoteJvmLoadGenerator.begun(
                new GeneratorJobs(node, own, List.of(), GeneratorCommand.here(), Duration.ZERO));
    }

    private static LoadOptions closed(Request request) {
        return new LoadOptions(
                10, 2, Duration.ofMillis(500), new Rate.AsFastAsPossible(), Duration.ofSeconds(2), List.of(request), 1);
    }

    private static LoadOptions aMinute() {
        return closed(Request.get("/test")).stretch(Duration.ofMinutes(1), 1);
    }

    /** Of all generators in {@code folder}, found by the processes' files and by their names alike. */
    private static List<Long> processes(String folder) throws InterruptedException {
        List<Long> jobs = new java.util.ArrayList<>();
        Node node = new LocalNode();
        for (int i = 1; i < 4; i++) {
            Optional<Job> job = node.find(folder + "/process-" + i);
            if (job.isPresent()) {
                jobs.addAll(job.get().processes());
            }
        }
        return jobs.stream()
                .filter(pid -> ProcessHandle.of(pid)
                        .flatMap(process -> process.info().command())
                        .orElse("")
                        .endsWith("java"))
                .toList();
    }
}
