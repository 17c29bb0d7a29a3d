package io.github.kongperf.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedArchiveTest {

    @TempDir
    Path temp;

    static PostgresBinaries embedded(Node node, Path cache) throws InterruptedException {
        return PostgresBinaries.find(
                node,
                new PostgresSources(Optional.of(PostgresSources.EMBEDDED), EmbeddedBinaries.onClassPath(), cache));
    }

    @Test
    void unpacksProgramsAndLinksOnce() throws Exception {
        Path archive = EmbeddedBinaries.foundOnClassPath().orElseThrow();
        Path cache = temp.resolve("a/b");

        Path folder = EmbeddedArchive.unpack(archive, cache);

        assertThat(folder.resolve("bin/postgres")).isExecutable();
        assertThat(Files.isSymbolicLink(folder.resolve("lib/libpq.so.5"))).isTrue();
        assertThat(folder.resolve("lib/libpq.so.5")).exists();
        Files.writeString(folder.resolve("mark"), "");
        assertThat(EmbeddedArchive.unpack(archive, cache)).isEqualTo(folder);
        assertThat(folder.resolve("mark")).exists();
        try (var inside = Files.list(cache)) {
            assertThat(inside).containsExactly(folder);
        }
    }

    @Test
    void isOfTheVersionThatThePluginFetches() {
        assertThat(EmbeddedBinaries.foundOnClassPath().orElseThrow())
                .hasFileName("%s-%s.jar".formatted(EmbeddedBinaries.artifact(), EmbeddedBinaries.VERSION));
    }

    @Test
    void leavesNothingOfAnArchiveThatIsTorn() throws Exception {
        Path jar = EmbeddedBinaries.foundOnClassPath().orElseThrow();
        byte[] bytes;
        try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(jar.toFile())) {
            bytes = zip.getInputStream(zip.getEntry(EmbeddedBinaries.fileName()))
                    .readNBytes(3_000_000);
        }
        Path torn = Files.write(temp.resolve("torn.txz"), bytes);

        assertThatThrownBy(() -> EmbeddedArchive.unpack(torn, temp.resolve("cache")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("unpacking PostgreSQL from %s into ".formatted(torn))
                .hasMessageEndingWith("is the archive whole, is the disk full?");
        try (var inside = Files.list(temp.resolve("cache"))) {
            assertThat(inside).isEmpty();
        }
    }

    @Test
    void refusesAnArchiveThatWritesElsewhere() throws Exception {
        Path archive = archive("../outside");

        assertThatThrownBy(() -> EmbeddedArchive.unpack(archive, temp.resolve("cache")))
                .hasMessageContaining("it wants to write outside of its folder: ../outside");
        assertThat(temp.resolve("cache/outside")).doesNotExist();
    }

    private Path archive(String... names) throws IOException {
        Path file = temp.resolve("made.txz");
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new XZCompressorOutputStream(Files.newOutputStream(file)))) {
            for (String name : Arrays.asList(names)) {
                byte[] text = "text".getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(text.length);
                tar.putArchiveEntry(entry);
                tar.write(text);
                tar.closeArchiveEntry();
            }
        }
        return file;
    }
}
