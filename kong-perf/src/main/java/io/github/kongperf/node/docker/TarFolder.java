package io.github.kongperf.node.docker;

import io.github.kongperf.node.TreeCopy;
import io.github.kongperf.node.TreeDelete;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Files and folders as tar, in which they travel to a container and back. Sockets, pipes and devices are left out: their content
 * is not theirs.
 */
public final class TarFolder {

    private static final String MODE = "unix:mode";
    private static final int PERMISSIONS = 07777;
    private static final int OWNER_MAY_ALL = 0700;

    private TarFolder() {}

    /**
     * Writes a file or a folder with all that is in it, as root's.
     *
     * @param name of it in the archive; {@code .} for what is in a folder, without another folder around it
     */
    public static void write(Path from, String name, OutputStream to) throws IOException {
        try (TarArchiveOutputStream tar = archive(to)) {
            Files.walkFileTree(from, new Writer(from, name, tar));
        }
    }

    /** Writes one file. */
    static void write(String name, byte[] content, int mode, int uid, int gid, OutputStream to) throws IOException {
        try (TarArchiveOutputStream tar = archive(to)) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setMode(mode);
            entry.setIds(uid, gid);
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
    }

    private static TarArchiveOutputStream archive(OutputStream to) {
        TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new BufferedOutputStream(to), StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        return tar;
    }

    /**
     * Reads an archive of one file or folder, and puts it in place of {@code to}, as {@link TreeCopy} does.
     *
     * @throws IOException if it holds none, or can't be written
     */
    static void read(InputStream from, Path to) throws IOException {
        Path temp = Files.createTempDirectory("kong-perf-");
        try {
            Path root = extract(from, temp);
            new TreeCopy(root, to).copy();
        } finally {
            TreeDelete.of(temp);
        }
    }

    private static Path extract(InputStream from, Path temp) throws IOException {
        Path root = null;
        Map<Path, Integer> folders = new LinkedHashMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new BufferedInputStream(from), StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = inside(temp, entry.getName());
                if (root == null) {
                    root = target;
                }
                int mode = entry.getMode() & PERMISSIONS;
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    folders.put(target, mode);
                } else if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else if (entry.isLink()) {
                    Files.copy(inside(temp, entry.getLinkName()), target, StandardCopyOption.COPY_ATTRIBUTES);
                } else if (entry.isFile()) {
                    Files.copy(tar, target);
                    Files.setAttribute(target, MODE, mode);
                }
            }
        }
        if (root == null) {
            throw new IOException("the archive is empty");
        }
        // The inner ones first, and not before all is in them: one may not write into a folder that is read-only.
        List<Path> all = new ArrayList<>(folders.keySet());
        Collections.reverse(all);
        for (Path folder : all) {
            Files.setAttribute(folder, MODE, folders.getOrDefault(folder, OWNER_MAY_ALL));
        }
        return root;
    }

    private static Path inside(Path temp, String name) throws IOException {
        Path target = temp.resolve(name).normalize();
        if (!target.startsWith(temp) || target.equals(temp)) {
            throw new IOException("the archive holds '%s', which lies outside of it".formatted(name));
        }
        return target;
    }

    private static final class Writer extends SimpleFileVisitor<Path> {
        private final Path from;
        private final String name;
        private final TarArchiveOutputStream tar;

        Writer(Path from, String name, TarArchiveOutputStream tar) {
            this.from = from;
            this.name = name;
            this.tar = tar;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            add(folder, new TarArchiveEntry(name(folder) + "/"));
            tar.closeArchiveEntry();
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isSymbolicLink()) {
                TarArchiveEntry entry = new TarArchiveEntry(name(file), TarConstants.LF_SYMLINK);
                entry.setLinkName(Files.readSymbolicLink(file).toString());
                add(file, entry);
                tar.closeArchiveEntry();
            } else if (attributes.isRegularFile()) {
                byte[] content;
                try {
                    content = Files.readAllBytes(file);
                } catch (NoSuchFileException e) {
                    // Something at work in the folder has removed it since.
                    if (file.equals(from)) {
                        throw e;
                    }
                    return FileVisitResult.CONTINUE;
                }
                TarArchiveEntry entry = new TarArchiveEntry(name(file));
                entry.setSize(content.length);
                add(file, entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
            return FileVisitResult.CONTINUE;
        }

        private String name(Path path) {
            return path.equals(from) ? name : name + "/" + from.relativize(path);
        }

        private void add(Path path, TarArchiveEntry entry) throws IOException {
            entry.setMode((Integer) Files.getAttribute(path, MODE, LinkOption.NOFOLLOW_LINKS) & PERMISSIONS);
            entry.setModTime(Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS));
            entry.setIds(0, 0);
            tar.putArchiveEntry(entry);
        }
    }
}
