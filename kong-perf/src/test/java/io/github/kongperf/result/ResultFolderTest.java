package io.github.kongperf.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFolderTest {

    private static final Session SESSION = Samples.session("s1");

    private final Path root;
    private final ResultFolder folder;

    ResultFolderTest(@TempDir Path temporary) {
        root = temporary.resolve("target/kong-perf");
        folder = new ResultFolder(root);
    }

    @BeforeEach
    void begin() {
        folder.begin(SESSION);
    }

    @Test
    void laysFilesOutByCaseBlockAndSubject() throws IOException {
        folder.append(SESSION, Samples.measured(Samples.trial(1, "embedded")), List.of("a line"));
        folder.append(SESSION, Samples.measured(Samples.trial(12, "embedded with burn")), List.of());
        assertThat(files())
                .containsExactlyInAnyOrder(
                        "s1/session.json",
                        "s1/runs/simple/single_route/001-embedded.json",
                        "s1/runs/simple/single_route/001-embedded.error.log",
                        "s1/runs/simple/single_route/012-embedded-with-burn~6816f4afb3.json");
    }

    @Test
    void readsWhatWasAppended() {
        List<Run> runs = new ArrayList<>();
        for (int block = 1; block <= 2; block++) {
            for (Session.Subject subject : SESSION.subjects()) {
                Run run = Samples.measured(Samples.trial(block, subject.name()));
                runs.add(run);
                folder.append(SESSION, run, List.of());
            }
        }
        Results results = folder.read("s1");
        assertThat(results.session()).isEqualTo(SESSION);
        assertThat(results.runs()).isEqualTo(runs);
        assertThat(results.damages()).isEmpty();
    }

    @Test
    void keepsProfilesApartFromRuns() throws IOException {
        Profile lua = Samples.profile(Samples.trial(2, "embedded"), "lua");
        Profile failed = Samples.failedProfile(Samples.trial(1, "embedded"), "perf");
        folder.append(SESSION, failed);
        folder.append(SESSION, lua);
        assertThat(files())
                .containsExactlyInAnyOrder(
                        "s1/session.json",
                        "s1/profiles/simple/single_route/lua/002-embedded.json",
                        "s1/profiles/simple/single_route/perf/001-embedded.json");
        Results results = folder.read("s1");
        assertThat(results.runs()).isEmpty();
        assertThat(results.profiles()).containsExactly(lua, failed);
        assertThatThrownBy(() -> folder.append(SESSION, lua))
                .isInstanceOf(ResultFolderFailed.class)
                .hasMessageContaining("exists already");
    }

    @Test
    void namesAProfileThatIsDamaged() throws IOException {
        folder.append(SESSION, Samples.profile(Samples.trial(2, "embedded"), "lua"));
        Path file = root.resolve("s1/profiles/simple/single_route/lua/002-embedded.json");
        Files.writeString(file, Files.readString(file).replace("\"rooted\": 42", "\"rooted\": 43"));
        assertThat(folder.read("s1").damages())
                .singleElement()
                .satisfies(damage -> assertThat(damage.why()).isEqualTo("of 42 samples, 43 rooted and 1 nameless"));
    }

    @Test
    void givesRunsInTheOrderOfThePlan() {
        TrialId second = new TrialId("simple", "random_routes routes=50", 1, "embedded");
        TrialId firstLater = new TrialId("simple", "single_route", 10, "embedded");
        TrialId first = new TrialId("simple", "single_route", 9, "embedded");
        List.of(second, firstLater, first).forEach(id -> folder.append(SESSION, Samples.measured(id), List.of()));
        assertThat(folder.read("s1").runs()).extracting(Run::id).containsExactly(first, firstLater, second);
    }

    @Test
    void keepsTheErrorLogLineByLine() {
        TrialId id = Samples.trial(1, "embedded");
        List<String> lines = List.of("[error] no route: ü", "", "[warn] \t last");
        folder.append(SESSION, Samples.measured(id), lines);
        assertThat(folder.errorLog("s1", id)).isEqualTo(lines);
        assertThat(folder.errorLog("s1", Samples.trial(2, "embedded"))).isEmpty();
    }

    @Test
    void readsALogWhoseBytesAreNoText() throws IOException {
        TrialId id = Samples.trial(1, "embedded");
        folder.append(SESSION, Samples.measured(id), List.of("x"));
        Files.write(folder.logFile("s1", id), new byte[] {'a', (byte) 0xff, '\n', 'b'});
        assertThat(folder.errorLog("s1", id)).containsExactly("a\ufffd", "b");
    }

    @Test
    void keepsAnyNamesApartAndInside() throws IOException {
        List<String> names = List.of(
                "..",
                ".",
                "../../etc/passwd",
                "a/b",
                "a:b",
                "a b",
                "a-b",
                "A-B",
                "a--b",
                "",
                " ",
                "x".repeat(300),
                "x".repeat(301),
                "größe",
                "grÖsse",
                "con",
                "nul.txt",
                "-rf",
                "a.",
                "日本",
                "日本語",
                "\u0000",
                "a\nb",
                "~",
                "a-b~1234567890",
                "x".repeat(60),
                "x".repeat(61),
                "1.json",
                "1.error.log");
        Set<Path> files = new HashSet<>();
        for (String name : names) {
            for (TrialId id : List.of(
                    new TrialId(name, "c", 1, "s"), new TrialId("s", name, 1, "s"), new TrialId("s", "c", 2, name))) {
                Run run = Samples.measured(id);
                folder.append(SESSION, run, List.of("log of " + name));
                files.add(folder.file("s1", id));
                files.add(folder.logFile("s1", id));
            }
        }
        assertThat(files).hasSize(names.size() * 6);
        assertThat(files()).hasSize(files.size() + 1);
        assertThat(files).allSatisfy(file -> assertThat(file.normalize()).startsWith(root.resolve("s1/runs")));
        assertThat(folder.read("s1").runs()).hasSize(names.size() * 3);
        assertThat(folder.read("s1").damages()).isEmpty();
    }

    @Test
    void keepsFilesApartWhereCaseDoesNotCount() {
        Path lower = folder.file("s1", new TrialId("s", "c", 1, "get"));
        Path upper = folder.file("s1", new TrialId("s", "c", 1, "GET"));
        assertThat(lower.toString()).isNotEqualToIgnoringCase(upper.toString());
    }

    @Test
    void refusesToBeginASessionTwice() {
        assertThatThrownBy(() -> folder.begin(Samples.session("s1")))
                .isInstanceOf(ResultFolderFailed.class)
                .hasMessageContaining("s1 exists already");
        assertThat(folder.session("s1")).contains(SESSION);
    }

    @Test
    void refusesASessionWhoseIdLeadsElsewhere() {
        for (String id : List.of("..", "a/b", "", ".hidden", "a b", "x".repeat(101))) {
            assertThatThrownBy(() -> folder.begin(Samples.session(id)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("can't name a folder");
        }
        assertThat(folder.session("../target/kong-perf/s1")).isEmpty();
    }

    @Test
    void refusesASecondRunOfATrial() {
        Run run = Samples.measured(Samples.trial(1, "embedded"));
        folder.append(SESSION, run, List.of("first"));
        Run other = Samples.failed(run.id());
        assertThatThrownBy(() -> folder.append(SESSION, other, List.of("second")))
                .isInstanceOf(ResultFolderFailed.class)
                .hasMessageContaining("exists already");
        assertThat(folder.read("s1").runs()).containsExactly(run);
        assertThat(folder.errorLog("s1", run.id())).containsExactly("first");
    }

    @Test
    void saysThatTheSessionIsGone() throws IOException {
        Files.delete(root.resolve("s1/session.json"));
        Run run = Samples.measured(Samples.trial(1, "embedded"));
        assertThatThrownBy(() -> folder.append(SESSION, run, List.of()))
                .isInstanceOf(ResultFolderFailed.class)
                .hasMessageContaining("session.json is gone")
                .hasMessageContaining("mvn clean");
    }

    @Test
    void listsSessionsNewestFirst() {
        Session later = later("a-later");
        folder.begin(later);
        assertThat(folder.sessions()).containsExactly(later, SESSION);
        assertThat(folder.damagedSessions()).isEmpty();
    }

    @Test
    void namesSessionsThatCantBeReadAndGoesOn() throws IOException {
        Files.createDirectories(root.resolve("no-plan/runs"));
        write("cut/session.json", "{");
        write("renamed/session.json", Files.readString(root.resolve("s1/session.json")));
        // Not ours, and what is left of a session that was killed while it began.
        write("pages/index.html", "<html>");
        write("begun/.1234.tmp", "{");
        write("notes.txt", "x");
        assertThat(folder.sessions()).containsExactly(SESSION);
        assertThat(folder.damagedSessions())
                .extracting(damage -> root.relativize(damage.file()) + ": " + damage.why())
                .satisfiesExactly(
                        cut -> assertThat(cut).startsWith("cut/session.json: is no JSON at line"),
                        noPlan -> assertThat(noPlan)
                                .isEqualTo("no-plan/session.json: can't be read: no such file or folder"),
                        renamed -> assertThat(renamed)
                                .isEqualTo(
                                        "renamed/session.json: belongs to session 's1', but its folder is 'renamed'; rename the folder back"));
    }

    @Test
    void hasNoSessionsBeforeTheFirst() {
        ResultFolder empty = new ResultFolder(root.resolve("nowhere"));
        assertThat(empty.sessions()).isEmpty();
        assertThat(empty.damagedSessions()).isEmpty();
        assertThatThrownBy(() -> empty.read("s1"))
                .isInstanceOf(ResultFolderFailed.class)
                .hasMessageContaining("there is no session 's1'")
                .hasMessageContaining("run kong-perf:run first");
    }

    @Test
    void namesTheSessionsThereAre() {
        assertThatThrownBy(() -> folder.read("s2"))
                .isInstanceOf(ResultFolderFailed.class)
                .hasMessageContaining("there are [s1]");
    }

    @Test
    void namesDamagedRunsAndReadsTheOthers() throws IOException {
        Run run = Samples.measured(Samples.trial(1, "embedded"));
        folder.append(SESSION, run, List.of());
        String whole = Files.readString(folder.file("s1", run.id()));
        String place = "s1/runs/simple/single_route/";
        write(place + "002-embedded.json", whole.substring(0, whole.length() / 2));
        write(place + "003-embedded.json", "");
        write(place + "004-embedded.json", whole);
        write(place + "005-embedded.json", whole.replace("\"session\": \"s1\"", "\"session\": \"s0\""));
        write(place + "006-embedded.json", whole.replace("\"schema\": 1", "\"schema\": 9"));
        write(place + "007-embedded.json", "{\"name\": \"package.json\"}");
        write(place + ".ab12.tmp", whole.substring(0, 50));
        write(place + "008-embedded.error.log", "killed before its run");
        Files.createDirectory(root.resolve(place + "009-embedded.json"));
        Results results = folder.read("s1");
        assertThat(results.runs()).containsExactly(run);
        assertThat(results.damages())
                .extracting(damage -> damage.file().getFileName() + " " + damage.why())
                .satisfiesExactly(
                        cut -> assertThat(cut).startsWith("002-embedded.json is no JSON at line"),
                        empty -> assertThat(empty).startsWith("003-embedded.json is empty"),
                        copy -> assertThat(copy).startsWith("004-embedded.json is a copy, or was moved; its place is"),
                        foreign -> assertThat(foreign).startsWith("005-embedded.json belongs to session 's0'"),
                        newer -> assertThat(newer)
                                .contains("006-embedded.json has schema 9")
                                .contains("upgrade"),
                        other -> assertThat(other).isEqualTo("007-embedded.json 'schema' is missing"));
    }

    @Test
    void saysWhatCouldNotBeWrittenWhereAndWhy() throws IOException {
        Path file = Files.writeString(root.resolve("s1/runs"), "in the way");
        Run run = Samples.measured(Samples.trial(1, "embedded"));
        assertThatThrownBy(() -> folder.append(SESSION, run, List.of()))
                .isInstanceOf(ResultFolderFailed.class)
                .hasMessageContaining("the run of simple / single_route, block 1, embedded")
                .hasMessageContaining(folder.file("s1", run.id()).toString())
                .hasMessageContaining("Earlier runs are safe");
        assertThat(file).hasContent("in the way");
    }

    @Test
    void saysThatAFileIsInTheWay() {
        ResultFolder inFile = new ResultFolder(root.resolve("s1/session.json"));
        assertThatThrownBy(() -> inFile.begin(later("s2")))
                .isInstanceOf(ResultFolderFailed.class)
                .hasMessageContaining("session.json is in the way");
    }

    @Test
    void keepsWhatWasMeasuredUntilAnInterruption() {
        Run run = Samples.measured(Samples.trial(1, "embedded"));
        Thread.currentThread().interrupt();
        folder.append(SESSION, run, List.of("a line"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(folder.read("s1").runs()).containsExactly(run);
    }

    @Test
    void showsARunOnlyWhenItIsWhole() throws Exception {
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int block = 1; block <= 100; block++) {
                folder.append(SESSION, Samples.measured(Samples.trial(block, "embedded")), List.of());
            }
        });
        for (int block = 1; block <= 100; block++) {
            TrialId id = Samples.trial(block, "embedded");
            Path file = folder.file("s1", id);
            while (!Files.exists(file) && !writer.isDone()) {
                Thread.onSpinWait();
            }
            assertThat(ResultJson.run("s1", Files.readAllBytes(file))).isEqualTo(Samples.measured(id));
        }
        writer.get();
    }

    private static Session later(String id) {
        Session s = Samples.session(id);
        return new Session(
                id,
                s.started().plusSeconds(1),
                s.tool(),
                s.driver(),
                s.gateway(),
                s.isKong(),
                s.command(),
                s.seed(),
                s.blocks(),
                s.looks(),
                s.errorRate(),
                s.pairing(),
                s.subjects(),
                s.cases(),
                s.conditions());
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .toList();
        }
    }
}
