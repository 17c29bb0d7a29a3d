package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.kong.StandInKong.Answer;
import io.github.kongperf.node.Await;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in keeps the contract that the framework relies on with Kong, on PostgreSQL. */
class StandInDatabaseTest {

    private static final String ANSWERS = """
            {"name": "request-termination", "config": {"status_code": 200, "message": "here"}}""";
    private static final String ENTITIES = """
            {"_format_version": "1.1", "routes": [{"name": "r1", "paths": ["/r1"], "plugins": [%s]}]}""".formatted(ANSWERS);

    private static final AtomicInteger ROLES = new AtomicInteger();

    private static StandInCluster cluster;
    private static Path tree;

    @TempDir
    private Path folder;

    @BeforeAll
    static void bringUp() throws Exception {
        cluster = new StandInCluster();
        tree = StandIn.tree("2.8.1");
    }

    @AfterAll
    static void takeDown() throws Exception {
        cluster.close();
    }

    private static String role(String encryption) throws IOException, InterruptedException {
        String name = "kong_" + ROLES.incrementAndGet();
        cluster.role(name, encryption);
        return name;
    }

    private StandInKong kong(String role) {
        return on(role, new StandInKong(folder, StandIn.home(), tree));
    }

    private StandInKong newer(String role) {
        Path three = folder.resolve("3");
        return on(role, new StandInKong(three, StandIn.home(StandIn.RESTY_3), StandIn.tree("3.9.0")));
    }

    private static StandInKong on(String role, StandInKong kong) {
        return kong.set("KONG_PG_PORT", String.valueOf(cluster.port))
                .set("KONG_PG_USER", role)
                .set("KONG_PG_PASSWORD", "secret")
                .set("KONG_PG_DATABASE", role);
    }

    private StandInKong bootstrapped() throws Exception {
        StandInKong kong = kong(role("md5"));
        assertThat(kong.kong("migrations", "bootstrap").code()).isZero();
        return kong;
    }

    @Test
    void wantsAnEmptyDatabaseToBeBootstrapped() throws Exception {
        StandInKong kong = kong(role("md5"));
        Answer refused = kong.kong("start");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.text()).contains("run 'kong migrations bootstrap'");
        assertThat(kong.kong("start", "--run-migrations").code()).isEqualTo(1);
        assertThat(kong.kong("migrations", "list").code()).isEqualTo(3);
        assertThat(kong.kong("migrations", "bootstrap").code()).isZero();
        assertThat(kong.kong("migrations", "bootstrap").text()).contains("already bootstrapped");
        assertThat(kong.kong("migrations", "list").code()).isZero();
    }

    @Test
    void importsADeclarativeFileAsOftenAsOneLikes() throws Exception {
        try (StandInKong kong = bootstrapped()) {
            String file =
                    Files.writeString(folder.resolve("entities.json"), ENTITIES).toString();
            assertThat(kong.kong("config", "db_import", file).code()).isZero();
            assertThat(kong.kong("config", "db_import", file).code()).isZero();
            kong.start();
            assertThat(kong.get("/r1").body()).isEqualTo("{\"message\":\"here\"}");
        }
    }

    @Test
    void readsWhatSqlInserted() throws Exception {
        String role = role("md5");
        try (StandInKong kong = kong(role)) {
            kong.kong("migrations", "bootstrap");
            cluster.sql(role, """
                    INSERT INTO services (id, name, host, port, protocol, path)
                      SELECT gen_random_uuid(), 's' || n, '127.0.0.1', %d, 'http', '/end' FROM generate_series(1, 3) n;
                    INSERT INTO routes (id, name, service_id, paths)
                      SELECT gen_random_uuid(), 'r' || n, (SELECT id FROM services WHERE name = 's' || (n %% 3 + 1)),
                        ARRAY['/r' || n] FROM generate_series(1, 1000) n;
                    INSERT INTO routes (id, name, paths) VALUES (gen_random_uuid(), 'end', ARRAY['/end'])""".formatted(kong.port));
            kong.start();
            assertThat(kong.get("/end").headers().firstValue("Via")).isEmpty();
            HttpResponse<String> answer = kong.get("/r1000");
            assertThat(answer.body()).isEqualTo("{\"message\":\"no Service found with those values\"}");
            assertThat(answer.headers().firstValue("Via")).isPresent();
        }
    }

    @Test
    void knowsScramFromVersion3() throws Exception {
        String role = role("scram-sha-256");
        Answer refused = kong(role).kong("migrations", "bootstrap");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.text()).contains("authentication method 10 (SCRAM) is not supported");
        StandInKong newer = newer(role);
        assertThat(newer.kong("migrations", "bootstrap"))
                .extracting(Answer::code)
                .isEqualTo(0);
        assertThat(newer.set("KONG_PG_PASSWORD", "wrong")
                        .kong("migrations", "list")
                        .text())
                .contains("password authentication failed");
    }

    @Test
    void aNewerOneWantsTheSchemaBroughtUpAndAnOlderOneDoesNotMind() throws Exception {
        String role = role("md5");
        try (StandInKong older = kong(role);
                StandInKong newer = newer(role)) {
            older.kong("migrations", "bootstrap");
            assertThat(newer.kong("start").text()).contains("run 'kong migrations up'");
            assertThat(newer.kong("migrations", "up").code()).isZero();
            assertThat(newer.kong("start").text()).contains("run 'kong migrations finish'");
            assertThat(newer.kong("migrations", "finish").code()).isZero();
            newer.start();
            older.start();
        }
    }

    @Test
    void aRouteOfTheAdminApiComesLiveByItself() throws Exception {
        try (StandInKong kong =
                bootstrapped().set("KONG_NGINX_WORKER_PROCESSES", "2").start()) {
            String route = "{\"name\": \"r\", \"paths\": [\"/r\"]}";
            assertThat(kong.admin("POST", "/routes", route).statusCode()).isEqualTo(201);
            assertThat(kong.admin("POST", "/routes", route).statusCode()).isEqualTo(409);
            assertThat(kong.admin("POST", "/routes/r/plugins", ANSWERS).statusCode())
                    .isEqualTo(201);
            assertThat(kong.admin("POST", "/services", "{}").body())
                    .contains("schema violation (host: required field missing)");
            assertThat(kong.admin("POST", "/config", ENTITIES).statusCode()).isEqualTo(400);
            answers(kong, "/r", Duration.ofSeconds(5));
            assertThat(kong.admin("DELETE", "/routes/r", "").statusCode()).isEqualTo(204);
        }
    }

    @Test
    void learnsOfChangesByAnotherOneOnItsDatabase() throws Exception {
        String role = role("md5");
        try (StandInKong kong = kong(role);
                StandInKong other = on(role, new StandInKong(folder.resolve("other"), StandIn.home(), tree))) {
            kong.kong("migrations", "bootstrap");
            kong.set("KONG_DB_UPDATE_FREQUENCY", "1").start();
            other.start();
            assertThat(other.admin("PUT", "/routes/r", "{\"paths\": [\"/r\"]}").statusCode())
                    .isEqualTo(200);
            assertThat(other.admin("POST", "/routes/r/plugins", ANSWERS).statusCode())
                    .isEqualTo(201);
            answers(kong, "/r", Duration.ofSeconds(10));
        }
    }

    @Test
    void goesOnServingWhenItsDatabaseDies() throws Exception {
        String role = role("md5");
        try (StandInKong kong = kong(role)) {
            kong.kong("migrations", "bootstrap");
            kong.start();
            assertThat(kong.admin("GET", "/status", "").body()).contains("\"reachable\":true");
            cluster.stop();
            try {
                assertThat(kong.admin("GET", "/status", "").body()).contains("\"reachable\":false");
                assertThat(kong.get("/none").statusCode()).isEqualTo(404);
                assertThat(kong.kong("restart").text()).contains("[PostgreSQL error]", "connection refused");
            } finally {
                cluster.start();
            }
        }
    }

    private static void answers(StandInKong kong, String path, Duration within) throws Exception {
        Await.until("a live route", within, () -> {
            try {
                int status = kong.get(path).statusCode();
                return status == 200 ? Optional.empty() : Optional.of("status " + status);
            } catch (IOException e) {
                return Optional.of(e.toString());
            }
        });
    }
}
