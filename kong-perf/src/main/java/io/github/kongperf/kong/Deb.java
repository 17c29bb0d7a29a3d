package io.github.kongperf.kong;

import io.github.kongperf.node.Command;
import io.github.kongperf.node.Node;
import io.github.kongperf.node.NodeFailed;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/** A Debian package, unpacked without installing it: no script of it runs, and all belongs to whoever unpacks. */
final class Deb {

    private static final Duration UNPACK = Duration.ofMinutes(5);

    private final Path file;
    private final Node node;

    /** @param node has {@code dpkg-deb}, perhaps: for what is packed by zstd */
    Deb(Path file, Node node) {
        this.file = file;
        this.node = node;
    }

    /** What is in the file is no package, or only a part of one. */
    static final class Damaged extends KongFailed {
        private static final long serialVersionUID = 1L;

        Damaged(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Knows how much was read: a tar may be cut off between two files, and look whole. */
    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            count += Math.max(0, read);
            return read;
        }
    }

    /** A failure to write, among all those to read. */
    private static final class NotWritten extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final IOException reason;

        NotWritten(IOException reason) {
            super(reason);
            this.reason = reason;
        }
    }

    /**
     * Unpacks what it would install.
     *
     * @param folder exists
     * @throws Damaged if it is none, or is not whole, or leads out of the folder
     * @throws IOException if the folder can't be written
     */
    void unpack(Path folder) throws IOException, InterruptedException {
        try (ArArchiveInputStream members =
                new ArArchiveInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            ArArchiveEntry member = members.getNextEntry();
            while (member != null && !member.getName().startsWith("data.tar")) {
                member = members.getNextEntry();
            }
            if (member == null) {
                throw new IOException("it has no data.tar");
            }
            if (member.getName().endsWith(".zst")) {
                byDpkg(folder);
                return;
            }
            Counted packed = new Counted(members);
            try (InputStream data = decompressed(member.getName(), packed)) {
                unpack(data, new SafeFolder(folder));
            }
            if (packed.count != member.getSize()) {
                throw new IOException("it ends too early");
            }
        } catch (NotWritten e) {
            throw new IOException(Reason.of(e.reason), e.reason);
        } catch (IOException | IllegalArgumentException e) {
            throw new Damaged("%s is no whole Debian package: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static InputStream decompressed(String name, InputStream in) throws IOException {
        String packing = switch (name.substring("data.tar".length())) {
            case "" -> "";
            case ".gz" -> CompressorStreamFactory.GZIP;
            case ".xz" -> CompressorStreamFactory.XZ;
            case ".bz2" -> CompressorStreamFactory.BZIP2;
            default -> throw new IOException("its %s is packed in a way that is not known here".formatted(name));
        };
        try {
            return packing.isEmpty() ? in : new CompressorStreamFactory(true).createCompressorInputStream(packing, in);
        } catch (CompressorException e) {
            throw new IOException("its %s can't be unpacked: %s".formatted(name, e.getMessage()), e);
        }
    }

    private void byDpkg(Path folder) throws InterruptedException {
        try {
            node.run(Command.of("dpkg-deb", "-x", file.toString(), folder.toString())
                            .within(UNPACK))
                    .orFail("unpacking " + file);
        } catch (NodeFailed e) {
            throw new KongFailed(
                    "%s is packed by zstd, which only 'dpkg-deb' of the package dpkg (1.21.18 or later) can unpack here: %s"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static void unpack(InputStream data, SafeFolder folder) throws IOException {
        Map<Path, Set<PosixFilePermission>> directories = new LinkedHashMap<>();
        TarArchiveInputStream entries = new TarArchiveInputStream(data);
        for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            unpack(entries, entry, folder, directories);
        }
        // The checksum of what it was packed by comes after the last file.
        data.transferTo(OutputStream.nullOutputStream());
        // Only now: a folder may be closed to its own owner.
        for (var directory : directories.entrySet()) {
            written(() -> Files.setPosixFilePermissions(directory.getKey(), directory.getValue()));
        }
    }

    private static void unpack(
            TarArchiveInputStream entries,
            TarArchiveEntry entry,
            SafeFolder folder,
            Map<Path, Set<PosixFilePermission>> directories)
            throws IOException {
        Path place = folder.place(entry.getName());
        Set<PosixFilePermission> permissions = SafeFolder.permissions(entry.getMode(), entry.isDirectory());
        if (entry.isDirectory()) {
            written(() -> Files.createDirectories(place));
            directories.put(place, permissions);
        } else if (entry.isSymbolicLink()) {
            written(() -> Files.createSymbolicLink(place, Path.of(entry.getLinkName())));
        } else if (entry.isLink()) {
            Path existing = folder.place(entry.getLinkName());
            written(() -> Files.createLink(place, existing));
        } else if (entry.isFile()) {
            copy(entries, place);
            written(() -> Files.setPosixFilePermissions(place, permissions));
        } else {
            throw new IOException("it has a device: " + entry.getName());
        }
    }

    private static void copy(InputStream from, Path to) throws IOException {
        byte[] buffer = new byte[1 << 16];
        OutputStream out = written(() -> Files.newOutputStream(to));
        try {
            for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
                int count = length;
                written(() -> {
                    out.write(buffer, 0, count);
                    return count;
                });
            }
        } finally {
            written(() -> {
                out.close();
                return 0;
            });
        }
    }

    /** Writes something. */
    @FunctionalInterface
    private interface Writing<T> {
        T run() throws IOException;
    }

    private static <T> T written(Writing<T> writing) {
        try {
            return writing.run();
        } catch (IOException e) {
            throw new NotWritten(e);
        }
    }
}
