package io.github.kongperf.node;

import java.util.LinkedHashMap;
import java.util.Map;

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

    /** The small environment that this user's commands get on every kind of node. */
    public Map<String, String> environment(String path, String temporary) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("PATH", path);
        all.put("HOME", home);
        all.put("USER", name);
        all.put("LOGNAME", name);
        all.put("LANG", "C.UTF-8");
        all.put("TMPDIR", temporary);
        return all;
    }

    public boolean root() {
        return uid == 0;
    }
}
