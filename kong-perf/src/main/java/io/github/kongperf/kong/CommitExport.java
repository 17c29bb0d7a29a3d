package io.github.kongperf.kong;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Writes the files of a commit to a folder, byte for byte as they are in the repository: no filter, hook or configuration has
 * a part in it. Submodules are left out.
 */
final class CommitExport {

    private final KongRepository repository;
    private final SafeFolder folder;

    private CommitExport(KongRepository repository, SafeFolder folder) {
        this.repository = repository;
        this.folder = folder;
    }

    static void write(KongRepository repository, String hash, Path folder) throws IOException {
        new CommitExport(repository, new SafeFolder(folder)).write(hash);
    }

    private void write(String hash) throws IOException {
        try (RevWalk walk = new RevWalk(repository.jgit());
                ObjectReader reader = repository.jgit().newObjectReader();
                TreeWalk files = new TreeWalk(reader)) {
            files.addTree(KongRepository.tree(walk, hash));
            files.setRecursive(true);
            while (files.next()) {
                FileMode mode = files.getFileMode(0);
                if (!mode.equals(FileMode.GITLINK)) {
                    write(reader, files, mode);
                }
            }
        }
    }

    private void write(ObjectReader reader, TreeWalk files, FileMode mode) throws IOException {
        Path file = folder.place(files.getPathString());
        if (mode.equals(FileMode.SYMLINK)) {
            byte[] target = reader.open(files.getObjectId(0)).getBytes();
            Files.createSymbolicLink(file, Path.of(new String(target, StandardCharsets.UTF_8)));
            return;
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            reader.open(files.getObjectId(0)).copyTo(out);
        }
        if (mode.equals(FileMode.EXECUTABLE_FILE)) {
            Set<PosixFilePermission> permissions = new HashSet<>(Files.getPosixFilePermissions(file));
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
            Files.setPosixFilePermissions(file, permissions);
        }
    }
}
