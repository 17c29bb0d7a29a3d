package io.github.kongperf.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class GlobalPluginsTest {

    private static final Map<String, Map<String, Object>> BURN =
            Map.of(Burn.PLUGIN, Map.<String, Object>of("microseconds", 12.5));

    private static final String WRITTEN =
            "{\"id\":\"%s\",\"name\":\"kong-perf-burn\",\"config\":{\"microseconds\":12.5}}"
                    .formatted(id(Entities.of("3.0", BURN)));

    @Test
    void writesAFileOfItsOwn() {
        assertThat(Entities.of("3.0", BURN).text())
                .isEqualTo("_format_version: \"3.0\"\nplugins:\n- " + WRITTEN + "\n");
        assertThat(Entities.of("3.0", BURN).root().path("plugins")).hasSize(1);
    }

    @Test
    void leavesWhatTheUserWroteAsItIs() {
        String text = "# ours\nservices: [{name: a, port: 0x50, enabled: yes}] # all\nweight: 1.10";
        assertThat(entities(text).with(BURN).text()).isEqualTo(text + "\nplugins:\n- " + WRITTEN + "\n");
    }

    @Test
    void comesFirstInABlock() {
        String text = """
                plugins: # both
                  # the first
                  -   name: a
                      enabled: yes
                  - name: b
                routes: []
                """;
        assertThat(entities(text).with(BURN).text()).isEqualTo("""
                plugins: # both
                  # the first
                  -   %s
                  -   name: a
                      enabled: yes
                  - name: b
                routes: []
                """.formatted(WRITTEN));
    }

    @Test
    void comesFirstInBrackets() {
        assertThat(entities("plugins: [ {name: a, port: 0x50} ]\r\nroutes: []\r\n")
                        .with(BURN)
                        .text())
                .isEqualTo("plugins: [ " + WRITTEN + ", {name: a, port: 0x50} ]\r\nroutes: []\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"_format_version\": \"3.0\", \"services\": [{\"name\": \"a\", \"weight\": 1.5}]}",
                "  _format_version: \"3.0\"\n  services: [{name: a, weight: 1.5}]",
                "_format_version: \"3.0\"\nservices: [{name: a, weight: 1.5}]\nplugins: []\n",
                "_format_version: \"3.0\"\nservices: [{name: a, weight: 1.5}]\nplugins:\n",
                "_format_version: \"3.0\"\nservices: [{name: a, weight: 1.5}]\n...\n"
            })
    void writesAnewWhatCannotBeAddedTo(String text) {
        Entities with = entities(text).with(BURN);
        JsonNode read = entities(with.text()).root();
        assertThat(read).isEqualTo(with.root());
        assertThat(read.path("_format_version").asString()).isEqualTo("3.0");
        assertThat(read.at("/services/0/weight").asString()).isEqualTo("1.5");
        assertThat(read.path("plugins")).hasSize(1);
    }

    @Test
    void addsSeveralInTheirOrder() {
        Map<String, Map<String, Object>> two = new LinkedHashMap<>(BURN);
        two.put("other", Map.of());
        for (String text :
                new String[] {"plugins:\n- name: a\n", "plugins: [{name: a}]\n", "plugins:\n\n-\n name: a\n"}) {
            assertThat(entities(text).with(two).root().path("plugins").findValuesAsString("name"))
                    .containsExactly(Burn.PLUGIN, "other", "a");
            assertThat(entities(entities(text).with(two).text()).root())
                    .isEqualTo(entities(text).with(two).root());
        }
    }

    @Test
    void isTheSameWithoutPlugins() {
        Entities entities = entities("a: 1");
        assertThat(entities.with(Map.of())).isSameAs(entities);
    }

    private static Entities entities(String text) {
        return new Entities(text, YamlDocument.parse(Path.of("test"), text).root());
    }

    private static String id(Entities entities) {
        return entities.root().at("/plugins/0/id").asString();
    }
}
