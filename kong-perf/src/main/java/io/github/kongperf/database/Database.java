package io.github.kongperf.database;

/**
 * A database with a role of the same name that owns it and all in it.
 *
 * @param host as other nodes reach it
 * @param password a secret; {@link #toString} leaves it out
 */
public record Database(String host, int port, String name, String password) {

    /** The role to log in with. */
    public String user() {
        return name;
    }

    @Override
    public String toString() {
        return "%s at %s:%d".formatted(name, host, port);
    }
}
