package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.scenario.Kong.Plugin;
import io.github.kongperf.version.KongVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KongSettingsTest {

    @Test
    void putsTheUsersSettingsOverTheDefaultsAndOursOverBoth() {
        Map<String, String> values = settings(
                        plan(
                                new KongDatabase.Off(Optional.of("/f.yaml")),
                                Map.of("role", "data_plane"),
                                List.of(),
                                List.of()),
                        Map.of("log_level", "debug", "mem_cache_size", "1024m", "role", "traditional"))
                .values();
        assertThat(values)
                .containsEntry("log_level", "debug")
                .containsEntry("mem_cache_size", "1024m")
                .containsEntry("anonymous_reports", "off")
                .containsEntry("nginx_daemon", "off")
                .containsEntry("prefix", "/f/kong")
                .containsEntry("proxy_listen", "127.0.0.1:1234")
                .containsEntry("admin_listen", "off")
                .containsEntry("status_listen", "off")
                .containsEntry("admin_gui_listen", "off")
                .containsEntry("database", "off")
                .containsEntry("declarative_config", "/f.yaml")
                .containsEntry("role", "data_plane")
                .doesNotContainKeys(
                        "cluster_listen", "nginx_worker_processes", "nginx_main_user", "lua_package_path", "plugins");
        assertThat(values.values()).noneMatch(value -> value.contains("reuseport"));
    }

    @Test
    void tellsThePasswordToNobody() {
        KongSettings settings = settings(
                plan(new KongDatabase.Postgres("h", 5433, "u", "hidden", "d"), Map.of(), List.of(), List.of()),
                Map.of());
        assertThat(settings.environment())
                .containsEntry("KONG_PG_HOST", "h")
                .containsEntry("KONG_PG_PORT", "5433")
                .containsEntry("KONG_PG_USER", "u")
                .containsEntry("KONG_PG_DATABASE", "d")
                .doesNotContainValue("hidden");
        assertThat(settings.password()).contains("hidden");
        assertThat(new KongDatabase.Postgres("h", 5433, "u", "hidden", "d"))
                .asString()
                .doesNotContain("hidden");
    }

    @Test
    void addsCustomPluginsToThoseOfTheUser() {
        List<Plugin> plugins =
                List.of(new Plugin("mine", Optional.of(Path.of("/x"))), new Plugin("rate-limiting", Optional.empty()));
        KongServer.Plan plan = plan(new KongDatabase.Off(Optional.empty()), Map.of(), plugins, List.of(2, 3));
        assertThat(settings(plan, Map.of()).values())
                .containsEntry("plugins", "bundled,mine")
                .containsEntry("nginx_worker_processes", "2");
        assertThat(settings(plan, Map.of("plugins", "key-auth, mine", "nginx_worker_processes", "1"))
                        .values())
                .containsEntry("plugins", "key-auth,mine")
                .containsEntry("nginx_worker_processes", "1");
        assertThat(settings(plan, Map.of("plugins", "off")).values()).containsEntry("plugins", "mine");
    }

    @Test
    void combinesTheLuaPath() {
        KongServer.Plan plan = plan(new KongDatabase.Off(Optional.empty()), Map.of(), List.of(), List.of());
        assertThat(KongSettings.of(plan, Map.of(), false, "/t/?.lua;").values())
                .containsEntry("lua_package_path", "/t/?.lua;./?.lua;./?/init.lua;");
        assertThat(KongSettings.of(plan, Map.of("lua_package_path", "/u/?.lua"), false, "/t/?.lua;")
                        .values())
                .containsEntry("lua_package_path", "/t/?.lua;/u/?.lua");
        assertThat(KongSettings.of(plan, Map.of(), true, "").values()).containsEntry("nginx_main_user", "root root");
    }

    @Test
    void refusesWhatIsOursByName() {
        Map<String, String> user = Map.of(
                "proxy_listen",
                "0.0.0.0:80",
                "PREFIX",
                "/x",
                "KONG_LOG_LEVEL",
                "info",
                "log-level",
                "info",
                "log_level",
                "info");
        assertThat(KongSettings.refused(user))
                .containsExactly(
                        "kong.config.KONG_LOG_LEVEL: write it as Kong's configuration file does: log_level",
                        "kong.config.PREFIX: is set by Kong Perf; leave it out",
                        "kong.config.log-level: is no name of a setting; they are made of small letters, digits and _",
                        "kong.config.proxy_listen: is set by Kong Perf; leave it out");
        KongServer.Plan plan = plan(new KongDatabase.Off(Optional.empty()), Map.of(), List.of(), List.of());
        assertThatThrownBy(() -> settings(plan, user)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesSettingsThatThisKongWouldIgnore() {
        Map<String, String> user = Map.of("pg_timout", "1", "pg_timeout", "1", "nginx_http_gzip", "on", "zzz", "1");
        assertThat(installation(Set.of("pg_timeout", "prefix")).unknownSettings(user))
                .containsExactly(
                        "kong.config.pg_timout: Kong 3.9.1 knows no such setting, and would ignore it; did you mean 'pg_timeout'?",
                        "kong.config.zzz: Kong 3.9.1 knows no such setting, and would ignore it");
        assertThat(installation(Set.of()).unknownSettings(user)).isEmpty();
    }

    @Test
    void needsAPortToBeWaitedFor() {
        assertThatThrownBy(() -> new KongServer.Plan(
                        "/f",
                        Map.of(),
                        "127.0.0.1",
                        new KongDatabase.Off(Optional.empty()),
                        Map.of(),
                        List.of(),
                        List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Installation installation(Set<String> settings) {
        return new Installation(
                new KongVersion.Release("3.9.1"),
                "3.9.1",
                List.of(),
                "/bin/kong",
                Map.of(),
                "/",
                "",
                settings,
                Map.of());
    }

    private static KongSettings settings(KongServer.Plan plan, Map<String, String> user) {
        return KongSettings.of(plan, user, false, "");
    }

    private static KongServer.Plan plan(
            KongDatabase database, Map<String, String> more, List<Plugin> plugins, List<Integer> cpus) {
        return new KongServer.Plan("/f", Map.of(Listen.PROXY, 1234), "127.0.0.1", database, more, plugins, cpus);
    }
}
