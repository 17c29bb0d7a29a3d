package io.github.kongperf.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.NodeFailed;
import io.github.kongperf.scenario.Upstream;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NginxSearchTest {

    private static final String NGINX = """
            program /usr/sbin/nginx
            build nginx version: nginx/1.22.1
            build built with OpenSSL 3.0.15 3 Sep 2024
            build configure arguments: --modules-path=/usr/lib/nginx/modules --with-http_stub_status_module
            """;
    private static final String WITH_MODULES = NGINX.replace("build built", """
            module /usr/lib/nginx/modules/ndk_http_module.so
            module /usr/lib/nginx/modules/ngx_http_lua_module.so
            build built""");
    private static final String OPENRESTY = """
            program /usr/local/openresty/nginx/sbin/nginx
            build nginx version: openresty/1.19.9.1
            build built by gcc 10.2.1 20210110 (Debian 10.2.1-6)
            build configure arguments: --prefix=/usr/local/openresty/nginx --add-module=../ngx_lua-0.10.20 \
            --without-http_uwsgi_module --with-http_stub_status_module
            """;

    @Test
    void choosesOneThatKnowsLuaWhereItIsNeeded() {
        NginxSearch.Found found = NginxSearch.parse("uid 1000\nfiles 1048576\n" + NGINX + OPENRESTY);

        assertThat(found.root()).isFalse();
        assertThat(found.programs())
                .extracting(NginxProgram::version)
                .containsExactly("nginx/1.22.1", "openresty/1.19.9");
        assertThat(found.withLua("here").path()).isEqualTo("/usr/local/openresty/nginx/sbin/nginx");
        assertThat(NginxSearch.parse("uid 0\nfiles 1024\n" + WITH_MODULES)
                        .withLua("here")
                        .luaModules())
                .containsExactly(
                        "/usr/lib/nginx/modules/ndk_http_module.so", "/usr/lib/nginx/modules/ngx_http_lua_module.so");
    }

    @Test
    void takesAnotherOneOnlyWhereNoneOfTheUsualWillDo() {
        NginxSearch.Found usual = NginxSearch.parse("uid 1000\nfiles 1024\n" + NGINX);
        NginxSearch.Found found = usual.and(NginxSearch.parse("uid 1000\nfiles 1024\n" + OPENRESTY));
        assertThat(found.programs().get(0).path()).isEqualTo("/usr/sbin/nginx");
        assertThat(found.withLua("here").path()).isEqualTo("/usr/local/openresty/nginx/sbin/nginx");
    }

    @Test
    void saysHowToGetLuaWhereThereIsNone() {
        NginxSearch.Found found = NginxSearch.parse("uid 0\nfiles 1024\n" + NGINX);
        assertThatThrownBy(() -> found.withLua("this machine"))
                .isInstanceOf(NodeFailed.class)
                .hasMessage("/usr/sbin/nginx on this machine does not know Lua, which a delay or *_by_lua needs;"
                        + " install libnginx-mod-http-lua (Debian, Ubuntu) or openresty, or leave it out");
    }

    @Test
    void writesOnlyWhatThatNginxKnowsAndTheSystemAllows() {
        NginxSearch.Found found = NginxSearch.parse("uid 1000\nfiles unlimited\n" + NGINX + OPENRESTY);
        String nginx = conf(new NginxFiles(found.programs().get(0), true, 4096));
        String openresty = conf(new NginxFiles(found.programs().get(1), found.root(), found.openFiles()));

        assertThat(nginx)
                .contains(
                        "user root;",
                        "keepalive_time 1d;",
                        "uwsgi_temp_path",
                        "worker_connections 3968;",
                        "processes 2;");
        assertThat(openresty)
                .contains("worker_connections 16384;", "worker_rlimit_nofile 1048576;", "scgi_temp_path")
                .doesNotContain("user root", "keepalive_time ", "uwsgi", "reuseport");
    }

    private static String conf(NginxFiles files) {
        UpstreamPlace place = new UpstreamPlace("/f", List.of(2, 3), 4, Set.of(0, 1));
        return Objects.requireNonNull(files.forStart(Upstream.Respond.ok(), place, "127.0.0.1", "token")
                .get(NginxFiles.CONF));
    }

    @Test
    void readsTheCountOfRequests() {
        assertThat(StatusPage.parse("""
                        Active connections: 2\s
                        server accepts handled requests
                         17 17 4711\s
                        Reading: 0 Writing: 1 Waiting: 1\s
                        """)).isEqualTo(4711);
        assertThatThrownBy(() -> StatusPage.parse("<html>404</html>")).isInstanceOf(NodeFailed.class);
    }
}
