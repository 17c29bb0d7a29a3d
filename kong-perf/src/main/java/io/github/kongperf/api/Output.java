package io.github.kongperf.api;

import java.util.List;
import java.util.function.Consumer;

/** Prints what is at least as important as the log level. */
final class Output {

    private static final List<String> LEVELS = List.of("debug", "info", "notice", "warn", "error", "crit");

    private final Consumer<String> lines;
    private int least = LEVELS.indexOf("info");

    Output(Consumer<String> lines) {
        this.lines = lines;
    }

    void level(String name) {
        int level = LEVELS.indexOf(name);
        if (level < 0) {
            throw new IllegalArgumentException(
                    "'%s' is no log level; use one of %s".formatted(name, String.join(", ", LEVELS)));
        }
        least = level;
    }

    void debug(String line) {
        print("debug", line);
    }

    void info(String line) {
        print("info", line);
    }

    void notice(String line) {
        print("notice", line);
    }

    void warn(String line) {
        print("warn", line);
    }

    private void print(String level, String line) {
        if (LEVELS.indexOf(level) >= least) {
            lines.accept("[kong-perf] %s: %s".formatted(level, line));
        }
    }
}
