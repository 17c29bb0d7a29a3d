package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.kongperf.node.local.LocalNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages of the stand-in, which is not Kong, from a server of the test's. */
class PackagesTest {

    /** How the server answers a request. */
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @TempDir
    private Path folder;

    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final HttpServer server = server();
    private final String site = "http://127.0.0.1:" + server.getAddress().getPort();
    private byte[] deb = {};

    @BeforeEach
    void serve() throws IOException {
        deb = Files.readAllBytes(StandIn.deb("2.8.1", "gz"));
        server.setExecutor(pool);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            Answer answer;
            synchronized (answers) {
                answer = answers.isEmpty() ? this::whole : answers.poll();
            }
            try (exchange) {
                answer.to(exchange);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        pool.shutdownNow();
    }

    @Test
    void downloadsAPackageOnce() throws Exception {
        String url = site + "/gateway-{major}{minor}/{arch}/kong_{version}_{arch}.deb";
        Packages.Unpacked unpacked =
                packages(url, false).get("2.8.1", steps::add).orElseThrow();
        assertThat(unpacked.root().resolve("usr/local/bin/kong")).isExecutable();
        assertThat(unpacked.sha256()).isEqualTo(Sha256.of(StandIn.deb("2.8.1", "gz")));
        assertThat(unpacked.root().getFileName())
                .hasToString("2.8.1-" + unpacked.sha256().substring(0, 12));
        assertThat(packages(url, false).get("2.8.1", steps::add)).contains(unpacked);
        assertThat(packages(url, true).get("2.8.1", steps::add)).contains(unpacked);
        assertThat(packages(url, true).has("2.8.1")).isTrue();
        assertThat(packages(url, true).get("2.8.0", steps::add)).isEmpty();
        assertThat(asked).singleElement().asString().matches("/gateway-28/(amd64|arm64)/kong_2.8.1_(amd64|arm64).deb");
    }

    @Test
    void takesTheFirstPlaceThatHasIt() throws Exception {
        answers.add(exchange -> exchange.sendResponseHeaders(404, -1));
        answers.add(exchange -> exchange.sendResponseHeaders(403, -1));
        Packages packages =
                packages("%1$s/a/{version}.deb\n%1$s/b/{version}.deb %1$s/c/{version}.deb".formatted(site), false);
        assertThat(packages.get("2.8.1", steps::add).orElseThrow().from()).isEqualTo(site + "/c/2.8.1.deb");
        assertThat(asked).containsExactly("/a/2.8.1.deb", "/b/2.8.1.deb", "/c/2.8.1.deb");
    }

    @Test
    void saysWhereItLookedForAVersionThatIsNotPublished() throws Exception {
        answers.add(exchange -> exchange.sendResponseHeaders(404, -1));
        Packages packages = packages(site + "/kong_{version}.deb", false);
        assertThat(packages.get("9.9.9", steps::add)).isEmpty();
        assertThat(packages.missing("9.9.9"))
                .isEqualTo(
                        "no package of Kong 9.9.9. Looked for: %s/kong_9.9.9.deb. Is it a published version? Another place may be named by -Dkong-perf.packageUrl"
                                .formatted(site));
    }

    @Test
    void triesAgainAndSaysWhat() throws Exception {
        answers.add(exchange -> exchange.sendResponseHeaders(503, -1));
        answers.add(this::half);
        assertThat(packages(site + "/{version}.deb", false).get("2.8.1", steps::add))
                .isPresent();
        assertThat(steps)
                .contains("downloading %s/2.8.1.deb: the server answers 503; once more (2 of 3)".formatted(site))
                .anyMatch(step -> step.endsWith("; once more (3 of 3)"));
    }

    @Test
    void givesUpAfterThreeTriesAndLeavesNothing() throws Exception {
        for (int i = 0; i < 3; i++) {
            answers.add(this::half);
        }
        assertThatThrownBy(() -> packages(site + "/{version}.deb", false).get("2.8.1", steps::add))
                .isInstanceOf(KongFailed.class)
                .hasMessageStartingWith("downloading %s/2.8.1.deb: ".formatted(site))
                .hasMessageEndingWith(", 3 times");
        assertThat(files()).isEmpty();
    }

    @Test
    void saysThatNobodyAnswers() throws Exception {
        server.stop(0);
        assertThatThrownBy(() -> packages(site + "/{version}.deb", false).get("2.8.1", steps::add))
                .isInstanceOf(KongFailed.class)
                .hasMessage("downloading %s/2.8.1.deb: no connection, 3 times".formatted(site));
    }

    @Test
    void keepsNoPackageThatIsDamaged() throws Exception {
        byte[] whole = deb;
        deb = java.util.Arrays.copyOf(whole, whole.length / 2);
        Packages packages = packages(site + "/kong_{version}.deb", false);
        assertThatThrownBy(() -> packages.get("2.8.1", steps::add))
                .isInstanceOf(KongFailed.class)
                .hasMessageContaining("is no whole Debian package")
                .hasMessageEndingWith("It came from %s/kong_2.8.1.deb, and was deleted here".formatted(site));
        assertThat(files()).isEmpty();
        deb = whole;
        assertThat(packages.get("2.8.1", steps::add)).isPresent();
    }

    @Test
    void leavesTheUsersOwnFileThatIsDamaged() throws Exception {
        Path mine = Files.writeString(folder.resolve("kong_2.8.1.deb"), "no package");
        assertThatThrownBy(() ->
                        packages(folder.toUri() + "kong_{version}.deb", false).get("2.8.1", steps::add))
                .isInstanceOf(KongFailed.class)
                .hasMessageContaining(mine + " is no whole Debian package");
        assertThat(mine).exists();
    }

    @Test
    void downloadsOnceForTwoBuildsAtOnce() throws Exception {
        List<Future<Optional<Packages.Unpacked>>> both = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            both.add(pool.submit(() -> packages(site + "/{version}.deb", false).get("2.8.1", steps::add)));
        }
        for (Future<Optional<Packages.Unpacked>> one : both) {
            assertThat(one.get()).isPresent();
        }
        assertThat(asked).hasSize(1);
    }

    @Test
    void stopsWhenInterrupted() throws Exception {
        answers.add(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(deb, 0, 100);
            exchange.getResponseBody().flush();
            try {
                Thread.sleep(20_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Thread main = Thread.currentThread();
        Future<?> interrupter = pool.submit(() -> {
            while (asked.isEmpty()) {
                Thread.onSpinWait();
            }
            main.interrupt();
        });
        assertThatThrownBy(() -> packages(site + "/{version}.deb", false).get("2.8.1", steps::add))
                .isInstanceOf(InterruptedException.class);
        interrupter.get();
        assertThat(files()).isEmpty();
    }

    @Test
    void refusesTemplatesThatAreNoUrl() {
        assertThatThrownBy(() -> packages("ftp://x/{version}.deb", true).has("2.8.1"))
                .isInstanceOf(KongFailed.class)
                .hasMessageContaining("ftp://x/2.8.1.deb is no URL; it begins with https://");
        assertThatThrownBy(() -> packages("http://x/{vresion}.deb", true).has("2.8.1"))
                .isInstanceOf(KongFailed.class)
                .hasMessageContaining("there is no {vresion}; there are {version}");
        assertThatThrownBy(() -> packages("/tmp/{version}.deb", true).has("2.8.1"))
                .isInstanceOf(KongFailed.class);
    }

    @Test
    void knowsKongsOwnPlaces() throws Exception {
        String missing = packages(KongSources.KONGS_DOWNLOAD_SITE, true).missing("3.9.1");
        assertThat(missing)
                .containsPattern(
                        "https://packages\\.konghq\\.com/public/gateway-39/deb/ubuntu/pool/focal/main/k/ko/kong_3\\.9\\.1/kong_3\\.9\\.1_(amd64|arm64)\\.deb ");
    }

    private Packages packages(String url, boolean offline) {
        Path cache = folder.resolve("cache");
        return new Packages(
                new KongSources(Optional.empty(), Optional.empty(), url, cache, offline),
                new Cache(cache),
                new LocalNode(),
                Duration.ofMillis(20));
    }

    private void whole(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, deb.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(deb);
        }
    }

    /** Says how long it is, and ends the connection before. */
    private void half(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, deb.length);
        exchange.getResponseBody().write(deb, 0, deb.length / 2);
        exchange.getResponseBody().flush();
        throw new IOException("as if the server had died");
    }

    /** All that is left in the cache but locks. */
    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".lock"))
                    .toList();
        }
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
