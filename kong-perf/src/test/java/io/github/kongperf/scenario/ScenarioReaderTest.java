package io.github.kongperf.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.result.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioReaderTest {

    @TempDir
    Path folder;

    private static final String CASES = "cases: [ { name: a } ]\n";

    @Test
    void readsTheExampleOfTheDesign() {
        Scenario simple = only(TestFiles.read("simple.yaml")).scenario();

        assertThat(simple.name()).isEqualTo("simple");
        assertThat(simple.tags()).containsExactlyInAnyOrder("simple", "no_plugins");
        assertThat(simple.kong().database().kind()).isEqualTo(Kong.Database.Kind.POSTGRES);
        assertThat(simple.kong().config()).containsExactly(Map.entry("pg_timeout", "60000"));
        assertThat(simple.kong().content().entities()).contains(TestFiles.RESOURCES.resolve("simple.kong.yaml.ftl"));
        Case single = simple.cases().get(0);
        assertThat(single.load().requests()).containsExactly(Request.get("/s1-r1"));
        assertThat(single.load().expect()).containsExactly(200);
        assertThat(single.goals()).containsExactly(Map.entry(Metric.P99, 20.0));
        Case random = simple.cases().get(1);
        assertThat(random.matrix()).contains(new Case.Axis("routes", List.of(50.0, 200.0, 1000.0, 5000.0)));
        Case.Change change = random.during().get(0);
        assertThat(change.target()).isEqualTo(Load.Target.ADMIN);
        assertThat(change.request().body()).contains("{\"weight\":20}");
        assertThat(change.request().headers()).containsExactly(Map.entry("Content-Type", "application/json"));
    }

    @Test
    void fillsInTheDefaults() {
        Scenario minimal = only(TestFiles.read("minimal.yaml")).scenario();

        assertThat(minimal.upstream()).isEqualTo(new Upstream(1, Upstream.Respond.ok()));
        assertThat(minimal.kong())
                .isEqualTo(new Kong(
                        new Kong.Database(Kong.Database.Kind.OFF, false),
                        Map.of(),
                        Kong.Content.none(),
                        List.of(),
                        List.of()));
        Load load = new Load(
                100,
                5,
                Duration.ofSeconds(3),
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                List.of(),
                new Rate.AsFastAsPossible(),
                List.of(Request.get("/")),
                Load.Target.PROXY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThat(minimal.cases())
                .containsExactly(new Case(
                        "only",
                        Set.of(),
                        load,
                        Metric.THROUGHPUT,
                        0.03,
                        Map.of(),
                        Profiling.none(),
                        Case.Order.SIDE_BY_SIDE,
                        Optional.empty(),
                        List.of()));
    }

    @Test
    void decidesByP99WithARateAndTakesTheMarginOfTheMetric() throws IOException {
        Case open = caseOf("load: { rate: 500 }");

        assertThat(open.decide()).isEqualTo(Metric.P99);
        assertThat(open.margin()).isEqualTo(Metric.P99.defaultMargin());
        assertThat(open.load().rate()).isEqualTo(new Rate.Constant(500));
    }

    @Test
    void takesProfilersAsAListOrWithWhatElseIsToBeSaid() throws IOException {
        assertThat(caseOf("profile: [ lua, perf ]").profile()).isEqualTo(Profiling.with(List.of("lua", "perf")));
        assertThat(caseOf("profile: { profilers: [ lua ], workers: 1, duration: 20s, blocks: 3 }")
                        .profile())
                .isEqualTo(
                        new Profiling(List.of("lua"), Optional.empty(), OptionalInt.of(1), Duration.ofSeconds(20), 3));
    }

    @Test
    void takesOneThreadForFewConnections() throws IOException {
        assertThat(caseOf("load: { connections: 4 }").load().threads()).isEqualTo(1);
        assertThat(caseOf("load: { connections: 5 }").load().threads()).isEqualTo(5);
    }

    @Test
    void givesKongItsSettingsAsTheyAreWritten() throws IOException {
        String config = "kong: { config: { a: 1.50, b: true, c: false, d: off, e: 'true', f: 007 } }\n";
        Scenario scenario =
                TestFiles.scenario(folder, "scenario: s\n" + config + CASES).scenario();

        assertThat(scenario.kong().config())
                .containsExactly(
                        Map.entry("a", "1.50"),
                        Map.entry("b", "on"),
                        Map.entry("c", "off"),
                        Map.entry("d", "off"),
                        Map.entry("e", "true"),
                        Map.entry("f", "007"));
    }

    @Test
    void readsTheDatabaseAsAMappingToo() throws IOException {
        String kong = "kong: { database: { kind: postgres, separate: true } }\n";
        Scenario scenario =
                TestFiles.scenario(folder, "scenario: s\n" + kong + CASES).scenario();

        assertThat(scenario.kong().database()).isEqualTo(new Kong.Database(Kong.Database.Kind.POSTGRES, true));
    }

    @Test
    void keepsAContentTypeThatTheUserChose() throws IOException {
        Case changed = caseOf("load: { requests: [ { path: /, headers: { content-type: a/b }, body: [ 1 ] } ] }");

        Request request = changed.load().requests().get(0);
        assertThat(request.headers()).containsExactly(Map.entry("content-type", "a/b"));
        assertThat(request.body()).contains("[1]");
    }

    @Test
    void readsFilesWithByteOrderMarkAndWindowsLineEnds() throws IOException {
        Scenario scenario = TestFiles.scenario(folder, "\uFEFFscenario: s\r\ncases:\r\n  - name: a\r\n")
                .scenario();

        assertThat(scenario.name()).isEqualTo("s");
        assertThat(scenario.cases().get(0).name()).isEqualTo("a");
    }

    @Test
    void pointsAtTheSamePlaceWithWindowsLineEnds() throws IOException {
        assertThat(TestFiles.problems(folder, "\uFEFFscenario: s\r\ncases:\r\n  - nam: a\r\n    name: b\r\n"))
                .containsExactly("s.yaml:3:5: cases[0].nam: no such key; did you mean 'name'?");
    }

    @Test
    void pointsAtKeysAndNotAtTheirMappings() throws IOException {
        ScenarioFile file = TestFiles.scenario(folder, "scenario: s\nkong:\n  config: { a: 1, b: 2 }\n" + CASES);

        assertThat(file.problem("/kong/config/b", "x")).hasToString("s.yaml:3:19: kong.config.b: x");
        assertThat(file.problem("/kong/database", "x")).hasToString("s.yaml:2:1: kong.database: x");
    }

    @Test
    void readsAFolderButNotItsFoldersOrEntities() throws IOException {
        Files.createDirectory(folder.resolve("deeper"));
        for (String name : List.of("b.yml", "a.yaml", "deeper/c.yaml")) {
            Files.writeString(folder.resolve(name), "scenario: %s\n%s".formatted(name, CASES));
        }
        Files.writeString(folder.resolve("a.kong.yaml"), "services: []\n");
        Files.writeString(folder.resolve("notes.txt"), "no scenario\n");

        Reading reading = new ScenarioReader(folder).read(List.of(folder, folder.resolve("a.yaml")));

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.scenarios())
                .extracting(file -> file.scenario().name())
                .containsExactly("a.yaml", "b.yml");
    }

    @Test
    void resolvesRelativePathsAgainstItsBase() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), "scenario: a\n" + CASES);

        Reading reading = new ScenarioReader(folder).read(List.of(Path.of("a.yaml")));

        assertThat(only(reading).file()).isEqualTo(folder.resolve("a.yaml"));
        assertThat(only(reading).problem("", "x").position().file()).isEqualTo(Path.of("a.yaml"));
    }

    @Test
    void saysWhatToDoAboutAMissingFolderAndAnEmptyOne() throws IOException {
        Files.createDirectory(folder.resolve("empty"));

        Reading reading = new ScenarioReader(folder).read(List.of(Path.of("nowhere"), Path.of("empty")));

        assertThat(reading.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "empty:1:1: has no scenario; put a .yaml file into it, or set 'scenarios' to where the scenario files are",
                        "nowhere:1:1: does not exist; create it, or set 'scenarios' to where the scenario files are");
    }

    @Test
    void refusesAFileThatIsNotUtf8() throws IOException {
        Files.write(folder.resolve("a.yaml"), "scenario: \u00fc\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(new ScenarioReader(folder).read(List.of(folder)).problems())
                .extracting(Problem::toString)
                .containsExactly("a.yaml:1:1: is not UTF-8; save it in that encoding");
    }

    @Test
    void showsFilesOutsideItsBaseInFull() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere")).resolve("a.yaml");
        Files.writeString(elsewhere, "scenario: a\n");
        Path base = Files.createDirectory(folder.resolve("base"));

        assertThat(new ScenarioReader(base).read(List.of(elsewhere)).problems())
                .extracting(Problem::toString)
                .containsExactly(elsewhere + ":1:1: has no 'cases'; add 'cases: …'");
    }

    @Test
    void findsAllMistakesOfAllFilesAtOnce() throws IOException {
        Reading reading = TestFiles.read("mistakes");

        TestFiles.assertGolden("mistakes.txt", TestFiles.lines(reading.problems()));
        assertThat(reading.scenarios())
                .hasSize(2)
                .allMatch(file -> file.scenario().name().equals("same"));
    }

    @Test
    void seesAnAliasBehindCharactersOfTwoUnits() throws IOException {
        assertThat(TestFiles.problems(folder, "scenario: s\ncases: [ { name: \"\uD83D\uDE00\", load: *load } ]\n"))
                .hasSize(1)
                .allMatch(problem -> problem.startsWith("s.yaml:2:29: cases[0].load: '*load' refers to another place"));
    }

    @Test
    void showsBothProblemsOfOneLine() throws IOException {
        assertThat(TestFiles.problems(folder, "scenario: s\ncases: [ { name: a, load: { rat: 1, threds: 2 } } ]\n"))
                .containsExactly(
                        "s.yaml:2:29: cases[0].load.rat: no such key; did you mean 'rate'?",
                        "s.yaml:2:37: cases[0].load.threds: no such key; did you mean 'threads'?");
    }

    private Case caseOf(String rest) throws IOException {
        return TestFiles.scenario(folder, "scenario: s\ncases:\n  - name: a\n    " + rest + "\n")
                .scenario()
                .cases()
                .get(0);
    }

    private static ScenarioFile only(Reading reading) {
        assertThat(reading.problems()).isEmpty();
        assertThat(reading.scenarios()).hasSize(1);
        return reading.scenarios().get(0);
    }
}
