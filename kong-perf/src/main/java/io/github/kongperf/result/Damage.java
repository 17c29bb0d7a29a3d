package io.github.kongperf.result;

import java.nio.file.Path;

/**
 * Something in the result folder that can't be used as a result.
 *
 * @param why what is wrong with it, and what to do about it if anything can be done. No full stop
 */
public record Damage(Path file, String why) {

    /** {@code file: why} */
    @Override
    public String toString() {
        return "%s: %s".formatted(file, why);
    }
}
