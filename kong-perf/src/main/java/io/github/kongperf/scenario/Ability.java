package io.github.kongperf.scenario;

/** Something that a scenario may ask for and not every driver can do. */
public enum Ability {
    POSTGRES("PostgreSQL", "use 'off'"),
    SEPARATE_DATABASE("node of its own for a database", "remove it"),
    SQL("database to run SQL on", "use entities"),
    DUMP("database to load a dump into", "use entities"),
    PLUGINS("plugins", "remove them"),
    NODES("nodes to name, only one gateway", "remove them"),
    NGINX_UPSTREAM(
            "nginx for more than 'location [=] <path> { return <status> \"<text>\"; }'", "use that, or 'respond'"),
    ADMIN_TARGET("Admin API", "use 'proxy' or 'upstream'"),
    STATUS_TARGET("Status API", "use 'proxy' or 'upstream'"),
    DURING("changes under load", "remove them"),
    WRK("wrk", "use 'jvm'"),
    WRK_SCRIPT("wrk to run a script", "use requests"),
    RATE("constant rate", "remove it"),
    PROFILE("profilers", "remove them");

    private final String words;
    private final String instead;

    Ability(String words, String instead) {
        this.words = words;
        this.instead = instead;
    }

    /** What a driver without it lacks: it fits after "has no". */
    public String words() {
        return words;
    }

    /** What to write for a driver without it: an imperative. */
    public String instead() {
        return instead;
    }
}
