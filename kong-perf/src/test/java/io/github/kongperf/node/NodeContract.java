package io.github.kongperf.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every node must do with commands and files; {@link JobContract} has its jobs. */
@Timeout(60)
public abstract class NodeContract {

    /** Starts one child that heeds SIGTERM, one that does not, and one that left; their pids go to the file {@code $1}. */
    private static final String FAMILY = """
            sleep 300 &
            echo $! >"$1.new"
            sh -c 'trap "" TERM; echo $$ >>"$1"; while :; do sleep 1; done' hard "$1.new" &
            setsid sh -c 'echo $$ >>"$1"; exec sleep 300' gone "$1.new" &
            while [ "$(wc -l <"$1.new")" -lt 3 ]; do sleep 0.01; done
            mv "$1.new" "$1"
            echo three are here
            sleep 300
            """;

    /** What was put and what came back. */
    @TempDir
    protected Path here;

    private Node node;
    private String there;

    /** The node under test. */
    protected abstract Node open();

    /** An absolute path on the node at which nothing is, but something may be made; it may hold what tests leave. */
    protected abstract String scratch();

    @BeforeEach
    final void openNode() {
        node = open();
        there = scratch();
    }

    @AfterEach
    final void closeNode() {
        node.close();
    }

    protected final Node node() {
        return node;
    }

    @Test
    void passesArgumentsAsTheyAre() throws InterruptedException {
        List<String> odd = List.of(
                "a b",
                " ",
                "",
                "it's",
                "\"quoted\"",
                "two\nlines",
                "ends with a break\n",
                "\n",
                "$HOME `id` $(id) ${x}",
                "\\ \\n \\\\ \\",
                "grüße, Áè Ё 東京 🐢",
                "*",
                "-n",
                "a\tb",
                "; & | < > ( ) ! # ~",
                "");
        Result result = node.run(Command.of("printf", "%s\\0").with(odd.toArray(new String[0])));
        assertThat(result.out()).isEqualTo(String.join("\0", odd) + "\0");
    }

    @Test
    void keepsOutputAndErrorsApart() throws InterruptedException {
        Result result = node.run(Command.of("sh", "-c", "echo out; echo err >&2; echo out again; exit 3"));
        assertThat(result).isEqualTo(new Result(result.command(), 3, "out\nout again\n", "err\n"));
    }

    @Test
    void feedsAndDrainsAtTheSameTime() throws InterruptedException {
        byte[] letters = new byte[10_000_000];
        new Random(1).ints(letters.length, ' ', '~').forEach(new Filler(letters)::add);
        Result result = node.run(Command.of("tee", "/dev/stderr").input(letters));
        String text = new String(letters, StandardCharsets.US_ASCII);
        // Not isEqualTo: nobody wants to read them.
        assertThat(result.out().equals(text)).as("output is the input").isTrue();
        assertThat(result.err().equals(text)).as("errors are the input").isTrue();
    }

    @Test
    void doesNotCareIfInputIsLeft() throws InterruptedException {
        assertThat(node.run(Command.of("true").input(new byte[10_000_000])).ok())
                .isTrue();
    }

    @Test
    void givesNothingToReadIfThereIsNoInput() throws InterruptedException {
        assertThat(node.run(Command.of("cat")).out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42, 126, 127, 255})
    void givesTheExitCode(int code) throws InterruptedException {
        assertThat(node.run(Command.of("sh", "-c", "exit " + code)).code()).isEqualTo(code);
    }

    @Test
    void givesTheSignalThatEndedACommand() throws InterruptedException {
        assertThat(node.run(Command.of("sh", "-c", "kill -TERM $$")).code()).isEqualTo(128 + 15);
        assertThat(node.run(Command.of("sh", "-c", "kill -KILL $$")).code()).isEqualTo(128 + 9);
    }

    @Test
    void blocksAndIgnoresNoSignal() throws InterruptedException {
        String status =
                node.run(Command.of("grep", "^Sig[BI]", "/proc/self/status")).out();
        // Those above 31 are the C library's.
        assertThat(status).matches("SigBlk:\t0{16}\nSigIgn:\t0{7}[01][08]0{7}\n");
    }

    @Test
    void namesAProgramThatIsNotThere() {
        assertThatThrownBy(() -> node.run(Command.of("no-such-program", "x")))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("no-such-program is not installed, or not on PATH");
        assertThatThrownBy(() -> node.run(Command.of("/no/such/program")))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("/no/such/program is not there");
    }

    @Test
    void namesAFolderThatIsNotThere() {
        assertThatThrownBy(() -> node.run(Command.of("true").in("/no/such/folder")))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("/no/such/folder is not there");
    }

    @Test
    void runsWhereItIsToldTo() throws InterruptedException {
        String folder = there + "/ein Ordner";
        node.run(Command.of("mkdir", "-p", folder)).orFail("making a folder");
        assertThat(node.run(Command.of("pwd", "-P").in(folder)).out()).endsWith("/ein Ordner\n");
    }

    @Test
    void hasASmallEnvironment() throws InterruptedException {
        Map<String, String> variables = environment(Command.of("env", "-0"));
        assertThat(variables).containsKeys("PATH", "HOME", "USER", "LOGNAME", "LANG", "TMPDIR");
        assertThat(variables.getOrDefault("PATH", "").split(":", -1)).contains("/usr/sbin", "/sbin");
        assertThat(variables.keySet()).allMatch(name -> !name.startsWith("KONG") && !name.startsWith("LUA"));
        assertThat(variables).hasSizeLessThan(12);
    }

    @Test
    void addsTheVariablesOfACommand() throws InterruptedException {
        Map<String, String> variables = environment(Command.of("env", "-0")
                .env("ODD", "two\nlines, 'quotes', \\ and Á")
                .env("HOME", "/elsewhere")
                .secret("TOKEN", "sesam"));
        assertThat(variables)
                .containsEntry("ODD", "two\nlines, 'quotes', \\ and Á")
                .containsEntry("HOME", "/elsewhere")
                // It had the value, which is shown to nobody.
                .containsEntry("TOKEN", "(secret)");
    }

    @Test
    void showsASecretToNobody() throws Exception {
        String secret = "opensesame" + System.nanoTime();
        Command command = Command.of(
                        "sh", "-c", "echo here >\"$1\"; echo \"it is $TOKEN\" >&2; sleep 300", "waits", there + "/here")
                .secret("TOKEN", secret)
                .within(Duration.ofSeconds(2));
        assertThat(command.toString()).doesNotContain(secret);
        node.run(Command.of("mkdir", "-p", there)).orFail("making a folder");
        AtomicReference<String> message = new AtomicReference<>("");
        Thread running = new Thread(() -> {
            try {
                node.run(command);
            } catch (NodeFailed e) {
                message.set(String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                message.set("interrupted");
            }
        });
        running.start();
        awaitFile(there + "/here");
        assertThat(commandLines()).contains("sleep 300").doesNotContain(secret);
        running.join();
        assertThat(message.get())
                .contains("was not over in 2 s", "it is (secret)")
                .doesNotContain(secret);
    }

    @Test
    void endsACommandWithAllItsProcessesWhenItsTimeIsUp() throws InterruptedException {
        node.run(Command.of("mkdir", "-p", there)).orFail("making a folder");
        String pids = there + "/pids";
        long began = System.nanoTime();
        assertThatThrownBy(() ->
                        node.run(Command.of("sh", "-c", FAMILY, "family", pids).within(Duration.ofMillis(1500))))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("family")
                .hasMessageContaining("was not over in 1500 ms")
                .hasMessageContaining("three are here");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        assertThat(living(pids)).isEmpty();
    }

    @Test
    void endsACommandWithAllItsProcessesWhenInterrupted() throws Exception {
        node.run(Command.of("mkdir", "-p", there)).orFail("making a folder");
        String pids = there + "/pids";
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Thread running = new Thread(() -> {
            try {
                node.run(Command.of("sh", "-c", FAMILY, "family", pids));
                outcome.complete("over");
            } catch (InterruptedException e) {
                outcome.complete("interrupted; flag " + Thread.currentThread().isInterrupted());
            } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
        running.start();
        awaitFile(pids);
        assertThat(living(pids)).hasSize(3);
        running.interrupt();
        assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo("interrupted; flag false");
        assertThat(living(pids)).isEmpty();
    }

    @Test
    void endsACommandThatNeverStopsToWrite() {
        assertThatThrownBy(() -> node.run(Command.of("cat", "/dev/zero").within(Duration.ofMillis(300))))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("'cat /dev/zero'");
    }

    @Test
    void doesNotWaitForADaemonThatACommandLeaves() throws InterruptedException {
        long began = System.nanoTime();
        Result result = node.run(Command.of("sh", "-c", "sleep 300 & echo $!"));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        String pid = result.out().strip();
        assertThat(node.run(Command.of("sh", "-c", "kill -KILL " + pid)).ok())
                .as("the daemon lived until now")
                .isTrue();
    }

    @Test
    void canBeUsedByManyThreads() throws InterruptedException, ExecutionException {
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String text = "text of " + i;
            all.add(CompletableFuture.supplyAsync(() -> echo(text)));
        }
        for (int i = 0; i < 8; i++) {
            assertThat(all.get(i).get()).isEqualTo("text of " + i);
        }
    }

    @Test
    void runsAsAnotherUserOrSaysWhyNot() throws InterruptedException {
        Command who = Command.of("sh", "-c", "id -un; id -gn; echo $USER $LOGNAME $HOME")
                .as("nobody");
        if (node.run(Command.of("id", "-u")).out().strip().equals("0")) {
            assertThat(node.run(who).out()).startsWith("nobody\n").contains("\nnobody nobody /nonexistent\n");
        } else {
            assertThatThrownBy(() -> node.run(who))
                    .isInstanceOf(NodeFailed.class)
                    .hasMessageContaining("only root may");
        }
    }

    @Test
    void runsAsItselfWhoeverThatIs() throws InterruptedException {
        String own = node.run(Command.of("id", "-un")).out().strip();
        assertThat(node.run(Command.of("id", "-un").as(own)).out().strip()).isEqualTo(own);
    }

    @Test
    void namesAUserWhoIsNotThere() {
        assertThatThrownBy(() -> node.run(Command.of("true").as("no-such-user")))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("as no-such-user");
    }

    @Test
    void bringsAFolderThereAndBack() throws IOException, InterruptedException {
        Path tree = Trees.make(here.resolve("tree"));
        node.put(tree, there + "/parents are/made");
        node.get(there + "/parents are/made", here.resolve("also here/again"));
        assertThat(Trees.describe(here.resolve("also here/again"))).isEqualTo(Trees.describe(tree));
        assertThat(node.read(there + "/parents are/made/mit Umlaut ä/a file")).isEqualTo("text\n");
    }

    @Test
    void bringsAFileThereAndBack() throws IOException, InterruptedException {
        Path file = Trees.make(here.resolve("tree")).resolve("program");
        node.put(file, there + "/new/name");
        assertThat(node.run(Command.of(there + "/new/name")).out()).isEqualTo("it runs\n");
        node.get(there + "/new/name", here.resolve("back/name"));
        assertThat(Trees.describe(here.resolve("back/name"))).isEqualTo(Trees.describe(file));
    }

    @Test
    void replacesFileByFile() throws IOException, InterruptedException {
        Path tree = Trees.make(here.resolve("tree"));
        node.put(tree, there + "/t");
        node.run(Command.of("sh", "-c", "echo other >\"$1/program\"; echo more >\"$1/more\"", "sh", there + "/t"))
                .orFail("changing files");
        Files.delete(tree.resolve("dangling"));
        Files.writeString(tree.resolve("dangling"), "no link any more");
        node.put(tree, there + "/t");
        node.get(there + "/t", here.resolve("back"));
        assertThat(Files.readString(here.resolve("back/more"))).isEqualTo("more\n");
        Files.delete(here.resolve("back/more"));
        assertThat(Trees.describe(here.resolve("back"))).isEqualTo(Trees.describe(tree));
    }

    @Test
    void writesThroughNoLinkThatLiesInAFolder() throws IOException, InterruptedException {
        node.run(Command.of(
                        "sh", "-c", "mkdir -p \"$1/t\" \"$1/theirs\"; ln -s \"$1/theirs\" \"$1/t/sub\"", "sh", there))
                .orFail("making folders");
        Files.createDirectories(here.resolve("tree/sub"));
        Files.writeString(here.resolve("tree/sub/file"), "ours");
        node.put(here.resolve("tree"), there + "/t");
        assertThat(node.run(Command.of("ls", there + "/theirs")).out()).isEmpty();
        assertThat(node.read(there + "/t/sub/file")).isEqualTo("ours");
    }

    @Test
    void saysWhatCanNotBeCopied() {
        assertThatThrownBy(() -> node.put(here.resolve("nothing"), there + "/x"))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("nothing");
        assertThatThrownBy(() -> node.get(there + "/nothing", here.resolve("x")))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining(there + "/nothing");
    }

    @Test
    void readsFilesOfProc() throws InterruptedException {
        assertThat(node.read("/proc/stat")).startsWith("cpu ").contains("\nbtime ");
        assertThatThrownBy(() -> node.read("/proc/nothing"))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("/proc/nothing");
    }

    @Test
    void isReached() throws IOException, InterruptedException {
        int port = FreePorts.of(node, 1).get(0);
        String server = "my $s = IO::Socket::INET->new(Listen => 1, ReuseAddr => 1, LocalPort => " + port
                + ") or die; my $c = $s->accept; print $c qq(hello\\n);";
        Job job = node.start(Command.of("perl", "-MIO::Socket::INET", "-e", server), there + "/server");
        try {
            Await.until("a connection", Duration.ofSeconds(10), () -> {
                try (Socket socket = new Socket()) {
                    socket.connect(node.reach(port), 1000);
                    return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                                    .readLine()
                                    .equals("hello")
                            ? java.util.Optional.empty()
                            : java.util.Optional.of("something else answers");
                } catch (IOException e) {
                    return java.util.Optional.of(String.valueOf(e.getMessage()));
                }
            });
        } finally {
            job.end(Duration.ofSeconds(1));
        }
        assertThat(node.address()).isNotBlank();
        assertThat(node.name()).isNotBlank();
    }

    @Test
    void saysWhyAPortCanNotBeConnectedTo() throws InterruptedException {
        int port = FreePorts.of(node, 1).get(0);
        assertThat(node.refusal(port)).hasValueSatisfying(why -> assertThat(why).contains("refused"));
        String server = "my $s = IO::Socket::INET->new(Listen => 5, ReuseAddr => 1, LocalPort => " + port
                + ") or die; while (1) { $s->accept; }";
        Job job = node.start(Command.of("perl", "-MIO::Socket::INET", "-e", server), there + "/server");
        try {
            Await.until("the port to be open", Duration.ofSeconds(10), () -> node.refusal(port));
        } finally {
            job.end(Duration.ofSeconds(1));
        }
        assertThat(node.refusal(port)).isPresent();
    }

    private String echo(String text) {
        try {
            return node.run(Command.of("cat").input(text)).out();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> environment(Command env) throws InterruptedException {
        Map<String, String> variables = new java.util.TreeMap<>();
        for (String variable :
                node.run(env).orFail("reading the environment").out().split("\0", -1)) {
            int sign = variable.indexOf('=');
            if (sign > 0) {
                variables.put(variable.substring(0, sign), variable.substring(sign + 1));
            }
        }
        return variables;
    }

    private String commandLines() throws InterruptedException {
        String script = "ps axww; for f in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <$f; done 2>/dev/null";
        return node.run(Command.of("sh", "-c", script)).out();
    }

    private void awaitFile(String file) throws InterruptedException {
        Await.until(
                file,
                Duration.ofSeconds(10),
                () -> node.run(Command.of("test", "-s", file)).ok()
                        ? java.util.Optional.empty()
                        : java.util.Optional.of("it is not there"));
    }

    /** Those of the pids in a file that live and wait for nobody to notice that they are over. */
    private List<String> living(String pids) throws InterruptedException {
        String script = "for p in $(cat \"$1\"); do grep -H '^State:.[^ZX]' /proc/$p/status; done 2>/dev/null; true";
        return node.run(Command.of("sh", "-c", script, "sh", pids))
                .out()
                .lines()
                .toList();
    }

    /** Puts numbers into an array. */
    private static final class Filler {
        private final byte[] bytes;
        private int next;

        Filler(byte[] bytes) {
            this.bytes = bytes;
        }

        void add(int value) {
            bytes[next++] = (byte) value;
        }
    }
}
