package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KongHomeTest {

    @TempDir
    private Path folder;

    @Test
    void readsWhatBazelMade() throws Exception {
        openresty("openresty");
        rocks("");
        // As bazel has it: links into what it built.
        Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(folder.resolve("bin/resty"), Path.of("../openresty/bin/resty"));
        KongHome home = KongHome.in(folder);
        assertThat(home.resty()).contains(folder.resolve("openresty/bin/resty"));
        assertThat(home.nginx()).contains(folder.resolve("openresty/nginx/sbin/nginx"));
        assertThat(home.bin())
                .containsExactly(
                        folder.resolve("openresty/bin"),
                        folder.resolve("openresty/nginx/sbin"),
                        folder.resolve("openresty/luajit/bin"));
        assertThat(home.lualib())
                .containsExactly(folder.resolve("openresty/site/lualib"), folder.resolve("openresty/lualib"));
        assertThat(home.share())
                .containsExactly(folder.resolve("share/lua/5.1"), folder.resolve("openresty/luajit/share/lua/5.1"));
        assertThat(home.lib()).containsExactly(folder.resolve("lib/lua/5.1"));
        assertThat(home.hasModule("pl/utils")).isTrue();
        assertThat(home.hasModule("pl/other")).isFalse();
    }

    @Test
    void readsWhatKongBuildToolsMade() throws Exception {
        openresty("openresty");
        rocks("rocks/");
        assertThat(KongHome.in(folder).share()).first().isEqualTo(folder.resolve("rocks/share/lua/5.1"));
    }

    @Test
    void readsAnUnpackedPackage() throws Exception {
        openresty("usr/local/openresty");
        rocks("usr/local/");
        KongHome home = KongHome.in(folder);
        assertThat(home.nginx()).contains(folder.resolve("usr/local/openresty/nginx/sbin/nginx"));
        assertThat(home.share()).first().isEqualTo(folder.resolve("usr/local/share/lua/5.1"));
    }

    @Test
    void followsLinksOutOfItButInNoCircle() throws Exception {
        Path inside = Files.createDirectories(folder.resolve("home"));
        openresty("opt/openresty-1.25");
        rocks("elsewhere/");
        link("home/openresty", "opt/openresty-1.25");
        link("home/rocks", "elsewhere");
        link("home/circle", "home");
        link("elsewhere/back", "home");
        KongHome home = KongHome.in(inside);
        assertThat(home.nginx()).contains(inside.resolve("openresty/nginx/sbin/nginx"));
        assertThat(home.resty()).contains(inside.resolve("openresty/bin/resty"));
        assertThat(home.share())
                .containsExactly(
                        inside.resolve("rocks/share/lua/5.1"), inside.resolve("openresty/luajit/share/lua/5.1"));
        assertThat(home.isWhole()).isTrue();
        // It may be a link itself.
        link("link", "opt");
        assertThat(KongHome.in(folder.resolve("link")).nginx())
                .contains(folder.resolve("opt/openresty-1.25/nginx/sbin/nginx"));
    }

    @Test
    void knowsAFolderByItsOwnNameThoughALinkLeadsToItAsWell() throws Exception {
        openresty("openresty");
        link("nginx", "openresty/nginx");
        assertThat(KongHome.in(folder).nginx()).contains(folder.resolve("openresty/nginx/sbin/nginx"));
    }

    @Test
    void findsWhatBazelMadeInACheckout() throws Exception {
        openresty("cache/bazel/bin/build/kong-dev/openresty");
        rocks("cache/bazel/bin/build/kong-dev/");
        openresty("cache/bazel/bin/build/another/openresty");
        openresty("cache/bazel/bin/external/openresty");
        Files.createDirectories(folder.resolve("checkout/build/openresty"));
        link("checkout/bazel-bin", "cache/bazel/bin");
        link("checkout/bazel-checkout", "cache/bazel");
        Path checkout = folder.resolve("checkout");
        Path build = checkout.resolve("bazel-bin/build/kong-dev");
        KongHome home = KongHome.in(checkout);
        assertThat(home.name()).isEqualTo(checkout.toString());
        assertThat(home.nginx()).contains(build.resolve("openresty/nginx/sbin/nginx"));
        assertThat(home.share()).first().isEqualTo(build.resolve("share/lua/5.1"));
        assertThat(home.lib()).containsExactly(build.resolve("lib/lua/5.1"));
        assertThat(KongHome.in(checkout.resolve("bazel-bin")).nginx())
                .contains(folder.resolve("cache/bazel/bin/build/kong-dev/openresty/nginx/sbin/nginx"));
    }

    @Test
    void namesFoldersOfSharedLibrariesBeforeThoseOfTheCaller() throws Exception {
        openresty("openresty");
        for (String lib : List.of("kong/lib", "openssl/lib", "openresty/luajit/lib", "python/lib")) {
            Files.createDirectories(folder.resolve(lib));
        }
        Files.createDirectories(folder.resolve("lib/lua/5.1"));
        String without = folder + "/lib";
        assertThat(KongHome.in(folder).libraries()).doesNotContain(Path.of(without));
        Files.writeString(folder.resolve("lib/libyaml-0.so.2"), "");
        assertThat(KongHome.in(folder).libraryPath(Map.of("LD_LIBRARY_PATH", "/mine")))
                .isEqualTo(Map.of(
                        "LD_LIBRARY_PATH",
                        "%1$s/kong/lib:%1$s/openssl/lib:%1$s/openresty/luajit/lib:%1$s/openresty/lualib:%1$s/lib:/mine"
                                .formatted(folder)));
        assertThat(KongHome.onPath(Map.of()).libraryPath(Map.of())).isEmpty();
    }

    @Test
    void tellsItsNginxToOthersWithWhatItNeeds() throws Exception {
        openresty("openresty");
        HomeNginx nginx = HomeNginx.in(Optional.of(folder), Map.of()).orElseThrow();
        assertThat(nginx.program()).isEqualTo(folder + "/openresty/nginx/sbin/nginx");
        assertThat(nginx.environment())
                .containsEntry("LD_LIBRARY_PATH", folder + "/openresty/lualib")
                .hasEntrySatisfying(
                        "LUA_PATH",
                        path -> assertThat(path)
                                .contains(folder + "/openresty/lualib/?.lua;")
                                .endsWith(";;"));
        assertThat(HomeNginx.in(Optional.of(folder.resolve("none")), Map.of())).isEmpty();
        assertThat(HomeNginx.in(Optional.empty(), Map.of())).isEmpty();
    }

    @Test
    void refusesAFolderThatIsNotThere() throws Exception {
        assertThatThrownBy(() -> KongHome.in(folder.resolve("none")))
                .isInstanceOf(KongFailed.class)
                .hasMessage("kongHome: %s/none is not there, or can't be read".formatted(folder));
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> KongHome.in(file))
                .isInstanceOf(KongFailed.class)
                .hasMessage("kongHome: %s is no folder".formatted(file));
    }

    @Test
    void takesFromACallersShellWhatIsNotRelativeAndNotHisCheckout() throws Exception {
        openresty("openresty");
        rocks("rocks/");
        program("checkout/bin/kong");
        String rocks = folder.resolve("rocks/share/lua/5.1").toString();
        String checkout = folder.resolve("checkout").toString();
        KongHome home = KongHome.onPath(Map.of(
                "PATH",
                "relative:%s:/usr/bin".formatted(folder.resolve("openresty/bin")),
                "LUA_PATH",
                "./?.lua;./?/init.lua;%1$s/?.lua;%1$s/?/init.lua;%2$s/?.lua;%2$s/?/init.lua;/opt/more/?.lua;;"
                        .formatted(rocks, checkout),
                "LUA_CPATH",
                "./?.so;/opt/lib/?.so;;"));
        assertThat(home.resty()).contains(folder.resolve("openresty/bin/resty"));
        assertThat(home.nginx()).contains(folder.resolve("openresty/nginx/sbin/nginx"));
        assertThat(home.share()).containsExactly(Path.of(rocks));
        assertThat(home.luaPath()).containsExactly("/opt/more/?.lua");
        assertThat(home.luaCpath()).containsExactly("/opt/lib/?.so");
        assertThat(KongHome.onPath(Map.of()).resty()).isEmpty();
    }

    private void link(String at, String to) throws IOException {
        Files.createSymbolicLink(folder.resolve(at), folder.resolve(to));
    }

    private void openresty(String at) throws IOException {
        program(at + "/bin/resty");
        program(at + "/nginx/sbin/nginx");
        program(at + "/luajit/bin/luajit");
        Files.createDirectories(folder.resolve(at + "/lualib/ngx"));
        Files.createDirectories(folder.resolve(at + "/site/lualib"));
        Files.createDirectories(folder.resolve(at + "/luajit/share/lua/5.1"));
    }

    private void rocks(String at) throws IOException {
        Files.createDirectories(folder.resolve(at + "share/lua/5.1/pl"));
        Files.writeString(folder.resolve(at + "share/lua/5.1/pl/utils.lua"), "");
        Files.createDirectories(folder.resolve(at + "lib/lua/5.1"));
    }

    private void program(String at) throws IOException {
        Path file = folder.resolve(at);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, "#!/bin/sh\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
