package io.github.kongperf.scenario;

/**
 * Something wrong in a file that a user wrote.
 *
 * @param key dotted path as the user wrote it, such as {@code cases[0].load.connections}; may be empty
 * @param message what is wrong, and what to do
 */
public record Problem(Position position, String key, String message) {

    /** {@code file:line:column: key: message}, which editors and consoles turn into a link. */
    @Override
    public String toString() {
        return key.isEmpty() ? "%s: %s".formatted(position, message) : "%s: %s: %s".formatted(position, key, message);
    }
}
