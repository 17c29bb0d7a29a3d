package io.github.kongperf.node.local;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What stands before every command, and gives way to it. */
final class Forerunner {

    private static final List<String> SESSION = List.of("setsid");

    /** From GNU coreutils 8.31 on. */
    private static final List<String> SIGNALS = List.of("env", "--default-signal");

    /**
     * A JVM starts processes with SIGQUIT blocked, by which nginx is asked to quit, and hands on that SIGINT is ignored if
     * it runs in the background of a script. So a session of its own and signals as by default; without the latter if the
     * system has nothing for that.
     */
    static final List<String> WORDS = resetsSignals() ? concat(SESSION, SIGNALS) : SESSION;

    private Forerunner() {}

    private static boolean resetsSignals() {
        try {
            Process process = new ProcessBuilder(concat(SIGNALS, List.of("true")))
                    .redirectErrorStream(true)
                    .start();
            boolean over = process.waitFor(10, TimeUnit.SECONDS);
            process.toHandle().destroyForcibly();
            return over && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
    }
}
