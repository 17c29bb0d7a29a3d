package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.node.local.LocalNode;
import io.github.kongperf.version.KongVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native parts that only say which version they are, and sources that only say what they ask for. */
class HomeChecksTest {

    @TempDir
    private Path folder;

    private Path home = Path.of("");
    private Path sources = Path.of("");

    @BeforeEach
    void makeHomeAndSources() throws IOException {
        home = folder.resolve("home");
        sources = folder.resolve("sources");
        nginx("home/openresty/nginx/sbin/nginx", "1.15.8.2");
        program("home/openresty/bin/resty", "exit 0");
        write("home/share/lua/5.1/pl/utils.lua", "");
        sources("\"1.15.8.1\", \"1.15.8.3\"");
    }

    @Test
    void takesAnOpenRestyThatKongAcceptsAndSaysThatItIsAnotherOne() throws Exception {
        assertThat(checks().missing(tree())).isEmpty();
        assertThat(checks().misfit(tree())).isEmpty();
        assertThat(checks().differences(tree())).isEmpty();
        write("sources/.requirements", "RESTY_VERSION=1.15.8.3\n");
        assertThat(checks().misfit(tree())).isEmpty();
        assertThat(checks().differences(tree()))
                .containsExactly(Map.entry("kong.openresty_differs", "OpenResty 1.15.8.2 (wanted 1.15.8.3)"));
    }

    @Test
    void refusesAnOpenRestyThatKongDoesNot() throws Exception {
        sources("\"1.25.3.2\"");
        assertThat(checks().missing(tree()))
                .singleElement()
                .asString()
                .startsWith(
                        "the home has OpenResty 1.15.8.2, but this Kong starts on OpenResty 1.25.3.2 only; 'make build-venv'")
                .endsWith("by -Dkong-perf.kongHome");
        assertThat(checks().misfit(tree())).isPresent();
    }

    @Test
    void wantsTheVeryOpenRestyWhereSourcesDoNotSayWhichTheyAccept() throws Exception {
        sources("");
        write("sources/.requirements", "RESTY_VERSION=1.15.8.3\n");
        assertThat(checks().missing(tree())).isEmpty();
        assertThat(checks().misfit(tree())).contains("the home has OpenResty 1.15.8.2");
    }

    @Test
    void refusesAnInstalledOpenRestyOnlyIfAnOldKongWouldTakeIt() throws Exception {
        write("sources/kong/cmd/utils/nginx_signals.lua", "local nginx_search_paths = {}");
        assertThat(checks().missing(tree())).isEmpty();
        nginx("installed/nginx", "1.19.9.1");
        assertThat(checks().missing(tree())).isEmpty();
        nginx("installed/nginx", "1.15.8.1");
        assertThat(checks().missing(tree()))
                .singleElement()
                .asString()
                .startsWith("this Kong would run on %s/installed/nginx, which it looks for first".formatted(folder));
        write("sources/kong/cmd/utils/nginx_signals.lua", "kong_conf.openresty_path");
        assertThat(checks().missing(tree())).isEmpty();
    }

    @Test
    void takesAnInstalledOpenRestyThatIsALinkToThatOfTheHome() throws Exception {
        write("sources/kong/cmd/utils/nginx_signals.lua", "local nginx_search_paths = {}");
        Files.createSymbolicLink(folder.resolve("installed"), home.resolve("openresty/nginx/sbin"));
        assertThat(checks().missing(tree())).isEmpty();
    }

    @Test
    void comparesRocksWithWhatLuaRocksHasInstalled() throws Exception {
        write("sources/kong-1.5.0-0.rockspec", """
                dependencies = {
                  "penlight == 1.7.0",
                  "lua-resty-http == 0.13",
                  "luatz == 0.4",
                }
                """);
        // No list of rocks: they came in another way.
        assertThat(checks().missing(tree())).isEmpty();
        write("home/lib/luarocks/rocks-5.1/penlight/1.7.1-1/rock_manifest", "");
        write("home/share/lua/5.1/resty/http.lua", "");
        assertThat(checks().missing(tree())).isEmpty();
        assertThat(checks().differences(tree())).containsEntry("kong.rocks_missing", "without luatz == 0.4");
        write("home/lib/luarocks/rocks-5.1/luatz/0.4-1/rock_manifest", "");
        assertThat(checks().missing(tree())).isEmpty();
        assertThat(checks().differences(tree()))
                .containsExactly(Map.entry("kong.rocks_differ", "penlight 1.7.1-1 (wanted == 1.7.0)"));
    }

    @Test
    void findsNoModulesOfAnInstalledKong() throws Exception {
        Path system = folder.resolve("system/share/lua/5.1");
        assertThat(luaPath(system)).endsWith(";;");
        write("system/share/lua/5.1/kong/deleted.lua", "");
        write("system/share/lua/5.1/inspect.lua", "");
        assertThat(luaPath(system)).doesNotEndWith(";").doesNotContain(system.toString());
        assertThat(found(luaPath(system), "kong/deleted")).isFalse();
        assertThat(found(luaPath(system), "inspect")).isTrue();
        write("home/openresty/lualib/resty/core.lua", "");
        write("home/openresty/luajit/share/luajit-2.1.0-beta3/jit/v.lua", "");
        write("home/openresty/luajit/share/lua/5.1/luarocks/loader.lua", "");
        for (String module : List.of("kong/meta", "resty/core", "pl/utils", "jit/v", "luarocks/loader")) {
            assertThat(found(luaPath(system), module)).as(module).isTrue();
        }
    }

    private static boolean found(String luaPath, String module) {
        return List.of(luaPath.split(";")).stream()
                .anyMatch(pattern -> Files.exists(Path.of(pattern.replace("?", module))));
    }

    private String luaPath(Path system) throws InterruptedException {
        HomeInstaller installer = new HomeInstaller(
                new LocalNode(), new Cache(folder.resolve("cache")), Optional.of(home), Map.of(), system);
        return String.valueOf(installer
                .install(new KongVersion.Tree(sources.toString()), sources, Map.of())
                .environment()
                .get("LUA_PATH"));
    }

    private HomeChecks checks() {
        return new HomeChecks(
                new LocalNode(), "the home", KongHome.in(home), Map.of(), List.of(folder.resolve("installed/nginx")));
    }

    private KongTree tree() {
        return new KongTree(Sources.in(sources));
    }

    private void sources(String accepted) throws IOException {
        write("sources/kong/meta.lua", """
                local version = {
                  major = 1,
                  minor = 5,
                  patch = 0,
                }
                return { _DEPENDENCIES = { nginx = { %s } } }
                """.formatted(accepted));
    }

    private void nginx(String at, String version) throws IOException {
        program(at, "echo 'nginx version: openresty/%s' >&2".formatted(version));
    }

    private void program(String at, String script) throws IOException {
        write(at, "#!/bin/sh\n%s\n".formatted(script));
        assertThat(folder.resolve(at).toFile().setExecutable(true)).isTrue();
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text);
    }
}
