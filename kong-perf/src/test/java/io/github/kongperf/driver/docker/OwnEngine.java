package io.github.kongperf.driver.docker;

import io.github.kongperf.node.Await;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.local.LocalNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** An engine of a test's own, on a small disk of its own: it may be killed, and its disk filled. Needs root. */
final class OwnEngine {

    private static final Duration READY = Duration.ofSeconds(60);

    private final Path folder;
    private final LocalNode node = new LocalNode();
    private Process engine;

    private OwnEngine(Path folder, Process engine) {
        this.folder = folder;
        this.engine = engine;
    }

    /**
     * Starts one; where that is not allowed, the test is skipped, and fails where CI=true.
     *
     * @param images that it gets from the machine's own engine
     */
    @SuppressWarnings("SystemOut")
    static OwnEngine start(List<String> images) throws IOException, InterruptedException {
        LocalNode node = new LocalNode();
        Path folder = Files.createTempDirectory("kpe");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        try {
            node.run(Command.of("mount", "-t", "tmpfs", "-o", "size=1300m", "tmpfs", disk.toString()))
                    .orFail("making a small disk");
            node.run(Command.of("sh", "-c", "command -v dockerd")).orFail("looking for dockerd");
            node.run(Command.of("ip", "link", "add", bridge(folder), "type", "bridge"))
                    .orFail("making a bridge");
            node.run(Command.of("ip", "addr", "add", "10.213.47.1/24", "dev", bridge(folder)))
                    .orFail("giving the bridge an address");
        } catch (NodeFailed e) {
            if ("true".equals(System.getenv("CI"))) {
                throw e;
            }
            System.err.println("Tests with an engine of their own are skipped: " + e.getMessage());
            return Assumptions.abort(e.getMessage());
        }
        OwnEngine own = new OwnEngine(folder, begin(folder));
        own.awaitReady();
        node.run(Command.of(
                                "sh",
                                "-c",
                                "host=$1; shift; docker save \"$@\" | docker -H \"$host\" load",
                                "sh",
                                own.host())
                        .with(images.toArray(String[]::new))
                        .within(Duration.ofMinutes(3)))
                .orFail("giving it images");
        return own;
    }

    private static Process begin(Path folder) throws IOException {
        return new ProcessBuilder(
                        "dockerd",
                        "--data-root=" + folder.resolve("disk/data"),
                        "--exec-root=" + folder.resolve("x"),
                        "--pidfile=" + folder.resolve("pid"),
                        "--host=unix://" + folder.resolve("s"),
                        // A bridge of its own: with none, it would remove the one of the machine's own engine.
                        "--bridge=" + bridge(folder),
                        "--iptables=false",
                        "--ip-masq=false")
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private void awaitReady() throws InterruptedException {
        Await.until(
                "the engine to answer",
                READY,
                () -> node.run(Command.of("docker", "-H", host(), "version")).ok()
                        ? Optional.empty()
                        : Optional.of("it does not yet: "
                                + node.run(Command.of("tail", "-n", "5", folder + "/log"))
                                        .out()));
    }

    /** Names of interfaces have at most 15 characters. */
    private static String bridge(Path folder) {
        return "kp" + Integer.toString(folder.hashCode() >>> 1, 36);
    }

    String host() {
        return "unix://" + folder.resolve("s");
    }

    /** By which it is found. */
    Map<String, String> environment() {
        return Map.of("DOCKER_HOST", host());
    }

    /** As kill -9 does. Its containers go on. */
    void kill() throws InterruptedException {
        engine.destroyForcibly().waitFor();
    }

    void startAgain() throws IOException, InterruptedException {
        // Where nobody reaps what is dead, its number seems to live.
        Files.deleteIfExists(folder.resolve("pid"));
        Files.deleteIfExists(folder.resolve("x/containerd/containerd.pid"));
        engine = begin(folder);
        awaitReady();
    }

    void fillDisk() throws InterruptedException {
        node.run(Command.of("sh", "-c", "dd if=/dev/zero bs=64k of=\"$1\" 2>/dev/null; :", "sh", ballast()));
    }

    void freeDisk() throws InterruptedException {
        node.run(Command.of("rm", "-f", "--", ballast())).orFail("making room");
    }

    private String ballast() {
        return folder.resolve("disk/ballast").toString();
    }

    /** Ends it, and removes all that it had. */
    void end() throws IOException, InterruptedException {
        engine.destroy();
        if (!engine.waitFor(30, TimeUnit.SECONDS)) {
            engine.destroyForcibly().waitFor();
        }
        node.run(Command.of("ip", "link", "delete", bridge(folder))).orFail("removing the bridge");
        node.run(Command.of("umount", "-l", folder.resolve("disk").toString())).orFail("removing the small disk");
        node.run(Command.of(
                        "sh",
                        "-c",
                        "umount -l \"$1\"/x/netns/* 2>/dev/null; rm -rf -- \"$1\"",
                        "sh",
                        folder.toString()))
                .orFail("removing " + folder);
    }
}
