package io.github.kongperf.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.FreePorts;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.scenario.Upstream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NginxUpstreamTest {

    private static final Upstream.Nginx TEST = new Upstream.Nginx("location = /test { return 200; }");

    @TempDir
    Path temp;

    private final Node node = new LocalNode();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<NginxUpstream> running = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (NginxUpstream upstream : running) {
            upstream.stop();
            assertThat(upstream.processes()).isEmpty();
        }
        node.close();
    }

    @Test
    void answersOnEachOfItsPortsAsTheSnippetSays() throws Exception {
        NginxUpstream upstream = start(TEST, place("u", 3));

        assertThat(upstream.uris()).hasSize(3);
        for (URI uri : upstream.uris()) {
            assertThat(get(uri, "/test").statusCode()).isEqualTo(200);
            assertThat(get(uri, "/other").statusCode()).isEqualTo(404);
        }
        assertThat(upstream.died()).isEmpty();
    }

    @Test
    void worksInAFolderOfAnyNameThatIsClosedToOthers() throws Exception {
        Path closed = Files.createDirectory(
                temp.resolve("a \"b\" $c; {ü}"),
                java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                        java.nio.file.attribute.PosixFilePermissions.fromString("rwx------")));
        Files.writeString(closed.resolve("file.txt"), "inside");
        NginxUpstream upstream =
                start(new Upstream.Nginx("root \"%s\";".formatted(temp)), place("a \"b\" $c; {ü}/u", 1));

        assertThat(get(upstream.uris().get(0), "/a%20%22b%22%20$c;%20%7B%C3%BC%7D/file.txt")
                        .body())
                .isEqualTo("inside");
    }

    @Test
    void countsRequestsButNotItsOwn() throws Exception {
        NginxUpstream upstream = start(TEST, place("u", 2));

        long before = upstream.requests();
        assertThat(upstream.requests()).isEqualTo(before);
        for (int i = 0; i < 5; i++) {
            get(upstream.uris().get(i % 2), "/test");
        }
        assertThat(upstream.requests() - before).isEqualTo(5);
    }

    @Test
    void runsAWorkerForEachCpuThatItIsGivenAndOnlyThere() throws Exception {
        NginxUpstream upstream =
                start(TEST, new UpstreamPlace(temp.resolve("u").toString(), ports(1), port(), Set.of(0)));

        assertThat(upstream.workers()).hasSize(1);
        assertThat(upstream.processes()).hasSize(2).containsAll(upstream.workers());
        for (long pid : upstream.processes()) {
            assertThat(node.read("/proc/%d/status".formatted(pid))).containsPattern("Cpus_allowed_list:\\s*0\\n");
        }
    }

    @Test
    void isFoundAgainByItsFolder() throws Exception {
        NginxUpstream upstream = start(TEST, place("u", 2));

        NginxUpstream again = NginxUpstream.attach(
                        new LocalNode(), temp.resolve("u").toString())
                .orElseThrow();
        assertThat(again.uris()).isEqualTo(upstream.uris());
        assertThat(again.workers()).isEqualTo(upstream.workers());
        long before = again.requests();
        get(again.uris().get(0), "/test");
        assertThat(again.requests() - before).isEqualTo(1);

        again.stop();
        assertThat(upstream.processes()).isEmpty();
        assertThat(upstream.died())
                .hasValueSatisfying(why -> assertThat(why).startsWith("nginx as upstream has ended"));
        assertThatThrownBy(() -> get(upstream.uris().get(0), "/test")).isInstanceOf(ConnectException.class);
        assertThat(NginxUpstream.attach(node, temp.resolve("other").toString())).isEmpty();
    }

    @Test
    void saysThatAPortIsTakenAndLeavesNothing() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            UpstreamPlace place = UpstreamPlace.of(temp.resolve("u").toString(), port(), port(), taken.getLocalPort());

            assertThatThrownBy(() -> start(TEST, place))
                    .isInstanceOf(NodeFailed.class)
                    .hasMessageStartingWith("starting nginx on this machine: another program has taken its port")
                    .hasMessageContaining("127.0.0.1:%d".formatted(taken.getLocalPort()));
        }
        assertThat(node.find(temp.resolve("u/job").toString()).orElseThrow().processes())
                .isEmpty();
    }

    @Test
    void runsAnotherOneWithWhatItNeedsWhereThereIsNone() throws Exception {
        Path other = temp.resolve("nginx");
        Files.writeString(other, """
                #!/bin/sh
                [ "$LD_LIBRARY_PATH" = /libraries ] || { echo 'error while loading shared libraries' >&2; exit 127; }
                exec %s "$@"
                """.formatted(nginx().programs().get(0).path()));
        assertThat(other.toFile().setExecutable(true)).isTrue();
        Nginx nginx = Nginx.find(
                node,
                Optional.of("/nowhere/nginx"),
                Optional.of(new OtherNginx(other.toString(), Map.of("LD_LIBRARY_PATH", "/libraries"))));
        assertThat(nginx.programs()).extracting(NginxProgram::path).containsExactly(other.toString());
        assertThat(nginx.check(TEST, temp.resolve("c").toString())).isEmpty();
        running.add(nginx.start(TEST, UpstreamPlace.of(temp.resolve("u").toString(), port(), port())));
    }

    @Test
    void saysHowToGetAnNginxWhereThereIsNone() {
        assertThatThrownBy(() -> Nginx.find(node, Optional.of("/nowhere/nginx"), Optional.empty()))
                .isInstanceOf(NodeFailed.class)
                .hasMessage("there is no nginx at '/nowhere/nginx' on this machine;"
                        + " install nginx-light (Debian, Ubuntu), nginx or openresty");
    }

    @Test
    void showsWhatIsWrongWithASnippetAndInWhichOfItsLines() throws Exception {
        assertThat(check("location = /test {\n  return 200;\n}\n")).isEmpty();
        assertThat(check("location = /test {\n  return 200;\n  foo bar;\n}\n"))
                .hasValue(new SnippetFault(OptionalInt.of(3), "unknown directive \"foo\""));
        assertThat(check("location = /test {\n  return 200;\n"))
                .hasValue(new SnippetFault(OptionalInt.of(3), "unexpected end of file, expecting \"}\""));
        assertThat(check("\n}\nserver {\n")).hasValue(new SnippetFault(OptionalInt.of(2), "unexpected \"}\""));
        assertThat(check("access_log /nowhere/at/all.log;"))
                .hasValue(new SnippetFault(
                        OptionalInt.empty(), "open() \"/nowhere/at/all.log\" failed (2: No such file or directory)"));
        try (var left = Files.list(temp)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void letsASnippetUseLua() throws Exception {
        NginxUpstream upstream =
                start(new Upstream.Nginx("location = /lua { content_by_lua_block { ngx.say(6 * 7) } }"), place("u", 1));

        assertThat(get(upstream.uris().get(0), "/lua").body()).isEqualTo("42\n");
    }

    @Test
    void givesExactlyTheBytesOfAFixedAnswer() throws Exception {
        String odd = "\"double\" 'single' $dollar ${brace} \\back\\\\slash \\n \\\" \r\n\ttab\n{};# grüße €𝄞 \u0001";
        String large = odd.repeat(100_000 / odd.length()) + "\\";
        for (String body : List.of(odd, large, "\\", "$", "\"", "")) {
            NginxUpstream upstream = start(
                    new Upstream.Respond(
                            200,
                            body,
                            Map.of("X-Odd", "a $b \"c\" \\ 'd'", "Content-Type", "a/b; c=\"d\""),
                            Duration.ZERO),
                    place("u" + body.hashCode(), 1));

            HttpResponse<byte[]> response = post(upstream.uris().get(0), "/any/path?x=y");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(body.getBytes(StandardCharsets.UTF_8));
            assertThat(response.headers().allValues("X-Odd")).containsExactly("a $b \"c\" \\ 'd'");
            assertThat(response.headers().allValues("Content-Type")).containsExactly("a/b; c=\"d\"");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 404, 418, 444, 599})
    void givesEveryStatusWithTheBodyItIsTold(int status) throws Exception {
        NginxUpstream upstream =
                start(new Upstream.Respond(status, "the body", Map.of("X-A", "b"), Duration.ZERO), place("u", 1));

        HttpResponse<byte[]> response = post(upstream.uris().get(0), "/");
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).asString().isEqualTo("the body");
        assertThat(response.headers().allValues("X-A")).containsExactly("b");
        assertThat(response.headers().allValues("Content-Type")).containsExactly("text/plain");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 302, 404})
    void sendsNoPageOfNginxWhereThereIsNoBody(int status) throws Exception {
        NginxUpstream upstream = start(new Upstream.Respond(status, "", Map.of(), Duration.ZERO), place("u", 1));

        HttpResponse<byte[]> response = post(upstream.uris().get(0), "/");
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().allValues("Content-Type")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302})
    void answersLateWhenItIsTold(int status) throws Exception {
        NginxUpstream upstream =
                start(new Upstream.Respond(status, "late", Map.of("X-A", "b"), Duration.ofMillis(120)), place("u", 1));

        get(upstream.uris().get(0), "/");
        long before = System.nanoTime();
        HttpResponse<byte[]> response = post(upstream.uris().get(0), "/");
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(115), Duration.ofMillis(600));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).asString().isEqualTo("late");
        assertThat(response.headers().allValues("X-A")).containsExactly("b");
    }

    @Test
    void refusesAFixedAnswerThatNginxCannotGive() throws Exception {
        assertThat(fault(new Upstream.Respond(200, "", Map.of("Server", "mine"), Duration.ZERO)))
                .isEqualTo("upstream.respond.headers: Server: nginx writes this header itself; remove it");
        assertThat(fault(new Upstream.Respond(200, "", Map.of("X-A", "a\nb"), Duration.ZERO)))
                .isEqualTo("upstream.respond.headers: X-A: nginx sends only values of one line that are not blank");
        assertThat(fault(new Upstream.Respond(200, "", Map.of("X A", "a"), Duration.ZERO)))
                .isEqualTo("upstream.respond.headers: 'X A' is no name of a header");
        assertThat(fault(new Upstream.Respond(200, "", Map.of(), Duration.ofNanos(500_000))))
                .isEqualTo("upstream.respond.delay: 500 µs: nginx waits for whole milliseconds only");
        assertThat(fault(new Upstream.Respond(200, "x".repeat(2_000_000), Map.of(), Duration.ZERO)))
                .isEqualTo(
                        "upstream.respond.body: more than 1140000 bytes; put it in a file and name that in upstream.nginx");
    }

    private String fault(Upstream.Respond respond) throws InterruptedException {
        return nginx().check(respond, temp.resolve("c").toString())
                .orElseThrow()
                .message();
    }

    private Optional<SnippetFault> check(String snippet) throws InterruptedException {
        return nginx().check(new Upstream.Nginx(snippet), temp.resolve("c").toString());
    }

    private Nginx nginx() throws InterruptedException {
        return Nginx.find(node, Optional.empty(), Optional.empty());
    }

    private NginxUpstream start(Upstream.Answer answer, UpstreamPlace place) throws InterruptedException {
        NginxUpstream upstream = nginx().start(answer, place);
        running.add(upstream);
        return upstream;
    }

    private UpstreamPlace place(String folder, int ports) throws InterruptedException {
        List<Integer> free = ports(ports + 1);
        return new UpstreamPlace(temp.resolve(folder).toString(), free.subList(1, ports + 1), free.get(0), Set.of());
    }

    private List<Integer> ports(int count) throws InterruptedException {
        return FreePorts.of(node, count);
    }

    private int port() throws InterruptedException {
        return ports(1).get(0);
    }

    private HttpResponse<String> get(URI uri, String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<byte[]> post(URI uri, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri.resolve(path))
                        .POST(HttpRequest.BodyPublishers.ofString("something"))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }
}
