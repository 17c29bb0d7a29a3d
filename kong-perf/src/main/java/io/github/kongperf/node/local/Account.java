package io.github.kongperf.node.local;

import io.github.kongperf.node.NodeFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A user of this machine. */
record Account(String name, int uid, int gid, String home) {

    /** Whose JVM this is. */
    static Account own() {
        Path self = Path.of("/proc/self");
        try {
            int uid = (Integer) Files.getAttribute(self, "unix:uid");
            int gid = (Integer) Files.getAttribute(self, "unix:gid");
            return new Account(known("user.name", Integer.toString(uid)), uid, gid, known("user.home", "/"));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + self, e);
        }
    }

    /** @param line as in {@code /etc/passwd} */
    static Account parse(String line) {
        String[] fields = line.strip().split(":", -1);
        if (fields.length < 7) {
            throw new NodeFailed("expected a line of passwd, but got: " + line);
        }
        return new Account(fields[0], Integer.parseInt(fields[2]), Integer.parseInt(fields[3]), fields[5]);
    }

    /** In a container a user may have a number only. */
    private static String known(String property, String otherwise) {
        String value = System.getProperty(property, "?");
        return value.equals("?") ? otherwise : value;
    }

    boolean root() {
        return uid == 0;
    }
}
