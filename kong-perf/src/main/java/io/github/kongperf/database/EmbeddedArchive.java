package io.github.kongperf.database;

import io.github.kongperf.node.TreeDelete;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** Unpacks {@link EmbeddedBinaries} into a cache, once. */
final class EmbeddedArchive {

    private EmbeddedArchive() {}

    /**
     * The folder that holds what the archive holds. It appears all at once, so that no other process sees half of it.
     *
     * @param cache made if it is not there
     */
    static Path unpack(Path archive, Path cache) {
        try {
            Path folder = cache.resolve("postgresql-" + digest(archive));
            if (Files.isDirectory(folder)) {
                return folder;
            }
            Files.createDirectories(cache);
            Path half = Files.createTempDirectory(cache, ".postgresql-");
            try {
                try (InputStream packed = open(archive)) {
                    unpack(packed, half);
                }
                Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
                move(half, folder);
            } finally {
                TreeDelete.of(half);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "unpacking PostgreSQL from %s into %s: %s; is the archive whole, is the disk full?"
                            .formatted(archive, cache, e.getMessage()),
                    e);
        }
    }

    private static void move(Path half, Path folder) throws IOException {
        try {
            Files.move(half, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException another) {
            // Another build was faster; it unpacked the same.
            return;
        }
    }

    private static void unpack(InputStream packed, Path folder) throws IOException {
        TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(packed)));
        @Nullable TarArchiveEntry entry;
        while ((entry = tar.getNextEntry()) != null) {
            Path path = folder.resolve(entry.getName()).normalize();
            if (!path.startsWith(folder)) {
                throw new IOException("it wants to write outside of its folder: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(path);
                continue;
            }
            Files.createDirectories(java.util.Objects.requireNonNull(path.getParent()));
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            } else {
                Files.copy(tar, path);
                boolean program = (entry.getMode() & 0100) != 0;
                Files.setPosixFilePermissions(
                        path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    private static InputStream open(Path archive) throws IOException {
        if (!archive.toString().endsWith(".jar")) {
            return Files.newInputStream(archive);
        }
        ZipFile jar = new ZipFile(archive.toFile());
        @Nullable ZipEntry entry = jar.getEntry(EmbeddedBinaries.fileName());
        if (entry == null) {
            jar.close();
            throw new IOException("there is no " + EmbeddedBinaries.fileName() + " in it");
        }
        return new java.io.FilterInputStream(jar.getInputStream(entry)) {
            @Override
            public void close() throws IOException {
                super.close();
                jar.close();
            }
        };
    }

    private static String digest(Path archive) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(archive), digest)) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
