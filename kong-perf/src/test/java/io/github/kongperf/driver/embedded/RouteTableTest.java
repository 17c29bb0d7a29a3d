package io.github.kongperf.driver.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.kongperf.scenario.Entities;
import io.github.kongperf.scenario.EntitiesModel;
import io.github.kongperf.scenario.EntitiesTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RouteTableTest {

    @TempDir
    private Path folder;

    @Test
    void prefersTheLongestPath() throws IOException {
        RouteTable table = table("""
                services:
                  - {name: a, url: "http://a:1", routes: [{paths: [/s1]}]}
                  - {name: b, url: "http://b:1/base", routes: [{paths: [/s1/long]}]}
                """);
        assertThat(service(table, "GET", "h", "/s1/x")).contains("a");
        assertThat(service(table, "GET", "h", "/s1/long/x")).contains("b");
        assertThat(service(table, "GET", "h", "/other")).isEmpty();
    }

    @Test
    void prefersTheRouteThatSaysMost() throws IOException {
        RouteTable table = table("""
                services:
                  - {name: a, url: "http://a:1", routes: [{paths: [/very/long]}]}
                  - {name: b, host: b, port: 8080, path: /x, routes: [{hosts: [Example.org], methods: [GET], paths: [/]}]}
                """);
        assertThat(service(table, "GET", "example.org", "/very/long")).contains("b");
        assertThat(service(table, "POST", "example.org", "/very/long")).contains("a");
        assertThat(table.services().get(1).uri()).hasToString("http://b:8080/x");
    }

    @Test
    void readsRoutesThatNameTheirService() throws IOException {
        RouteTable table = table("""
                services: [{name: a, url: "http://a:1"}]
                routes:
                  - {name: r1, service: {name: a}, paths: [/r1], strip_path: false}
                  - {name: r2, service: a, paths: [/r2]}
                """);
        assertThat(table.find("GET", "h", "/r1").orElseThrow().stripPath()).isFalse();
        assertThat(table.find("GET", "h", "/r2").orElseThrow().stripPath()).isTrue();
    }

    @Test
    void refusesAllThatItWouldNotObey() throws IOException {
        Entities entities = entities("""
                plugins: [{name: key-auth}]
                consumers: []
                services:
                  - name: a
                    url: "https://a"
                    client_certificate: x
                    routes:
                      - {name: r, paths: ["~/s[0-9]"], hosts: ["*.example.org"], headers: {a: [b]}}
                  - {name: b, url: "http://b", routes: [{name: none}]}
                routes: [{name: lost, service: {name: nobody}, paths: [/]}]
                """);
        assertThat(RouteTable.faults(entities))
                .containsExactlyInAnyOrder(
                        "'plugins' needs Kong; this gateway obeys services and routes only",
                        "service 'a': 'client_certificate' needs Kong; this gateway does not obey it",
                        "service 'a': 'https://a' is no address that begins with http://",
                        "route 'none' has neither paths nor methods nor hosts",
                        "route 'lost' belongs to the service 'nobody', which is not in the file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RouteTable.of(entities))
                .withMessageContaining("'plugins' needs Kong")
                .withMessageContaining("nobody");
    }

    @Test
    void refusesRegularExpressionsAndWildcards() throws IOException {
        Entities entities = entities("""
                services:
                  - name: a
                    url: "http://a"
                    routes: [{name: r, paths: ["~/s[0-9]"], hosts: ["*.example.org"], headers: {a: [b]}}]
                """);
        assertThat(RouteTable.faults(entities))
                .containsExactlyInAnyOrder(
                        "route 'r': 'headers' needs Kong; this gateway does not obey it",
                        "route 'r': the path '~/s[0-9]' is a regular expression; this gateway knows prefixes only",
                        "route 'r': the host '*.example.org' has a wildcard; this gateway knows whole names only");
    }

    private static Optional<String> service(RouteTable table, String method, String host, String path) {
        return table.find(method, host, path).map(route -> route.service().name());
    }

    private RouteTable table(String yaml) throws IOException {
        return RouteTable.of(entities(yaml));
    }

    private Entities entities(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("some.kong.yaml"), "_format_version: \"3.0\"\n" + yaml);
        return new EntitiesTemplate(file).render(new EntitiesModel(List.of(), "embedded", "3.0", Map.of(), Map.of()));
    }
}
