package io.github.kongperf.node;

/**
 * What a command that ran to its end left.
 *
 * @param command as it may be shown, without its secrets
 * @param code its exit code; 128 + n if signal n ended it
 * @param out its standard output, as UTF-8
 * @param err its standard error, as UTF-8
 */
public record Result(String command, int code, String out, String err) {

    /** Whether the exit code is 0. */
    public boolean ok() {
        return code == 0;
    }

    /**
     * This, if the exit code is 0.
     *
     * @param doing what the command was for: {@code starting nginx}
     * @throws NodeFailed else, with the last lines that it printed
     */
    public Result orFail(String doing) {
        if (!ok()) {
            throw new NodeFailed("%s: '%s' ended with %d%s".formatted(doing, command, code, said()));
        }
        return this;
    }

    /** The last lines that it printed on standard error, or else on standard output; for a message, after what happened. */
    public String said() {
        String text = err.isBlank() ? out : err;
        String[] lines = text.strip().split("\n", -1);
        int from = Math.max(0, lines.length - 5);
        String last = String.join("; ", java.util.Arrays.copyOfRange(lines, from, lines.length))
                .strip();
        return last.isEmpty() ? "" : ": " + last;
    }
}
