package io.github.kongperf.node.local;

import io.github.kongperf.node.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The small environment that commands get: nothing of the caller's that could change what they do. */
final class Surroundings {

    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Map<String, String> callers;

    Surroundings(Map<String, String> callers) {
        this.callers = Map.copyOf(callers);
    }

    Map<String, String> of(Account account) {
        Map<String, String> all = account.environment(path(), temporary());
        String zone = callers.get("TZ");
        if (zone != null) {
            all.put("TZ", zone);
        }
        return all;
    }

    /** Where commands that need no other place run. */
    String temporary() {
        String set = callers.getOrDefault("TMPDIR", "");
        return set.isBlank() ? System.getProperty("java.io.tmpdir") : set;
    }

    private String path() {
        String set = callers.getOrDefault("PATH", "");
        List<String> folders = new ArrayList<>(List.of((set.isBlank() ? USUAL_PATH : set).split(":", -1)));
        // The shell of an ordinary user has none of these, and nginx lies there.
        for (String folder : List.of("/usr/sbin", "/sbin")) {
            if (!folders.contains(folder)) {
                folders.add(folder);
            }
        }
        return String.join(":", folders);
    }
}
