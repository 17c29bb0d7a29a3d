package io.github.kongperf.kong;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The folders below one. Links are followed wherever they lead, but no folder is seen twice. */
final class Folders {

    /** A package below a folder of its own needs as many: {@code home/usr/local/openresty/nginx/sbin}. */
    private static final int DEEPEST = 6;

    /** A link may lead to a whole disk. */
    private static final int MOST = 20_000;

    private Folders() {}

    /** @return {@code root} and those below it, as they are reached from there; those that are less deep come first */
    static List<Path> below(Path root) {
        List<Path> found = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        Deque<Path> next = new ArrayDeque<>(List.of(root));
        // Last, so that a folder to which a link leads as well is known by its own name.
        Deque<Path> links = new ArrayDeque<>();
        while (!(next.isEmpty() && links.isEmpty()) && found.size() < MOST) {
            Path folder = next.isEmpty() ? links.remove() : next.remove();
            if (seen.add(real(folder))) {
                found.add(folder);
                // Modules are looked up by their names.
                if (folder.getNameCount() - root.getNameCount() < DEEPEST && !folder.endsWith("lua/5.1")) {
                    in(folder).forEach(child -> (Files.isSymbolicLink(child) ? links : next).add(child));
                }
            }
        }
        found.sort(Comparator.comparingInt(Path::getNameCount));
        return found;
    }

    /** None of a folder that can't be read. */
    static List<Path> in(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory)
                    .filter(Folders::mayHoldParts)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /** Bazel's other links lead to all that it ever built, in parts. */
    private static boolean mayHoldParts(Path folder) {
        String name = String.valueOf(folder.getFileName());
        return !name.equals(".git") && (!name.startsWith("bazel-") || name.equals("bazel-bin"));
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            return folder;
        }
    }
}
