package io.github.kongperf.driver.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PushResponseItem;
import io.github.kongperf.node.docker.Engine;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A registry of this machine, which engines trust without TLS; where its program is missing, tests are skipped, and fail where CI=true. */
final class Registry implements AutoCloseable {

    private static final String PROGRAM = "docker-registry";
    private static final int MEGABYTES = 3;
    private static final Random RANDOM = new Random();

    private final int port;
    private final Process process;

    private Registry(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /** @param folder for all that it writes */
    static Registry start(Path folder) throws IOException, InterruptedException {
        Path program = program();
        int port = freePort();
        Path config = Files.writeString(folder.resolve("config.yml"), """
                version: 0.1
                log: { level: warn }
                storage: { filesystem: { rootdirectory: %s } }
                http: { addr: "127.0.0.1:%d" }
                """.formatted(folder.resolve("storage"), port));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(program.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Registry registry = new Registry(port, process);
        for (int tries = 0; !registry.listens(); tries++) {
            if (tries == 200 || !process.isAlive()) {
                registry.close();
                throw new IllegalStateException("the registry does not start: " + Files.readString(output));
            }
            Thread.sleep(50);
        }
        return registry;
    }

    @SuppressWarnings("SystemOut")
    private static Path program() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> {
                    String missing = "there is no %s on PATH; install Debian's package of that name".formatted(PROGRAM);
                    if ("true".equals(System.getenv("CI"))) {
                        throw new IllegalStateException(missing);
                    }
                    // Said here, for of classes that are skipped as a whole the build tells nothing.
                    System.err.println("Tests with a registry are skipped: " + missing);
                    return Assumptions.abort(missing);
                });
    }

    /** One that nobody listens on, in a moment at least. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /** The full name of an image of it. */
    String name(String nameAndTag) {
        return "127.0.0.1:%d/%s".formatted(port, nameAndTag);
    }

    /** Makes some MB that nobody has, and leaves them in the registry only. */
    Pushed push(Engine engine, Path folder, String name, String... tags) throws Exception {
        Path files = Files.createTempDirectory(folder, "image");
        byte[] content = new byte[MEGABYTES * 1_000_000];
        RANDOM.nextBytes(content);
        Files.write(files.resolve("content"), content);
        Files.writeString(files.resolve("Dockerfile"), "FROM scratch\nCOPY content /\n");
        // Built, for the library can't import: it sends its InputStream as JSON.
        String id = new Images(engine, true, 0)
                .build(name(name + ":" + tags[0]), files, false)
                .id();
        DockerClient client = engine.client();
        try {
            for (String tag : tags) {
                client.tagImageCmd(id, name(name), tag).exec();
                client.pushImageCmd(name(name + ":" + tag))
                        .withAuthConfig(new AuthConfig())
                        .exec(new ResultCallback.Adapter<PushResponseItem>())
                        .awaitCompletion();
            }
            String digest = client.inspectImageCmd(id).exec().getRepoDigests().get(0);
            return new Pushed(id, digest.substring(digest.indexOf('@') + 1));
        } finally {
            remove(engine, id);
        }
    }

    /**
     * An image of the registry.
     *
     * @param id of it on the engine, which is the digest of its configuration
     * @param digest of it in the registry
     */
    record Pushed(String id, String digest) {}

    /** From the engine, with all its names, if it is there. */
    static void remove(Engine engine, String id) {
        try {
            engine.client().removeImageCmd(id).withForce(true).exec();
        } catch (NotFoundException gone) {
            return;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
