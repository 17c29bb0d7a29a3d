package io.github.kongperf.node.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.Account;
import io.github.kongperf.node.Command;
import io.github.kongperf.node.Job;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeContract;
import io.github.kongperf.node.NodeFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LocalNodeTest extends NodeContract {

    @Override
    protected Node open() {
        Map<String, String> callers = new HashMap<>(System.getenv());
        callers.put("KONG_DATABASE", "off");
        callers.put("LUA_PATH", "/tmp/?.lua");
        callers.put("PATH", "/usr/bin:/bin");
        return new LocalNode("", callers);
    }

    @Override
    protected String scratch() {
        return here.resolve("there").toString();
    }

    @Test
    void passesEverythingThoughTheCallerHasNoLocale() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RunsWithoutLocale.class.getName())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        builder.environment().put("LC_ALL", "POSIX");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        assertThat(out).isEqualTo("as it was\n".repeat(3));
    }

    @Test
    void leavesSocketsAndPipesOut() throws InterruptedException {
        Path tree = here.resolve("tree");
        node().run(Command.of("mkdir", "-p", tree + "/run")).orFail("making a folder");
        node().run(Command.of("mkfifo", tree + "/run/pipe")).orFail("making a pipe");
        node().get(tree.toString(), here.resolve("back"));
        assertThat(here.resolve("back/run")).isEmptyDirectory();
    }

    @Test
    void copiesNoFolderIntoItself() throws IOException {
        Path tree = Files.createDirectories(here.resolve("tree"));
        assertThatThrownBy(() -> node().put(tree, tree.resolve("inside").toString()))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("into itself");
    }

    @Test
    void overwritesNoFolderWithAFile() throws IOException {
        Path file = Files.writeString(here.resolve("file"), "x");
        Files.createDirectories(here.resolve("tree/sub"));
        assertThatThrownBy(() -> node().put(file, here.resolve("tree").toString()))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("tree is a folder that is not empty");
    }

    @Test
    void saysWhyAProgramCanNotBeRun() throws IOException {
        Path text = Files.writeString(here.resolve("text"), "no program");
        assertThatThrownBy(() -> node().run(Command.of(text.toString())))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("is not executable");
        Path script = Files.writeString(here.resolve("script"), "#!/no/such/interpreter\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        assertThatThrownBy(() -> node().run(Command.of(script.toString())))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("running '" + script)
                .hasMessageContaining("No such file");
    }

    @Test
    void tellsFilesThatAreNotThereFromOthers() {
        assertThatThrownBy(() -> node().read("/no/such/file"))
                .hasMessage("reading /no/such/file: /no/such/file is not there");
        assertThatThrownBy(() -> node().read("/etc"))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("/etc");
    }

    @Test
    void endsWhatAnOwnerLeft() throws InterruptedException {
        String owner = "session-" + System.nanoTime();
        LocalNode dead = new LocalNode(owner);
        String left =
                dead.run(Command.of("sh", "-c", "sleep 300 & echo $!")).out().strip();
        Job job = dead.start(Command.of("sleep", "300"), here.resolve("job").toString());
        Job other = new LocalNode("another")
                .start(Command.of("sleep", "300"), here.resolve("other").toString());
        try {
            new LocalNode(owner).endAllOf(owner, Duration.ofSeconds(5));
            assertThat(job.running()).isFalse();
            assertThat(job.exitCode()).hasValue(128 + 15);
            // Who is nobody's child may wait long for somebody to notice that it is over.
            assertThat(node().run(Command.of("ps", "-o", "state=", "-p", left))
                            .out()
                            .strip())
                    .isIn("", "Z");
            assertThat(other.running()).isTrue();
        } finally {
            other.end(Duration.ZERO);
        }
    }

    @Test
    void showsNoValueOfAVariableThatCanNotBe() {
        assertThatThrownBy(() -> node().run(Command.of("true").secret("TOKEN", "open\0sesame")))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("TOKEN")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void saysThatAUserCanNotReachTheFolderOfAJob() throws InterruptedException {
        String folder = here.resolve("job").toString();
        boolean root = node().run(Command.of("id", "-u")).out().strip().equals("0");
        assertThatThrownBy(() -> node().start(Command.of("true").as("nobody"), folder))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining(
                        root
                                ? "it did not start: " + folder + " can't be reached or written to by nobody"
                                : "only root may do that");
        assertThat(here.resolve("job")).doesNotExist();
    }

    @Test
    void saysThatOnlyRootMayRunAsOthers() {
        Account own = new Account("alice", 1000, 1000, "/home/alice");
        Accounts accounts = new Accounts(
                command -> {
                    throw new AssertionError(command);
                },
                own);
        assertThatThrownBy(() -> accounts.of(Command.of("initdb", "-D", "/x").as("postgres")))
                .isInstanceOf(NodeFailed.class)
                .hasMessage("running 'initdb -D /x' as postgres: only root may do that, and this runs as alice");
        assertThat(accounts.become(own)).isEqualTo(List.of());
    }
}
