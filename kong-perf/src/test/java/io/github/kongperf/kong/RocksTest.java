package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksTest {

    @TempDir
    private Path folder;

    @Test
    void namesWhatIsMissingAndWhatIsAnotherVersion() throws Exception {
        install("penlight/1.13.1-1");
        install("luasocket/3.0rc1-2");
        install("binaryheap/0.4-1");
        install("kong-lapis/1.16.0.1-1");
        Files.createDirectories(folder.resolve("removed"));
        Rocks rocks = new Rocks(List.of(folder));
        List<String> wanted = List.of(
                "lua >= 5.1",
                "penlight == 1.14.0",
                "LuaSocket == 3.0-rc1",
                "tieske/binaryheap >= 0.4",
                "lapis == 1.8.3.1",
                "removed",
                "inspect == 3.1.3");
        assertThat(rocks.missing(wanted)).containsExactly("removed", "inspect == 3.1.3");
        assertThat(rocks.differing(wanted))
                .containsExactly("penlight 1.13.1-1 (wanted == 1.14.0)", "lapis 1.16.0.1-1 (wanted == 1.8.3.1)");
    }

    @Test
    void comparesVersionsAsLuaRocksDoes() {
        assertThat(RockVersion.satisfies("1.0-1", "== 1.0-1")).isTrue();
        assertThat(RockVersion.satisfies("1.0-2", "== 1.0-1")).isFalse();
        assertThat(RockVersion.satisfies("1.0-2", "== 1.0")).isTrue();
        assertThat(RockVersion.satisfies("1.5.3-0", "~> 1.5")).isTrue();
        assertThat(RockVersion.satisfies("1.6.0-0", "~> 1.5")).isFalse();
        assertThat(RockVersion.satisfies("1.10-1", ">= 1.9, < 2")).isTrue();
        assertThat(RockVersion.satisfies("2.0-1", ">= 1.9, < 2")).isFalse();
        assertThat(RockVersion.satisfies("3.0rc1-2", ">= 3.0")).isFalse();
        assertThat(RockVersion.satisfies("scm-1", ">= 3.0")).isTrue();
        assertThat(RockVersion.satisfies("0.1-1", "")).isTrue();
    }

    @Test
    void guessesTheModuleOfARock() {
        assertThat(Rocks.module("lua-resty-http == 0.17.2")).isEqualTo("resty/http");
        assertThat(Rocks.module("lua_pack == 2.0.0")).isEqualTo("lua_pack");
        assertThat(Rocks.module("kong-pgmoon == 1.16.2")).isEqualTo("pgmoon");
    }

    private void install(String version) throws IOException {
        Files.createDirectories(folder.resolve(version));
    }
}
