package io.github.kongperf.kong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.kongperf.node.TreeDelete;
import io.github.kongperf.node.local.LocalNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebTest {

    @TempDir
    private Path folder;

    private Path root = Path.of("");

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".gz", ".xz"})
    void unpacksWithModesAndLinks(String compression) throws Exception {
        unpack(deb("data.tar" + compression, ordinary()));
        assertThat(root.resolve("usr/local/bin/kong")).hasContent("#!/bin/sh");
        assertThat(mode("usr/local/bin/kong")).isEqualTo("rwxr-xr-x");
        assertThat(mode("usr/local/secret")).isEqualTo("r--------");
        assertThat(mode("usr/local/closed")).isEqualTo("rwxr-xr-x");
        assertThat(Files.readSymbolicLink(root.resolve("usr/local/absolute")))
                .isEqualTo(Path.of("/usr/local/bin/kong"));
        assertThat(Files.readSymbolicLink(root.resolve("usr/local/relative"))).isEqualTo(Path.of("bin/kong"));
        assertThat(Files.isSameFile(root.resolve("usr/local/hard"), root.resolve("usr/local/bin/kong")))
                .isTrue();
        assertThat(root.resolve("usr/local/" + "long/".repeat(40) + "name")).exists();
    }

    @Test
    void leavesZstdToDpkg() throws Exception {
        Path files = Files.createDirectories(folder.resolve("files/DEBIAN"));
        Files.writeString(
                files.resolve("control"), "Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n");
        Files.writeString(folder.resolve("files/inside"), "inside");
        Path deb = folder.resolve("x.deb");
        assertThat(new ProcessBuilder(
                                "dpkg-deb",
                                "-Zzstd",
                                "--build",
                                folder.resolve("files").toString(),
                                deb.toString())
                        .start()
                        .waitFor())
                .isZero();
        unpack(deb);
        assertThat(root.resolve("inside")).hasContent("inside");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../out", "./usr/../../out", "/etc/out", "usr/..", ".."})
    void refusesAFileThatLeadsOut(String name) throws Exception {
        byte[] tar = tar(out -> file(out, name, 0644, "x"));
        assertThatThrownBy(() -> unpack(deb("data.tar.gz", tar)))
                .isInstanceOf(Deb.Damaged.class)
                .hasMessageContaining("leads out of it: ");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void refusesAFileBehindALinkOfItsOwn() throws Exception {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        byte[] through = tar(out -> {
            link(out, "usr/door", outside.toString(), TarConstants.LF_SYMLINK);
            file(out, "usr/door/file", 0644, "x");
        });
        byte[] onto = tar(out -> {
            link(out, "usr/door", outside + "/file", TarConstants.LF_SYMLINK);
            file(out, "usr/door", 0644, "x");
        });
        byte[] hard = tar(out -> link(out, "usr/door", "../../outside/file", TarConstants.LF_LINK));
        for (byte[] tar : Arrays.asList(through, onto, hard)) {
            TreeDelete.of(root);
            Files.createDirectories(root);
            assertThatThrownBy(() -> unpack(deb("data.tar", tar))).isInstanceOf(Deb.Damaged.class);
            assertThat(outside).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".gz", ".xz", ""})
    void noticesWhereItWasCutOff(String compression) throws Exception {
        byte[] whole = Files.readAllBytes(deb("data.tar" + compression, ordinary()));
        Path part = folder.resolve("part.deb");
        int end = whole.length - 1;
        for (int length = 0; length < end; length += Math.max(1, end / 25)) {
            Files.write(part, Arrays.copyOf(whole, length));
            TreeDelete.of(root);
            Files.createDirectories(root);
            assertThatThrownBy(() -> unpack(part))
                    .as("%d bytes of %d", length, whole.length)
                    .isInstanceOf(Deb.Damaged.class);
        }
    }

    @Test
    void noticesChangedBytes() throws Exception {
        byte[] whole = Files.readAllBytes(deb("data.tar.gz", ordinary()));
        Random random = new Random(1);
        Path changed = folder.resolve("changed.deb");
        int begin = whole.length / 3;
        for (int i = 0; i < 40; i++) {
            byte[] bytes = whole.clone();
            bytes[begin + random.nextInt(whole.length - begin - 1)] ^= (byte) (1 << random.nextInt(8));
            Files.write(changed, bytes);
            TreeDelete.of(root);
            Files.createDirectories(root);
            assertThatThrownBy(() -> unpack(changed)).isInstanceOf(Deb.Damaged.class);
        }
    }

    @Test
    void refusesWhatIsNoPackage() throws Exception {
        Path page =
                Files.writeString(folder.resolve("page.deb"), "<html><body>Please log in</body></html>\n".repeat(50));
        assertThatThrownBy(() -> unpack(page))
                .isInstanceOf(Deb.Damaged.class)
                .hasMessageStartingWith(page + " is no whole Debian package: ");
        assertThatThrownBy(() -> unpack(deb("control.tar", ordinary())))
                .isInstanceOf(Deb.Damaged.class)
                .hasMessageContaining("it has no data.tar");
        assertThatThrownBy(() -> unpack(deb("data.tar.lzma", ordinary())))
                .isInstanceOf(Deb.Damaged.class)
                .hasMessageContaining("data.tar.lzma is packed in a way that is not known here");
    }

    private static byte[] ordinary() throws IOException {
        return tar(out -> {
            directory(out, "./", 0755);
            directory(out, "./usr/local/closed/", 0555);
            file(out, "./usr/local/closed/file", 0644, "x".repeat(3000));
            file(out, "./usr/local/bin/kong", 04755, "#!/bin/sh");
            file(out, "./usr/local/secret", 0, "x");
            link(out, "./usr/local/absolute", "/usr/local/bin/kong", TarConstants.LF_SYMLINK);
            link(out, "./usr/local/relative", "bin/kong", TarConstants.LF_SYMLINK);
            link(out, "./usr/local/hard", "./usr/local/bin/kong", TarConstants.LF_LINK);
            file(
                    out,
                    "./usr/local/" + "long/".repeat(40) + "name",
                    0644,
                    new Random(7).ints(4000).boxed().toList().toString());
        });
    }

    private void unpack(Path deb) throws IOException, InterruptedException {
        new Deb(deb, new LocalNode()).unpack(root);
    }

    private String mode(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(file)));
    }

    /** Fills a tar. */
    private interface Filling {
        void fill(TarArchiveOutputStream out) throws IOException;
    }

    private static byte[] tar(Filling filling) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            filling.fill(out);
        }
        return bytes.toByteArray();
    }

    private static void directory(TarArchiveOutputStream out, String name, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setMode(mode);
        out.putArchiveEntry(entry);
        out.closeArchiveEntry();
    }

    private static void file(TarArchiveOutputStream out, String name, int mode, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setMode(mode);
        entry.setSize(bytes.length);
        out.putArchiveEntry(entry);
        out.write(bytes);
        out.closeArchiveEntry();
    }

    private static void link(TarArchiveOutputStream out, String name, String to, byte kind) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
        entry.setLinkName(to);
        out.putArchiveEntry(entry);
        out.closeArchiveEntry();
    }

    private Path deb(String member, byte[] tar) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (OutputStream out = member.endsWith(".gz")
                ? new GZIPOutputStream(data)
                : member.endsWith(".xz") ? new XZCompressorOutputStream(data) : data) {
            out.write(tar);
        }
        Path deb = folder.resolve("made.deb");
        try (ArArchiveOutputStream out = new ArArchiveOutputStream(Files.newOutputStream(deb))) {
            add(out, "debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII));
            add(out, member, data.toByteArray());
        }
        return deb;
    }

    private static void add(ArArchiveOutputStream out, String name, byte[] bytes) throws IOException {
        out.putArchiveEntry(new ArArchiveEntry(name, bytes.length));
        out.write(bytes);
        out.closeArchiveEntry();
    }
}
