package io.github.kongperf.node;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Copies a file or a folder with modes and links. Sockets, pipes and devices are left out: their content is not theirs. */
public final class TreeCopy extends SimpleFileVisitor<Path> {

    private static final String MODE = "unix:mode";
    private static final int PERMISSIONS = 07777;
    private static final int OWNER_MAY_ALL = 0700;

    private final Path from;
    private final Path to;

    public TreeCopy(Path from, Path to) {
        this.from = from.toAbsolutePath().normalize();
        this.to = to.toAbsolutePath().normalize();
    }

    /** @throws IOException if some of it can't be copied */
    public void copy() throws IOException {
        if (to.startsWith(from) && Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("a folder can't be copied into itself");
        }
        Path parent = to.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.walkFileTree(from, this);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        Path target = target(folder);
        // Only the folder that was named may be a link: what lies behind other links is not meant.
        boolean there =
                folder.equals(from) ? Files.isDirectory(target) : Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS);
        if (!there) {
            Files.deleteIfExists(target);
            Files.createDirectory(target);
        }
        Files.setAttribute(target, MODE, mode(folder) | OWNER_MAY_ALL);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Path copy = target(file);
        if (attributes.isSymbolicLink()) {
            Files.deleteIfExists(copy);
            Files.createSymbolicLink(copy, Files.readSymbolicLink(file));
        } else if (attributes.isRegularFile()) {
            try {
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(copy, MODE, mode(file));
            } catch (NoSuchFileException e) {
                // Something at work in the folder has removed it since.
                if (file.equals(from) || Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw e;
                }
            }
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
        if (failure != null) {
            throw failure;
        }
        // Not before: one may not write into a folder that is read-only.
        Files.setAttribute(target(folder), MODE, mode(folder));
        return FileVisitResult.CONTINUE;
    }

    private Path target(Path path) {
        return path.equals(from) ? to : to.resolve(from.relativize(path));
    }

    private static int mode(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, MODE, LinkOption.NOFOLLOW_LINKS) & PERMISSIONS;
    }
}
