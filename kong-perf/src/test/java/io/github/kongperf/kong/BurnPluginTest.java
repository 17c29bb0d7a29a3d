package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.kongperf.scenario.Burn;
import io.github.kongperf.scenario.Kong;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BurnPluginTest {

    @TempDir
    private Path folder;

    @Test
    void putsItsSourcesThereOnce() throws IOException {
        Path sources = BurnPlugin.in(folder.resolve("plugins"));
        FileTime longAgo = FileTime.fromMillis(0);
        Files.setLastModifiedTime(sources.resolve("handler.lua"), longAgo);
        Files.writeString(sources.resolve("schema.lua"), "half");

        assertThat(BurnPlugin.in(folder.resolve("plugins"))).isEqualTo(sources);
        assertThat(Files.getLastModifiedTime(sources.resolve("handler.lua"))).isEqualTo(longAgo);
        assertThat(sources.resolve("schema.lua")).content().endsWith("}\n");
    }

    @Test
    void isSwitchedOnEverywhere() {
        Kong.Plugin plugin = new Burn(Duration.ofNanos(1500)).plugin(BurnPlugin.in(folder));
        assertThat(CustomPlugins.check(List.of(plugin))).isEmpty();
        assertThat(CustomPlugins.names(List.of(plugin))).containsExactly("kong-perf-burn");
        assertThat(plugin.everywhere()).contains(Map.of("microseconds", 1.5));
    }
}
