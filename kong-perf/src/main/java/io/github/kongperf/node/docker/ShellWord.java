package io.github.kongperf.node.docker;

/** A text as a POSIX shell takes it for one word. */
final class ShellWord {

    private ShellWord() {}

    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
