package io.github.kongperf.result;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of runs below a folder.
 *
 * @param files sorted
 * @param damages what could not even be looked at
 */
record RunFiles(List<Path> files, List<Damage> damages) {
    RunFiles {
        files = files.stream().sorted().toList();
        damages = List.copyOf(damages);
    }

    /** Nothing if there is no such folder. Leaves out what a killed writer left half-written. */
    static RunFiles below(Path folder, String end) {
        if (!Files.isDirectory(folder)) {
            return new RunFiles(List.of(), List.of());
        }
        Visitor visitor = new Visitor(end);
        try {
            Files.walkFileTree(folder, visitor);
        } catch (IOException e) {
            visitor.visitFileFailed(folder, e);
        }
        return new RunFiles(visitor.files, visitor.damages);
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {
        private final List<Path> files = new ArrayList<>();
        private final List<Damage> damages = new ArrayList<>();
        private final String end;

        Visitor(String end) {
            this.end = end;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(end) && !WholeFile.isLeftover(file)) {
                files.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            damages.add(new Damage(file, "can't be read: " + WholeFile.reason(e)));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
            return e == null ? FileVisitResult.CONTINUE : visitFileFailed(folder, e);
        }
    }
}
