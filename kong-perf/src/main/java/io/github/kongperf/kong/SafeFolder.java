package io.github.kongperf.kong;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** A folder that is filled from an archive, which may have been made by hand: nothing is written outside of it. */
final class SafeFolder {

    private final Path folder;
    private final Set<Path> parents = new HashSet<>();

    /** @param folder must exist */
    SafeFolder(Path folder) throws IOException {
        this.folder = folder.toRealPath();
    }

    /** An archive that leads out of its folder. */
    static final class Escapes extends IOException {
        private static final long serialVersionUID = 1L;

        Escapes(String path) {
            super("it has an entry that leads out of it: " + path);
        }
    }

    /**
     * Where an entry belongs. Its parents are made.
     *
     * @throws Escapes if that is outside, also if only by a link that was written before
     */
    Path place(String path) throws IOException {
        for (Path name : Path.of(path)) {
            if (name.toString().equals("..")) {
                throw new Escapes(path);
            }
        }
        Path file = folder.resolve(path).normalize();
        if (!file.startsWith(folder)) {
            throw new Escapes(path);
        }
        if (file.equals(folder)) {
            return file;
        }
        Path parent = Objects.requireNonNull(file.getParent());
        if (parents.add(parent)) {
            make(parent, path);
        }
        if (Files.isSymbolicLink(file)) {
            // What is written there would go to where it leads.
            throw new Escapes(path);
        }
        return file;
    }

    private void make(Path parent, String path) throws IOException {
        Path made = folder;
        for (Path name : folder.relativize(parent)) {
            made = made.resolve(name);
            if (Files.isSymbolicLink(made)) {
                throw new Escapes(path);
            }
            if (!made.equals(folder) && !Files.isDirectory(made)) {
                Files.createDirectory(made);
            }
        }
    }

    /** The permissions in the last nine bits of a mode; the owner can always read, and enter and change folders. */
    static Set<PosixFilePermission> permissions(int mode, boolean directory) {
        StringBuilder text = new StringBuilder();
        for (int bit = 8; bit >= 0; bit--) {
            text.append((mode >> bit & 1) == 1 ? "xwr".charAt(bit % 3) : '-');
        }
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(PosixFilePermissions.fromString(text.toString()));
        permissions.add(PosixFilePermission.OWNER_READ);
        if (directory) {
            permissions.add(PosixFilePermission.OWNER_WRITE);
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
        }
        return permissions;
    }
}
