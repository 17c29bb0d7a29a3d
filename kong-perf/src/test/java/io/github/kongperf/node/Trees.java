package io.github.kongperf.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder with all that is hard to copy. */
final class Trees {

    private static final int BIG = 5_000_000;

    private Trees() {}

    static Path make(Path root) throws IOException {
        Files.createDirectories(root.resolve("empty"));
        Files.createDirectories(root.resolve("mit Umlaut ä/deep/er"));
        Files.writeString(root.resolve("mit Umlaut ä/a file"), "text\n");
        Files.writeString(root.resolve("mit Umlaut ä/deep/er/two\nlines 'and' \"quotes\" $x"), "");
        Files.writeString(root.resolve("-n"), "minus");
        Files.writeString(root.resolve("program"), "#!/bin/sh\necho it runs\n");
        byte[] big = new byte[BIG];
        new Random(2).nextBytes(big);
        Files.write(root.resolve("big"), big);
        Files.writeString(root.resolve("private"), "mine");
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("no/such file"));
        Files.createSymbolicLink(root.resolve("to a folder"), Path.of("mit Umlaut ä"));
        Files.createSymbolicLink(root.resolve("absolute"), Path.of("/no/such/folder"));
        Files.createDirectories(root.resolve("read-only"));
        Files.writeString(root.resolve("read-only/inside"), "in");
        mode(root.resolve("program"), "rwxr-x--x");
        mode(root.resolve("private"), "r--------");
        mode(root.resolve("empty"), "rwx------");
        mode(root.resolve("read-only"), "r-xr-xr-x");
        return root;
    }

    /** Kind, mode and content of all that is in a folder, or of a file. */
    static Map<String, String> describe(Path root) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                all.put(root.relativize(path).toString(), describeOne(path));
            }
        }
        return all;
    }

    private static String describeOne(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "link to " + Files.readSymbolicLink(path);
        }
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        return Files.isDirectory(path)
                ? "folder " + mode
                : "file " + mode + " " + Arrays.hashCode(Files.readAllBytes(path));
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
