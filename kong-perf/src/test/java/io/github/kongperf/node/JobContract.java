package io.github.kongperf.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every node must do with long commands; {@link NodeContract} has the rest. */
@Timeout(60)
public abstract class JobContract {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration AT_ONCE = Duration.ofMillis(200);

    private final List<Job> jobs = new ArrayList<>();

    private Node node;
    private String there;

    /** The node under test. */
    protected abstract Node open();

    /**
     * The name of a class whose {@code main} opens the node, starts a job, says so in a line and waits; and what it gets before
     * the folder and the command of the job.
     */
    protected abstract List<String> starter();

    /** An absolute path on the node at which nothing is, but something may be made; it may hold what tests leave. */
    protected abstract String scratch();

    @BeforeEach
    final void openNode() throws InterruptedException {
        node = open();
        there = scratch();
        node.run(Command.of("mkdir", "-p", there)).orFail("making a folder");
    }

    @AfterEach
    final void endJobs() throws InterruptedException {
        for (Job job : jobs) {
            job.end(Duration.ZERO);
        }
        node.close();
    }

    protected final Node node() {
        return node;
    }

    protected final Job start(Command command, String name) throws InterruptedException {
        Job job = node.start(command, there + "/" + name);
        jobs.add(job);
        return job;
    }

    @Test
    void keepsOutputErrorsAndExitCode() throws InterruptedException {
        Job job = start(Command.of("sh", "-c", "echo out; echo err >&2; exit 7"), "job");
        assertThat(job.await(SOON)).isTrue();
        assertThat(job.running()).isFalse();
        assertThat(job.exitCode()).hasValue(7);
        assertThat(job.output()).isEqualTo("out\n");
        assertThat(job.errors()).isEqualTo("err\n");
        assertThat(job.processes()).isEmpty();
        assertThat(job.folder()).isEqualTo(there + "/job");
    }

    @Test
    void showsWhatIsWrittenWhileItRuns() throws InterruptedException {
        Job job = start(Command.of("sh", "-c", "echo one; exec sleep 300"), "job");
        Await.until("output", SOON, () -> amissUnless(job.output().equals("one\n")));
        assertThat(job.running()).isTrue();
        assertThat(job.exitCode()).isEmpty();
        assertThat(job.await(Duration.ofMillis(50))).isFalse();
        assertThat(job.processes()).hasSize(1);
    }

    @Test
    void passesArgumentsVariablesAndInputAsTheyAre() throws InterruptedException {
        String odd = "a 'b' \"c\"\n$d `e` \\ Áß東";
        Command command = Command.of("sh", "-c", "printf '%s|' \"$@\" \"$ODD\"; cat", "sh", odd, "", "-n")
                .env("ODD", odd)
                .input(odd);
        Job job = start(command, "a folder's \"name\" $x");
        assertThat(job.await(SOON)).isTrue();
        assertThat(job.output()).isEqualTo(odd + "||-n|" + odd + "|" + odd);
    }

    @Test
    void runsWhereAndWithThePathThatItIsTold() throws InterruptedException {
        Job job = start(Command.of("/bin/pwd").in("/usr").env("PATH", "/no/such/folder"), "job");
        assertThat(job.await(SOON)).isTrue();
        assertThat(job.errors()).isEmpty();
        assertThat(job.output()).isEqualTo("/usr\n");
    }

    @Test
    void startsWithAllSignalsAsTheyAreByDefault() throws InterruptedException {
        String script = "trap 'echo INT; exit 1' INT; trap 'echo QUIT' QUIT; kill -QUIT $$; kill -INT $$; sleep 300";
        Job job = start(Command.of("sh", "-c", script), "job");
        assertThat(job.await(SOON)).isTrue();
        assertThat(job.output()).isEqualTo("QUIT\nINT\n");
    }

    @Test
    void tellsTheSignalThatEndedIt() throws InterruptedException {
        Job job = start(Command.of("sh", "-c", "kill -KILL $$"), "job");
        assertThat(job.await(SOON)).isTrue();
        assertThat(job.exitCode()).hasValue(128 + 9);
        assertThat(job.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-program", "/no/such/program"})
    void namesAProgramThatIsNotThere(String program) throws InterruptedException {
        assertThatThrownBy(() -> node.start(Command.of(program, "x"), there + "/job"))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining(program + (program.startsWith("/") ? " is not there" : " is not installed"));
        assertThat(node.run(Command.of("test", "-e", there + "/job")).ok()).isFalse();
    }

    @Test
    void saysWhyAProgramCanNotBeRun() throws InterruptedException {
        String program = there + "/program";
        node.run(Command.of("sh", "-c", "echo '#!/no/such/interpreter' >\"$1\"; chmod +x \"$1\"", "sh", program))
                .orFail("making a program");
        assertThatThrownBy(() -> node.start(Command.of(program), there + "/job"))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("starting '" + program + "'");
        assertThat(node.run(Command.of("test", "-e", there + "/job")).ok()).isFalse();
    }

    @Test
    void takesNoFolderThatIsThere() {
        assertThatThrownBy(() -> node.start(Command.of("true"), there))
                .isInstanceOf(NodeFailed.class)
                .hasMessageContaining("making folder " + there);
    }

    @Test
    void findsNoneWhereNoneWasStarted() throws InterruptedException {
        assertThat(node.find(there)).isEmpty();
        assertThat(node.find(there + "/no/such/folder")).isEmpty();
    }

    @Test
    void outlivesItsStarterAndIsFoundAgain() throws Exception {
        String folder = there + "/parents/job";
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        words.addAll(starter());
        words.addAll(List.of(folder, "sh", "-c", "echo begun; sleep 300 & wait; echo ended"));
        Process starter = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = starter.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("started");
        } finally {
            starter.destroyForcibly().waitFor();
        }
        Job job = node.find(folder).orElseThrow();
        jobs.add(job);
        assertThat(job.running()).isTrue();
        assertThat(job.output()).isEqualTo("begun\n");
        assertThat(job.processes()).hasSize(2);
        job.end(SOON);
        assertThat(job.running()).isFalse();
        assertThat(job.exitCode()).hasValue(128 + 15);
        assertThat(node.find(folder)).isPresent();
    }

    @Test
    void letsItsProcessesEndByThemselves() throws InterruptedException {
        String script = "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 1; done";
        Job job = start(Command.of("sh", "-c", script), "job");
        Await.until("output", SOON, () -> amissUnless(job.output().equals("up\n")));
        job.end(SOON);
        assertThat(job.output()).isEqualTo("up\nbye\n");
        assertThat(job.exitCode()).hasValue(0);
        job.end(SOON);
    }

    @Test
    void endsProcessesThatWentTheirOwnWay() throws InterruptedException {
        String family = """
                # In a session of its own, without parent
                setsid sh -c 'setsid sleep 300 & exit' &
                # Without the variable, and silent
                (env -i PATH="$PATH" setsid sleep 301 >/dev/null 2>&1 &)
                # Deaf
                sh -c 'trap "" TERM HUP INT; sleep 302; sleep 303' &
                # With nothing but its output
                (env -i PATH="$PATH" setsid sleep 304 7>&- 2>/dev/null &)
                sleep 305
                """;
        Job job = start(Command.of("sh", "-c", family), "job");
        Await.until("a family", SOON, () -> amissUnless(sleeping() == 5));
        // These, and shells
        assertThat(job.processes()).hasSizeGreaterThan(5);
        job.end(AT_ONCE);
        assertThat(job.processes()).isEmpty();
        assertThat(sleeping()).isZero();
    }

    @Test
    void findsProcessesAfterTheFirstHasEnded() throws InterruptedException {
        Job job = start(Command.of("sh", "-c", "setsid sleep 300 & exit 4"), "job");
        assertThat(job.await(SOON)).isTrue();
        assertThat(job.running()).isFalse();
        assertThat(job.exitCode()).hasValue(4);
        assertThat(job.processes()).hasSize(1);
        job.end(SOON);
        assertThat(job.processes()).isEmpty();
        assertThat(job.exitCode()).hasValue(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void endsWorkersOfANginxWhoseMasterWasKilled(String daemon) throws InterruptedException {
        String configuration = "daemon " + daemon + "; worker_processes 2; pid pid; error_log log; events {}";
        node.run(Command.of("sh", "-c", "echo \"$2\" >\"$1/conf\"", "sh", there, configuration))
                .orFail("writing a configuration");
        Job job = start(Command.of("nginx", "-p", there, "-c", "conf", "-e", "log"), "job");
        Await.until("nginx", SOON, () -> amissUnless(job.processes().size() == 3));
        String master = node.read(there + "/pid").strip();
        assertThat(job.processes()).contains(Long.parseLong(master));
        node.run(Command.of("sh", "-c", "kill -KILL " + master)).orFail("killing the master");
        Await.until("orphans", SOON, () -> amissUnless(job.processes().size() == 2));
        assertThat(job.running()).isFalse();
        job.end(SOON);
        assertThat(job.processes()).isEmpty();
    }

    @Test
    void leavesThoseAloneWhoOnlyLookAtIt() throws Exception {
        Job job = start(Command.of("sh", "-c", "echo x; exec sleep 300"), "job");
        Job reader = start(Command.of("tail", "-f", job.folder() + "/out"), "reader");
        Job visitor = start(Command.of("sleep", "300").in(job.folder()), "visitor");
        Job namesake = start(Command.of("sleep", "300").env("NOTE", job.folder()), "namesake");
        Await.until("reading", SOON, () -> amissUnless(reader.output().equals("x\n")));
        job.end(SOON);
        assertThat(reader.running()).isTrue();
        assertThat(visitor.running()).isTrue();
        assertThat(namesake.running()).isTrue();
        assertThat(job.running()).isFalse();
    }

    @Test
    void isNotItsNeighbour() throws InterruptedException {
        Job one = start(Command.of("sleep", "300"), "one");
        Job two = start(Command.of("sleep", "300"), "two");
        assertThat(one.processes()).hasSize(1).doesNotContainAnyElementsOf(two.processes());
        one.end(SOON);
        assertThat(two.running()).isTrue();
    }

    @Test
    void showsASecretToNobody() throws InterruptedException {
        String secret = "opensesame" + System.nanoTime();
        Job job = start(Command.of("sh", "-c", "echo ${#TOKEN}; exec sleep 300").secret("TOKEN", secret), "job");
        String look = "ps axww; for f in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <$f; done 2>/dev/null; cat \"$1\"/*";
        Await.until("output", SOON, () -> amissUnless(job.output().equals(secret.length() + "\n")));
        assertThat(node.run(Command.of("sh", "-c", look, "sh", job.folder())).out())
                .contains("sleep 300")
                .doesNotContain(secret);
        assertThat(job.toString()).doesNotContain(secret);
        assertThatThrownBy(() -> node.start(Command.of("no-such-program").secret("TOKEN", secret), there + "/other"))
                .hasMessageNotContaining(secret);
    }

    @Test
    void runsAsAnotherUser() throws InterruptedException {
        Command command =
                Command.of("sh", "-c", "id -un; echo e >&2; exec sleep 300").as("nobody");
        if (!node.run(Command.of("id", "-u")).out().strip().equals("0")) {
            assertThatThrownBy(() -> node.start(command, there + "/job")).hasMessageContaining("only root may");
            return;
        }
        // A folder of JUnit is its user's only.
        String folder = node.run(Command.of("mktemp", "-d")).out().strip();
        node.run(Command.of("chmod", "755", folder)).orFail("opening a folder");
        try {
            Job job = node.start(command.input("x"), folder + "/parents/job");
            Await.until("output", SOON, () -> amissUnless(job.errors().equals("e\n")));
            assertThat(job.output()).isEqualTo("nobody\n");
            assertThat(job.running()).isTrue();
            job.end(SOON);
            assertThat(job.exitCode()).hasValue(128 + 15);
        } finally {
            node.run(Command.of("rm", "-rf", folder)).orFail("deleting a folder");
        }
    }

    private long sleeping() throws InterruptedException {
        String script = "ps -eo state=,args= | grep '^[^Z] *sleep 30[0-5]$'; true";
        return node.run(Command.of("sh", "-c", script)).out().lines().count();
    }

    private static Optional<String> amissUnless(boolean holds) {
        return holds ? Optional.empty() : Optional.of("not yet");
    }
}
