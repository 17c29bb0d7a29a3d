package io.github.kongperf.node;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Variables by which a process shows which command it descends from, and for whom that runs. Not {@code KONG_…}: Kong reads these.
 *
 * @param run of one command, and of no other
 * @param owner empty: nobody in particular
 */
public record Marks(String run, String owner) {

    private static final String RUN = "KPERF_RUN";
    private static final String OWNER = "KPERF_OWNER";

    /** For a command that is about to be run. */
    public static Marks next(String owner) {
        return new Marks(UUID.randomUUID().toString(), owner);
    }

    /** What its processes have, and no others: {@code NAME=value}. */
    public String ofRun() {
        return RUN + "=" + run;
    }

    /** What all processes of an owner have: {@code NAME=value}. */
    public static String ofOwner(String owner) {
        return OWNER + "=" + owner;
    }

    public Map<String, String> variables() {
        Map<String, String> all = new LinkedHashMap<>(owners(owner));
        all.put(RUN, run);
        return all;
    }

    /** Only that of the owner, if there is one. */
    public static Map<String, String> owners(String owner) {
        return owner.isEmpty() ? Map.of() : Map.of(OWNER, owner);
    }
}
