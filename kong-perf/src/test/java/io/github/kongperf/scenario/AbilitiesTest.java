package io.github.kongperf.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AbilitiesTest {

    @TempDir
    Path folder;

    @Test
    void theEmbeddedDriverSaysWhichKeysItCannotServe() {
        ScenarioFile simple = TestFiles.read("simple.yaml").scenarios().get(0);

        assertThat(Abilities.of("embedded").missing(simple))
                .extracting(Problem::toString)
                .containsExactly(
                        "simple.yaml:8:3: kong.database: the embedded driver has no PostgreSQL; use 'off', or a driver that has it: local, docker",
                        "simple.yaml:15:5: cases[0].profile: the embedded driver has no profilers; remove them, or a driver that has it: local, docker",
                        "simple.yaml:23:5: cases[1].during: the embedded driver has no changes under load; remove them");
    }

    @Test
    void theFullScenarioAsksForAllThereIs() throws IOException {
        ScenarioFile full = TestFiles.read("full/full.yaml").scenarios().get(0);
        ScenarioFile nginx =
                withOneCase("{ target: status }", "upstream: { nginx: 'location / { proxy_pass http://x; }' }");
        EnumSet<Ability> asked = EnumSet.noneOf(Ability.class);
        AbilityUse.of(full.scenario()).forEach(use -> asked.add(use.ability()));
        AbilityUse.of(nginx.scenario()).forEach(use -> asked.add(use.ability()));

        assertThat(asked).isEqualTo(EnumSet.allOf(Ability.class));
        AbilityUse.of(full.scenario())
                .forEach(use -> assertThat(full.positions()).containsKey(use.pointer()));
    }

    @Test
    void wordsEachLackAsASentence() throws IOException {
        ScenarioFile full = TestFiles.read("full/full.yaml").scenarios().get(0);
        ScenarioFile nginx =
                withOneCase("{ target: status }", "upstream: { nginx: 'location / { proxy_pass http://x; }' }");

        TestFiles.assertGolden(
                "embedded-lacks.txt",
                TestFiles.lines(Abilities.of("embedded").missing(full))
                        + TestFiles.lines(Abilities.of("embedded").missing(nginx)));
    }

    @ParameterizedTest
    @ValueSource(strings = "terraform")
    void theOthersCanDoEverything(String driver) {
        ScenarioFile full = TestFiles.read("full/full.yaml").scenarios().get(0);

        assertThat(Abilities.of(driver).missing(full)).isEmpty();
    }

    @Test
    void theLocalDriverLacksWhatComesLater() {
        ScenarioFile full = TestFiles.read("full/full.yaml").scenarios().get(0);

        assertThat(Abilities.of("local").missing(full))
                .extracting(Problem::message)
                .containsExactlyInAnyOrder(
                        "the local driver has no node of its own for a database; remove it, or a driver that has it: docker",
                        "the local driver has no nodes to name, only one gateway; remove them, or a driver that has it: docker",
                        "the local driver has no changes under load; remove them",
                        "the local driver has no changes under load; remove them");
    }

    @Test
    void theEmbeddedDriverServesAPlainScenario() throws IOException {
        Files.writeString(folder.resolve("e.kong.yaml"), "services: []\n");
        ScenarioFile plain = withOneCase(
                "{ rate: 100, engine: jvm, target: upstream }\n    matrix: { n: [1, 2] }\n    order: one-after-another",
                """
                upstream: { nginx: 'location / { return 200; }' }
                kong: { database: off, config: { a: b }, entities: e.kong.yaml }
                variants: [ { name: v, config: { a: c } } ]""");

        assertThat(Abilities.of("embedded").missing(plain)).isEmpty();
    }

    @Test
    void refusesAnUnknownDriverAndNamesTheRest() {
        assertThatThrownBy(() -> Abilities.of("dokcer")).hasMessage("'dokcer' is no driver; did you mean 'docker'?");
        assertThatThrownBy(() -> Abilities.of("ssh"))
                .hasMessage("'ssh' is no driver; write one of: local, docker, terraform, embedded");
    }

    private ScenarioFile withOneCase(String load, String rest) throws IOException {
        return TestFiles.scenario(folder, "scenario: s\n%s\ncases:\n  - name: a\n    load: %s\n".formatted(rest, load));
    }
}
