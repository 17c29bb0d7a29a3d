package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksWithoutKongTest {

    @TempDir
    private Path folder;

    private Path share = Path.of("");
    private Path sources = Path.of("");

    @BeforeEach
    void makeRocks() throws IOException {
        share = folder.resolve("rocks/share/lua/5.1");
        sources = folder.resolve("sources");
        write(share, "pl/utils.lua");
        write(sources, "kong/meta.lua");
        write(sources, "kong/plugins/acl/handler.lua");
    }

    @Test
    void leavesRocksAloneThatHaveNoKong() throws Exception {
        assertThat(rocks().of(share, sources)).isEqualTo(share);
    }

    @Test
    void hidesTheInstalledKongButForPluginsThatCameAsRocks() throws Exception {
        install();
        Path seen = rocks().of(share, sources);
        assertThat(seen.resolve("pl/utils.lua")).exists();
        assertThat(seen.resolve("kong/plugins/zipkin/handler.lua")).exists();
        assertThat(seen.resolve("kong/meta.lua")).doesNotExist();
        assertThat(seen.resolve("kong/deleted.lua")).doesNotExist();
        // Of this Kong, though the sources have it no longer.
        assertThat(seen.resolve("kong/plugins/deleted")).doesNotExist();
        assertThat(rocks().of(share, sources)).isEqualTo(seen);
        write(share, "new.lua");
        assertThat(rocks().of(share, sources).resolve("new.lua")).exists();
    }

    @Test
    void showsSourcesWithThePluginsThatCameAsRocks() throws Exception {
        install();
        Path kong = rocks().kong(share, sources);
        assertThat(kong.resolve("meta.lua")).hasContent("sources/kong/meta.lua");
        assertThat(kong.resolve("plugins/acl/handler.lua")).exists();
        assertThat(kong.resolve("plugins/zipkin/handler.lua")).exists();
        assertThat(kong.resolve("deleted.lua")).doesNotExist();
        assertThat(kong.resolve("plugins/deleted")).doesNotExist();
    }

    private void install() throws IOException {
        write(share, "kong/meta.lua");
        write(share, "kong/deleted.lua");
        write(share, "kong/plugins/acl/handler.lua");
        write(share, "kong/plugins/deleted/handler.lua");
        write(share, "kong/plugins/zipkin/handler.lua");
        Path rockspec = folder.resolve("rocks/lib/luarocks/rocks-5.1/kong/2.8.3-0/kong-2.8.3-0.rockspec");
        Files.createDirectories(Objects.requireNonNull(rockspec.getParent()));
        Files.writeString(rockspec, """
                build = { modules = {
                  ["kong.plugins.acl.handler"] = "kong/plugins/acl/handler.lua",
                  ["kong.plugins.deleted.handler"] = "kong/plugins/deleted/handler.lua",
                } }
                """);
    }

    private RocksWithoutKong rocks() {
        return new RocksWithoutKong(new Cache(folder.resolve("cache")));
    }

    private void write(Path below, String file) throws IOException {
        Path path = below.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, folder.relativize(path).toString());
    }
}
