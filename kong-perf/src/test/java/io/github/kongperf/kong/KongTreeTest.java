package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KongTreeTest {

    private static final String META = """
            -- Copyright (c) Kong
            local version = setmetatable({
              major = 3,
              minor = 9,
              patch = 1,
              %s
            }, {
              __tostring = function(t)
                return string.format("%%d.%%d.%%d%%s", t.major, t.minor, t.patch, t.suffix or "")
              end
            })

            return {
              _NAME = "kong",
              _VERSION = tostring(version),
              _DEPENDENCIES = { nginx = { "1.25.3.2" } }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void readsTheVersion() throws Exception {
        assertThat(version("--suffix = \"\"")).isEqualTo("3.9.1");
        assertThat(version("suffix = \"-rc.1\"")).isEqualTo("3.9.1-rc.1");
        assertThat(version("suffix = \"alpha\"")).isEqualTo("3.9.1-alpha");
        assertThat(version("suffix = \"\"")).isEqualTo("3.9.1");
        assertThat(version("--pre_release = \"alpha\"")).isEqualTo("3.9.1");
    }

    @Test
    void refusesAVersionThatItCantRead() throws Exception {
        write("kong/meta.lua", "return { _VERSION = '3.9.1' }");
        assertThatThrownBy(() -> tree().version())
                .isInstanceOf(KongFailed.class)
                .hasMessage(
                        "kong/meta.lua does not say which version this is: it has no 'major = <number>'; is it Kong's?");
        Files.delete(folder.resolve("kong/meta.lua"));
        assertThat(tree().isKong()).isFalse();
    }

    @Test
    void readsTheOpenRestyOfEachAge() throws Exception {
        assertThat(tree().openresty()).isEmpty();
        write(".requirements", "KONG_PACKAGE_NAME=kong\n\nRESTY_VERSION=1.19.9.1\nRESTY_LUAROCKS_VERSION=3.7.0\n");
        assertThat(tree().openresty()).contains("1.19.9.1");
        write(".requirements", "KONG_PACKAGE_NAME=kong\nOPENRESTY=1.25.3.2\nOPENRESTY_SHA256=2d56\n");
        assertThat(tree().openresty()).contains("1.25.3.2");
        write(".requirements", "# RESTY_VERSION=1.1.1.1\nLUAROCKS=3.11.1\n");
        assertThat(tree().openresty()).isEmpty();
    }

    @Test
    void readsWhichOpenRestyItAccepts() throws Exception {
        assertThat(tree().accepts()).isEmpty();
        version("");
        assertThat(tree().accepts()).contains(new NginxRange("1.25.3.2", "1.25.3.2"));
        write("kong/meta.lua", """
                return {
                  -- lua-version's `set()` in the form {from, to}
                  _DEPENDENCIES = {
                    -- nginx = { "1.13.6.2" },
                    nginx = { "1.15.8.1", "1.15.8.3" },
                  }
                }
                """);
        NginxRange range = tree().accepts().orElseThrow();
        assertThat(range.contains("1.15.8.1")).isTrue();
        assertThat(range.contains("1.15.8.3")).isTrue();
        assertThat(range.contains("1.15.8.10")).isFalse();
        assertThat(range.contains("1.15.8")).isFalse();
        assertThat(range.text()).isEqualTo("1.15.8.1 to 1.15.8.3");
    }

    @Test
    void readsTheRocks() throws Exception {
        assertThat(tree().rocks()).isEmpty();
        write("kong-3.9.1-0.rockspec", """
                package = "kong"
                dependencies = {
                  "inspect == 3.1.3",
                  -- "lua-resty-new == 0.1",
                  "penlight == 1.14.0", -- "for" everything
                }
                build = { modules = { ["kong"] = "kong/init.lua" } }
                """);
        assertThat(tree().rocks()).containsExactly("inspect == 3.1.3", "penlight == 1.14.0");
    }

    @Test
    void readsTheNamesOfSettings() throws Exception {
        assertThat(tree().settings()).isEmpty();
        write(
                "kong/templates/kong_defaults.lua",
                "return [[\nprefix = /usr/local/kong/\npg_timeout = 5000\nrole =\n]]\n");
        assertThat(tree().settings()).containsExactly("pg_timeout", "prefix", "role");
    }

    private String version(String suffix) throws IOException {
        write("kong/meta.lua", META.formatted(suffix));
        return tree().version();
    }

    private KongTree tree() {
        return new KongTree(Sources.in(folder));
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text);
    }
}
