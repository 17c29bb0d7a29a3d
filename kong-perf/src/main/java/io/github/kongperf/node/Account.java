package io.github.kongperf.node;

/** A user of a node. */
public record Account(String name, int uid, int gid, String home) {

    /** @param line as in {@code /etc/passwd} */
    public static Account parse(String line) {
        String[] fields = line.strip().split(":", -1);
        if (fields.length < 7) {
            throw new NodeFailed("expected a line of passwd, but got: " + line);
        }
        return new Account(fields[0], Integer.parseInt(fields[2]), Integer.parseInt(fields[3]), fields[5]);
    }

    public boolean root() {
        return uid == 0;
    }
}
