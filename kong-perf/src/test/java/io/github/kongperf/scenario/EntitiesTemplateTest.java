package io.github.kongperf.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntitiesTemplateTest {

    private static final EntitiesModel MODEL = new EntitiesModel(
            List.of("http://10.0.0.1:80", "http://10.0.0.1:81"),
            "3.9.1",
            "3.0",
            Map.of("cp", "cp.test", "dp-1", "10.0.0.2"),
            Map.of("routes", 5000.0, "share", 0.25));

    @TempDir
    Path folder;

    @Test
    void fillsInEveryValueThatThereIs() throws IOException {
        Entities entities = template("e.kong.yaml.ftl", """
                        _format_version: "${kong.formatVersion}"
                        version: "${kong.version}"
                        uris: [ <#list upstream.uris as uri>"${uri}"<#sep>, </#list> ]
                        hosts: [ ${nodes.cp.host}, "${nodes['dp-1'].host}" ]
                        routes: ${axis.routes}
                        share: ${axis.share}
                        """).render(MODEL);

        assertThat(entities.text()).isEqualTo("""
                        _format_version: "3.0"
                        version: "3.9.1"
                        uris: [ "http://10.0.0.1:80", "http://10.0.0.1:81" ]
                        hosts: [ cp.test, "10.0.0.2" ]
                        routes: 5000
                        share: 0.25
                        """);
        assertThat(entities.root().path("uris")).hasSize(2);
        assertThat(entities.root().path("routes").asInt()).isEqualTo(5000);
    }

    @Test
    void leavesAFileAloneThatIsNoTemplate() throws IOException {
        String text = "a: ${axis.routes}\n<#b>: 1\n";

        assertThat(template("e.kong.yaml", text).render(MODEL).text()).isEqualTo(text);
    }

    @Test
    void includesFilesOfItsFolder() throws IOException {
        Files.writeString(folder.resolve("part.ftl"), "b: ${kong.version}\n");

        assertThat(template("e.kong.yaml.ftl", "a: 1\n<#include \"part.ftl\">")
                        .render(MODEL)
                        .text())
                .isEqualTo("a: 1\nb: 3.9.1\n");
    }

    @Test
    void pointsIntoTheIncludedFile() throws IOException {
        Files.writeString(folder.resolve("part.ftl"), "b: 1\nc: ${nope}\n");

        assertThat(failure("a: 1\n<#include \"part.ftl\">"))
                .isEqualTo("part.ftl:2:6: nope: no such value; there are: axis.routes, axis.share, "
                        + "kong.formatVersion, kong.version, nodes.cp.host, nodes.dp-1.host, upstream.uris");
    }

    @Test
    void namesWhatIsUnknownAndWhatThereIs() throws IOException {
        assertThat(failure("a: ${axis.route}"))
                .isEqualTo(
                        "e.ftl:1:6: axis.route: no such value; did you mean 'axis.routes'? There are: axis.routes, "
                                + "axis.share, kong.formatVersion, kong.version, nodes.cp.host, nodes.dp-1.host, upstream.uris");
    }

    @Test
    void saysInOneLineWhatItCannotRead() throws IOException {
        assertThat(failure("a: 1\nb: ${1 +}"))
                .isEqualTo("e.ftl:2:9: FreeMarker can't read on at \"}\"; correct what stands here or before it");
        assertThat(failure("a: 1\n</#list>"))
                .isEqualTo(
                        "e.ftl:2:1: FreeMarker can't read on at \"</#list>\"; correct what stands here or before it");
        assertThat(failure("a: ${kong.version"))
                .isEqualTo("e.ftl:1:17: the template ends inside of '{'; close it by its counterpart");
    }

    @Test
    void saysInOneLineWhatItCannotWorkOut() throws IOException {
        assertThat(failure("a: ${kong.version?number}"))
                .isEqualTo(
                        "e.ftl:1:4: FreeMarker can't work this out (Can't convert this string to number: \"3.9.1\"); "
                                + "correct what stands here");
    }

    @Test
    void createsNoObjects() throws IOException {
        assertThat(failure("a: ${'java.lang.Object'?new()}")).contains("not allowed");
    }

    @Test
    void showsTheRenderedLineThatIsNoYaml() throws IOException {
        assertThat(failure("a: 1\nb: ${kong.version}: x\n"))
                .isEqualTo("e.ftl:1:1: rendered, its line 2 ('b: 3.9.1: x'): a ':' can't stand here; "
                        + "put the text in quotes, or align this line with the keys above");
    }

    @Test
    void wantsTheVersionOfTheFormatAsText() throws IOException {
        assertThat(failure("_format_version: ${kong.formatVersion}\n"))
                .isEqualTo("e.ftl:1:1: _format_version: rendered, its line 1 ('_format_version: 3.0'): "
                        + "must be text, but is a number; put it in quotes, \"3.0\"");
    }

    @Test
    void wantsAMapping() throws IOException {
        assertThat(failure("- a\n")).startsWith("e.ftl:1:1: must be a mapping");
    }

    @Test
    void saysThatAFileIsGone() {
        EntitiesTemplate gone = new EntitiesTemplate(folder.resolve("gone.yaml"), Path.of("gone.yaml"));

        assertThatThrownBy(() -> gone.render(MODEL)).hasMessageStartingWith("gone.yaml:1:1: can't be read");
    }

    private EntitiesTemplate template(String name, String text) throws IOException {
        return new EntitiesTemplate(Files.writeString(folder.resolve(name), text), Path.of(name));
    }

    private String failure(String text) throws IOException {
        List<Problem> problems = template("e.ftl", text).check(MODEL);
        assertThat(problems).hasSize(1);
        return problems.get(0).toString();
    }
}
