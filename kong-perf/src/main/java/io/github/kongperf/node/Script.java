package io.github.kongperf.node;

/** A POSIX shell script that lies beside this class and runs on nodes. */
final class Script {

    private final String name;
    private final String text;

    private Script(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /** @param name without {@code .sh} */
    static Script named(String name) {
        return new Script(name, TextBeside.of(Script.class, name + ".sh"));
    }

    String text() {
        return text;
    }

    /**
     * The result of a script, if its exit code is 0.
     *
     * @param doing what it was for
     * @throws NodeFailed else; its text, which nobody has typed, is not shown
     */
    static Result orFail(Result result, String doing) {
        if (result.ok()) {
            return result;
        }
        String said = result.said();
        throw new NodeFailed(doing + (said.isEmpty() ? ": a script ended with " + result.code() : said));
    }

    /** A command that runs it. */
    Command with(String... arguments) {
        return Command.of("sh", "-c", text, "kong-perf-" + name).with(arguments);
    }
}
